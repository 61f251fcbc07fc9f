package dev.starshell.syncshell.crypto.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.XWing;
import dev.starshell.syncshell.crypto.seal.CarrierBinding;
import dev.starshell.syncshell.crypto.seal.FrameSealer;
import dev.starshell.syncshell.crypto.seal.Session.ChannelPlace;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA3Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.junit.jupiter.api.Test;

/// One whole handshake with given chance, value by value, as docs/HANDSHAKE.md says. The values are
/// pinned by `key-schedule.txt`; here they are computed by Bouncy Castle from the messages and the
/// leader's seed alone, so that neither side of our code can agree with itself on a mistake.
final class KeyScheduleGoldenTest {
  private static final long GENERATION = 0x0102030405L;

  @Test
  void everyValueIsThatOfTheGoldenFile() throws Exception {
    Map<String, String> golden = golden();

    Map<String, String> computed = compute();

    assertThat(String.join("\n", lines(computed))).isEqualTo(String.join("\n", lines(golden)));
  }

  private static Map<String, String> compute() throws Exception {
    Random chance = new Random(1);
    Couple two = new Couple(chance, Couple.identity(1), Couple.identity(2));
    Random again = new Random(1);
    byte[] fresh = new byte[Entropy.LENGTH_BYTES]; // what the leader is given
    again.nextBytes(fresh);
    byte[] followersFresh = new byte[Entropy.LENGTH_BYTES];
    again.nextBytes(followersFresh);
    byte[] first = two.leader.begin(GENERATION).sent().toArray();
    byte[] second = two.follower.take(Bytes.copyOf(first)).sent().toArray();
    byte[] third = two.leader.take(Bytes.copyOf(second)).sent().toArray();
    two.follower.take(Bytes.copyOf(third));

    Map<String, String> values = new LinkedHashMap<>();
    put(values, "leader chance", fresh);
    put(values, "follower chance", followersFresh);
    put(values, "leader key", two.leader.pair.self().key().toBytes());
    put(values, "follower key", two.follower.pair.self().key().toBytes());
    put(values, "opening", first);
    byte[] replyBody = Arrays.copyOf(second, 1_212);
    byte[] transcript = sha(sha(first), replyBody);
    put(values, "reply", second);
    put(values, "reply transcript", transcript);
    byte[] shared = shared(fresh, Arrays.copyOfRange(first, 152 + 16, 152 + 16 + 1_216), second);
    put(values, "shared secret", shared);
    byte[] key = new byte[32];
    HMac extract = new HMac(new SHA256Digest());
    extract.init(new KeyParameter(transcript));
    extract.update(shared, 0, shared.length);
    extract.doFinal(key, 0);
    put(values, "handshake key", key);
    byte[] leaderKey = two.leader.pair.self().key().toBytes();
    byte[] followerKey = two.follower.pair.self().key().toBytes();
    byte[] followerConfirm = expand(key, 32, label("starshell/1 confirm follower"), leaderKey);
    byte[] leaderConfirm = expand(key, 32, label("starshell/1 confirm leader"), followerKey);
    byte[] last = sha(transcript, Arrays.copyOfRange(second, 1_212, 1_308));
    put(values, "follower confirm key", followerConfirm);
    put(values, "follower tag", hmac(followerConfirm, transcript));
    put(values, "confirmation transcript", last);
    put(values, "leader confirm key", leaderConfirm);
    put(values, "leader tag", hmac(leaderConfirm, last));
    put(values, "confirmation", third);
    byte[] root = expand(key, 32, label("starshell/1 session"), last);
    put(values, "session root", root);

    assertThat(Arrays.copyOfRange(second, 1_276, 1_308))
        .isEqualTo(hmac(followerConfirm, transcript));
    assertThat(Arrays.copyOfRange(third, 4, 36)).isEqualTo(last);
    assertThat(Arrays.copyOfRange(third, 100, 132)).isEqualTo(hmac(leaderConfirm, last));
    assertThat(two.leader.session().handshake().toBytes()).isEqualTo(last);
    requireSigned(
        leaderKey,
        "starshell/1 handshake opening",
        Arrays.copyOf(first, 1_384),
        Arrays.copyOfRange(first, 1_384, 1_448));
    requireSigned(
        followerKey,
        "starshell/1 handshake reply",
        transcript,
        Arrays.copyOfRange(second, 1_212, 1_276));
    requireSigned(
        leaderKey, "starshell/1 handshake confirmation", last, Arrays.copyOfRange(third, 36, 100));
    sealed(values, two, root);
    return values;
  }

  private static void sealed(Map<String, String> values, Couple two, byte[] root) throws Exception {
    put(values, "signals from leader", expand(root, 44, label("starshell/1 signals"), one(0)));
    put(values, "signals from follower", expand(root, 44, label("starshell/1 signals"), one(1)));
    CarrierBinding binding =
        CarrierBinding.dtls(
            Set.of(Sha256.of(one(1)), Sha256.of(one(2))), Set.of(Sha256.of(one(3))));
    byte[][] sorted = {sha(one(1)), sha(one(2))};
    Arrays.sort(sorted, Arrays::compareUnsigned);
    byte[] fingerprintsL = sha(label("starshell/1 dtls"), sorted[0], sorted[1]);
    byte[] fingerprintsF = sha(label("starshell/1 dtls"), sha(one(3)));
    put(values, "leader fingerprints", fingerprintsL);
    put(values, "follower fingerprints", fingerprintsF);
    byte[] place = {2, 0, 6};
    byte[] generation = HexFormat.of().parseHex("0000000102030405");
    byte[] frames =
        expand(
            root,
            44,
            label("starshell/1 frames"),
            generation,
            fingerprintsL,
            fingerprintsF,
            one(0),
            place);
    put(values, "frames from leader", frames);
    put(
        values,
        "frames from leader, next",
        expand(Arrays.copyOf(frames, 32), 44, label("starshell/1 rekey")));

    byte[] content = "golden".getBytes(StandardCharsets.US_ASCII);
    FrameSealer sealer = two.leader.session().frameSealer(binding, new ChannelPlace(2, 6));
    byte[] frame0 = sealer.seal(content);
    byte[] frame1 = sealer.seal(content);
    put(values, "frame 0", frame0);
    put(values, "frame 1", frame1);
    assertThat(frame0).isEqualTo(gcm(frames, 0, content));
    assertThat(frame1).isEqualTo(gcm(frames, 1, content));
  }

  private static byte[] gcm(byte[] material, int counter, byte[] content) throws Exception {
    byte[] header = {(byte) 193, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, (byte) counter};
    byte[] nonce = Arrays.copyOfRange(material, 32, 44);
    nonce[11] ^= (byte) counter;
    GCMModeCipher gcm = GCMBlockCipher.newInstance(AESEngine.newInstance());
    gcm.init(
        true,
        new AEADParameters(new KeyParameter(Arrays.copyOf(material, 32)), 128, nonce, header));
    byte[] frame = Arrays.copyOf(header, 12 + content.length + 16);
    int written = gcm.processBytes(content, 0, content.length, frame, 12);
    gcm.doFinal(frame, 12 + written);
    return frame;
  }

  /// X-Wing's secret from the leader's 96 bytes, part by part.
  private static byte[] shared(byte[] fresh, byte[] key, byte[] reply) {
    byte[] ciphertext = Arrays.copyOfRange(reply, 92, 92 + XWing.CIPHERTEXT_BYTES);
    byte[] lattice =
        new MLKEMExtractor(
                new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, Arrays.copyOf(fresh, 64)))
            .extractSecret(Arrays.copyOf(ciphertext, 1_088));
    byte[] curve = new byte[32];
    byte[] point = Arrays.copyOfRange(ciphertext, 1_088, 1_120);
    X25519.calculateAgreement(Arrays.copyOfRange(fresh, 64, 96), 0, point, 0, curve, 0);
    SHA3Digest hash = new SHA3Digest(256);
    for (byte[] part :
        new byte[][] {
          lattice,
          curve,
          point,
          Arrays.copyOfRange(key, 1_184, 1_216),
          "\\.//^\\".getBytes(StandardCharsets.US_ASCII)
        }) {
      hash.update(part, 0, part.length);
    }
    byte[] shared = new byte[32];
    hash.doFinal(shared, 0);
    return shared;
  }

  private static void requireSigned(byte[] key, String label, byte[] message, byte[] signature) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(false, new Ed25519PublicKeyParameters(key));
    byte[] prefix = label(label);
    signer.update(prefix, 0, prefix.length);
    signer.update(message, 0, message.length);
    assertThat(signer.verifySignature(signature)).as(label).isTrue();
  }

  private static byte[] expand(byte[] key, int length, byte[]... info) {
    HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
    hkdf.init(HKDFParameters.skipExtractParameters(key, joined(info)));
    byte[] out = new byte[length];
    hkdf.generateBytes(out, 0, length);
    return out;
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    HMac mac = new HMac(new SHA256Digest());
    mac.init(new KeyParameter(key));
    mac.update(message, 0, message.length);
    byte[] out = new byte[32];
    mac.doFinal(out, 0);
    return out;
  }

  private static byte[] sha(byte[]... parts) {
    byte[] all = joined(parts);
    SHA256Digest digest = new SHA256Digest();
    digest.update(all, 0, all.length);
    byte[] out = new byte[32];
    digest.doFinal(out, 0);
    return out;
  }

  private static byte[] joined(byte[]... parts) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] label(String text) {
    return (text + "\0").getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] one(int value) {
    return new byte[] {(byte) value};
  }

  private static void put(Map<String, String> values, String name, byte[] value) {
    values.put(name, HexFormat.of().formatHex(value));
  }

  private static Map<String, String> golden() throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    try (InputStream in = KeyScheduleGoldenTest.class.getResourceAsStream("key-schedule.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      for (String line : text.lines().toList()) {
        String[] parts = line.split(" = ", 2);
        if (parts.length == 2) {
          values.put(parts[0], parts[1]);
        }
      }
    }
    return values;
  }

  private static java.util.List<String> lines(Map<String, String> values) {
    return values.entrySet().stream().map(e -> e.getKey() + " = " + e.getValue()).toList();
  }
}
