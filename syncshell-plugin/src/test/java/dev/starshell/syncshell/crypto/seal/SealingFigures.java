package dev.starshell.syncshell.crypto.seal;

import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.seal.Session.ChannelPlace;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Prints how fast frames are sealed and opened on one core. Run by hand; no test, since a figure
/// is the machine's.
public final class SealingFigures {
  private static final int CONTENT_BYTES = 64 * 1024 + 16;
  private static final int FRAMES = 20_000;

  private SealingFigures() {}

  /// Arguments: none.
  public static void main(String[] args) throws GeneralSecurityException {
    for (int round = 0; round < 4; round++) {
      seal(round);
      chacha(round);
    }
  }

  private static void seal(int round) {
    CarrierBinding binding = CarrierBinding.relayed(Sha256.of(new byte[] {1}));
    ChannelPlace place = new ChannelPlace(0, 1);
    FrameSealer sealer = FrameSealingTest.session(true, 1).frameSealer(binding, place);
    FrameSealer inPlace = FrameSealingTest.session(true, 1).frameSealer(binding, place);
    FrameOpener opener = FrameSealingTest.session(false, 1).frameOpener(binding, place);
    byte[] content = "x".repeat(CONTENT_BYTES).getBytes(StandardCharsets.US_ASCII);
    byte[] buffer = new byte[CONTENT_BYTES + SealedFrames.OVERHEAD_BYTES];
    long sealing = 0;
    long sealingInPlace = 0;
    long opening = 0;
    for (int i = 0; i < FRAMES; i++) {
      long start = System.nanoTime();
      byte[] frame = sealer.seal(content);
      long sealed = System.nanoTime();
      opener.open(frame, frame.length);
      long opened = System.nanoTime();
      inPlace.sealInPlace(buffer);
      sealingInPlace += System.nanoTime() - opened;
      sealing += sealed - start;
      opening += opened - sealed;
    }
    print(round, "AES-256-GCM seal", sealing);
    print(round, "AES-256-GCM seal in place", sealingInPlace);
    print(round, "AES-256-GCM open", opening);
  }

  private static void chacha(int round) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
    SecretKeySpec key = new SecretKeySpec(new byte[32], "ChaCha20");
    byte[] content = new byte[CONTENT_BYTES];
    byte[] frame = new byte[CONTENT_BYTES + 16];
    byte[] nonce = new byte[12];
    long start = System.nanoTime();
    for (int i = 0; i < FRAMES; i++) {
      nonce[0] = (byte) i;
      nonce[1] = (byte) (i >> 8);
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(nonce));
      cipher.doFinal(content, 0, content.length, frame, 0);
    }
    print(round, "ChaCha20-Poly1305 seal (for comparison)", System.nanoTime() - start);
  }

  private static void print(int round, String what, long nanos) {
    System.out.printf(
        Locale.ROOT,
        "round %d %-40s %8.0f MB/s%n",
        round,
        what,
        (double) CONTENT_BYTES * FRAMES / nanos * 1_000);
  }
}
