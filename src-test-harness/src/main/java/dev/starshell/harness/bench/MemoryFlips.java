package dev.starshell.harness.bench;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.Secret;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.seal.CarrierBinding;
import dev.starshell.syncshell.crypto.seal.FrameOpener;
import dev.starshell.syncshell.crypto.seal.Session;
import dev.starshell.syncshell.crypto.seal.Session.ChannelPlace;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.manifest.Manifest;
import dev.starshell.syncshell.manifest.ManifestCodec;
import dev.starshell.syncshell.manifest.SignedManifest;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.DecodeResult.Decoded;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Bits turned over in what travels: sealed frames and signed manifests, met by the decoders that
/// hosts have.
final class MemoryFlips {
  private static final CarrierBinding BINDING =
      CarrierBinding.dtls(Set.of(Sha256.of(new byte[] {1})), Set.of(Sha256.of(new byte[] {2})));
  private static final ChannelPlace PLACE = new ChannelPlace(1, 5);
  private static final int CONTENT_BYTES_MAX = 1_200;
  private static final int ENTRIES_MAX = 6;

  private MemoryFlips() {}

  /// Sealed frames of many lengths, each the first of its channel: one that is wrong is refused,
  /// and the right one behind it too.
  static FlipCount frames(long flips, Random random) {
    long found = 0;
    for (long i = 0; i < flips; i++) {
      byte[] content = new byte[1 + random.nextInt(CONTENT_BYTES_MAX)];
      random.nextBytes(content);
      byte[] root = new byte[32];
      random.nextBytes(root);
      byte[] frame = session(true, root).frameSealer(BINDING, PLACE).seal(content);
      byte[] wrong = frame.clone();
      flip(wrong, random);
      found += isRefused(root, wrong, frame) ? 1 : 0;
      require(isOpened(root, frame), "a frame as it was sealed");
    }
    return new FlipCount("frames", "sealed frame", flips, found);
  }

  private static boolean isOpened(byte[] root, byte[] frame) {
    try (FrameOpener opener = session(false, root).frameOpener(BINDING, PLACE)) {
      return opener.open(frame, frame.length) instanceof Decoded<ByteBuffer>;
    }
  }

  /// Whether a wrong frame is refused, and the right one behind it.
  private static boolean isRefused(byte[] root, byte[] wrong, byte[] right) {
    try (FrameOpener opener = session(false, root).frameOpener(BINDING, PLACE)) {
      return opener.open(wrong, wrong.length) instanceof DecodeResult.Malformed<ByteBuffer>
          && opener.open(right, right.length) instanceof DecodeResult.Malformed<ByteBuffer>;
    }
  }

  private static Session session(boolean isLeading, byte[] root) {
    return Session.begin(
        isLeading, 1, Sha256.of(new byte[] {1}), Secret.copyOf(root, 0, root.length));
  }

  /// Signed manifests, in turn.
  static FlipCount manifests(long flips, Random random) {
    List<Signed> all = signed(64, random);
    long found = 0;
    for (long i = 0; i < flips; i++) {
      Signed one = all.get((int) (i % all.size()));
      byte[] bytes = one.manifest().signed().toArray();
      flip(bytes, random);
      found += one.isTaken(Bytes.copyOf(bytes)) ? 0 : 1;
    }
    return new FlipCount("manifests", "signed manifest", flips, found);
  }

  /// A manifest with who signed it.
  record Signed(Identity owner, ShellId shell, SignedManifest manifest) {
    /// Whether these bytes are taken for a manifest of this owner.
    boolean isTaken(Bytes bytes) {
      return ManifestCodec.read(bytes, shell, owner.key()) instanceof Decoded<SignedManifest>;
    }
  }

  /// Small manifests of as many members.
  static List<Signed> signed(int count, Random random) {
    List<Signed> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] seed = new byte[Identity.SEED_BYTES];
      random.nextBytes(seed);
      Identity owner = Identity.fromSeed(seed);
      ShellId shell = ShellId.of(owner.key(), new byte[ShellId.NONCE_BYTES]);
      List<Entry> entries = new ArrayList<>();
      for (int entry = 0; entry <= random.nextInt(ENTRIES_MAX); entry++) {
        byte[] digest = new byte[Digest.LENGTH_BYTES];
        random.nextBytes(digest);
        entries.add(
            new Entry("mods", "mod " + entry + ".pmp", entry + 1, new Root(Digest.of(digest))));
      }
      Manifest manifest =
          new Manifest(
              shell, owner.key(), 1, Manifest.NO_DIGEST, Instant.ofEpochSecond(1), entries);
      Signed one = new Signed(owner, shell, ManifestCodec.sign(owner, manifest));
      require(one.isTaken(one.manifest().signed()), "a manifest as it was signed");
      all.add(one);
    }
    return all;
  }

  /// Turns one bit over.
  static void flip(byte[] bytes, Random random) {
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
  }

  /// What is not taken as it is says nothing about flips.
  static void require(boolean isTaken, String what) {
    if (!isTaken) {
      throw new IllegalStateException(what + " is not taken");
    }
  }
}
