package dev.starshell.syncshell.protocol;

import static dev.starshell.syncshell.protocol.Raw.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.crypto.handshake.HandshakeCodec;
import dev.starshell.syncshell.crypto.seal.SealedSignals;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.DecodeResult.Decoded;
import dev.starshell.syncshell.protocol.DecodeResult.Incomplete;
import dev.starshell.syncshell.protocol.DecodeResult.Malformed;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SignalCodecTest {
  static List<SignalMessage> messages() {
    return Samples.signals();
  }

  @Test
  void samplesCoverEveryMessage() {
    assertThat(messages().stream().map(Object::getClass).distinct()).hasSize(10);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageComesBackAsItWas(SignalMessage message) {
    assertThat(SignalCodec.decode(SignalCodec.encode(message))).isEqualTo(new Decoded<>(message));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyCutIsIncompleteAndATrailingByteMalformed(SignalMessage message) {
    byte[] encoded = SignalCodec.encode(message).toArray();

    for (int length = 0; length < encoded.length; length++) {
      assertThat(SignalCodec.decode(Bytes.copyOf(Arrays.copyOf(encoded, length))))
          .as("cut to %d", length)
          .isInstanceOf(Incomplete.class);
    }
    assertThat(SignalCodec.decode(Bytes.copyOf(Arrays.copyOf(encoded, encoded.length + 1))))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void mutationsNeverThrow() {
    Random random = new Random(7_331);
    List<byte[]> encoded = messages().stream().map(m -> SignalCodec.encode(m).toArray()).toList();

    for (int i = 0; i < 50_000; i++) {
      byte[] mutated = Mutations.mutate(encoded.get(random.nextInt(encoded.size())), random);
      if (SignalCodec.decode(Bytes.copyOf(mutated))
          instanceof Decoded<SignalMessage>(SignalMessage message)) {
        assertThat(SignalCodec.decode(SignalCodec.encode(message)))
            .isEqualTo(new Decoded<>(message));
      }
    }
  }

  @Test
  void eachFieldOutOfItsBoundsIsMalformed() {
    String longSdp = "x".repeat(Limits.SDP_BYTES_MAX + 1);
    List<Object> candidate = list("0", 0, "c");
    List<byte[]> bad = new ArrayList<>();
    bad.add(Raw.message(64, 1));
    bad.add(Raw.message(72, 1));
    bad.add(Raw.message(17, 1));
    bad.add(Raw.message(65, -1));
    bad.add(Raw.message(66, 0, 0, 1, 2, "x"));
    bad.add(Raw.message(66, 1, -1, 1, 2, "x"));
    bad.add(Raw.message(66, 1, 1, 1, 2, "x"));
    bad.add(Raw.message(66, 1, 0, Limits.ASSOCIATIONS_MAX + 1, 2, "x"));
    bad.add(Raw.message(66, 1, Limits.ASSOCIATIONS_MAX, Limits.ASSOCIATIONS_MAX, 2, "x"));
    bad.add(Raw.message(66, 1, 0, 1, 1, "x"));
    bad.add(Raw.message(66, 1, 0, 1, Limits.CHANNELS_MAX + 1, "x"));
    bad.add(Raw.message(66, 1, 0, 1, 2, ""));
    bad.add(Raw.message(66, 1, 0, 1, 2, longSdp));
    bad.add(Raw.message(66, 1, 0, 1, 2, "ü".repeat(Limits.SDP_BYTES_MAX / 2 + 1)));
    bad.add(Raw.message(67, 0, 0, "x"));
    bad.add(Raw.message(67, 1, Limits.ASSOCIATIONS_MAX, "x"));
    bad.add(Raw.message(67, 1, 0, longSdp));
    bad.add(Raw.message(68, 1, 0, list()));
    bad.add(Raw.message(68, 1, 0, Collections.nCopies(25, candidate)));
    bad.add(Raw.message(68, 1, 0, list(list("m".repeat(65), 0, "c"))));
    bad.add(Raw.message(68, 1, 0, list(list("0", -1, "c"))));
    bad.add(Raw.message(68, 1, 0, list(list("0", 256, "c"))));
    bad.add(Raw.message(68, 1, 0, list(list("0", 0, ""))));
    bad.add(Raw.message(68, 1, 0, list(list("0", 0, "c".repeat(1025)))));
    bad.add(Raw.message(68, 1, 0, list(list("0", 0, "c", 1))));
    bad.add(Raw.message(69, 0, 39));
    bad.add(Raw.message(69, 1, 99));
    bad.add(Raw.message(70, new byte[0]));
    bad.add(Raw.message(70, new byte[Limits.LOG_MESSAGE_BYTES_MAX + 1]));
    bad.add(Raw.message(71, 0));
    bad.add(Raw.message(72, new byte[0]));
    bad.add(Raw.message(72, new byte[SignalCodec.HANDSHAKE_BYTES_MAX + 1]));
    bad.add(Raw.message(73, 1));
    bad.add(Raw.message(73, new byte[0]));
    bad.add(Raw.message(73, new byte[SignalCodec.SEALED_BYTES_MAX + 1]));
    bad.add(Raw.message(74, 0, 0));
    bad.add(Raw.message(74, 1));
    bad.add(Raw.message(74, 1, -1));
    bad.add(Raw.message(74, 1, Limits.SILENCE_MILLIS_MAX + 1));
    bad.add(Raw.message(74, 1, 1, 1));
    bad.add(Raw.message(75, 1));

    for (int i = 0; i < bad.size(); i++) {
      assertThat(SignalCodec.decode(Bytes.copyOf(bad.get(i))))
          .as("case %d", i)
          .isInstanceOf(Malformed.class);
    }
  }

  @Test
  void theLongestSessionDescriptionIsTaken() {
    SignalMessage message = new SignalMessage.Answer(5, 3, "y".repeat(Limits.SDP_BYTES_MAX));

    assertThat(SignalCodec.decode(SignalCodec.encode(message))).isEqualTo(new Decoded<>(message));
  }

  @Test
  void whatIsSealedFitsItsSignal() {
    assertThat(HandshakeCodec.OPENING_BYTES).isEqualTo(SignalCodec.HANDSHAKE_BYTES_MAX);
    assertThat(SealedSignals.BYTES_MAX).isLessThanOrEqualTo(SignalCodec.SEALED_BYTES_MAX);
  }

  @Test
  void twentyFourCandidatesAreTaken() {
    SignalMessage message =
        new SignalMessage.Candidates(
            1, 0, Collections.nCopies(Limits.CANDIDATES_MAX, new Candidate("0", 0, "c")));

    assertThat(SignalCodec.decode(SignalCodec.encode(message))).isEqualTo(new Decoded<>(message));
  }

  @Test
  void aSignedSignalComesBackAndIsIncompleteWhenCut() {
    SignedSignal signed =
        new SignedSignal(SignalCodec.encode(new SignalMessage.LinkWanted(3)), Samples.signature());
    byte[] encoded = signed.encode();

    assertThat(SignedSignal.decode(encoded)).isEqualTo(new Decoded<>(signed));
    for (int length = 0; length <= 64; length++) {
      assertThat(SignedSignal.decode(Arrays.copyOf(encoded, length)))
          .isInstanceOf(Incomplete.class);
    }
    assertThat(SignedSignal.decode(new byte[Limits.SIGNAL_BYTES_MAX])).isInstanceOf(Decoded.class);
    assertThat(SignedSignal.decode(new byte[Limits.SIGNAL_BYTES_MAX + 1]))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void theSignatureCoversStarSenderRecipientAndMessage() {
    byte[] star = filled(1);
    byte[] from = filled(2);
    byte[] to = filled(3);
    Bytes message = Bytes.copyOf(new byte[] {9, 8});

    byte[] toSign = SignedSignal.bytesToSign(star, from, to, message);

    assertThat(toSign)
        .endsWith(9, 8)
        .hasSize(96 + 2)
        .isNotEqualTo(SignedSignal.bytesToSign(star, to, from, message));
    assertThat(Arrays.copyOfRange(toSign, 0, 32)).isEqualTo(star);
    assertThat(Arrays.copyOfRange(toSign, 32, 64)).isEqualTo(from);
    assertThat(Arrays.copyOfRange(toSign, 64, 96)).isEqualTo(to);
    assertThatThrownBy(() -> SignedSignal.bytesToSign(star, from, new byte[31], message))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aHighFiveStatementDiffersInEveryField() {
    byte[] star = filled(1);
    byte[] sender = filled(2);
    byte[] receiver = filled(3);
    HighFiveStatement one = new HighFiveStatement(5, 6, 7, Samples.digest(8));
    List<byte[]> others =
        List.of(
            one.bytesToSign(star, receiver, sender),
            one.bytesToSign(filled(4), sender, receiver),
            new HighFiveStatement(6, 6, 7, Samples.digest(8)).bytesToSign(star, sender, receiver),
            new HighFiveStatement(5, 7, 7, Samples.digest(8)).bytesToSign(star, sender, receiver),
            new HighFiveStatement(5, 6, 8, Samples.digest(8)).bytesToSign(star, sender, receiver),
            new HighFiveStatement(5, 6, 7, Samples.digest(9)).bytesToSign(star, sender, receiver));

    assertThat(others).doesNotContain(one.bytesToSign(star, sender, receiver));
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
