package dev.starshell.syncshell.crypto.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.FaultCode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HandshakeCodecTest {
  private static final int EPOCH_AT = 36;
  private static final int GENERATION_AT = 40;
  private static final int SEQUENCE_AT = 48;

  private final Couple two = new Couple();
  private final Bytes opening = two.leader.begin(9).sent();
  private final Bytes reply = two.follower.take(opening).sent();
  private final Bytes confirmation = two.leader.take(reply).sent();

  @Test
  void whatIsReadIsWrittenAsItCame() {
    for (Bytes message : List.of(opening, reply, confirmation)) {
      DecodeResult<HandshakeMessage> read = HandshakeCodec.decode(message);

      assertThat(read).isInstanceOf(DecodeResult.Decoded.class);
      assertThat(HandshakeCodec.encode(((DecodeResult.Decoded<HandshakeMessage>) read).message()))
          .isEqualTo(message);
    }
  }

  @Test
  void aMessageCutAnywhereIsIncompleteAndALongerOneMalformed() {
    for (Bytes message : List.of(opening, reply, confirmation)) {
      byte[] whole = message.toArray();
      for (int length = 0; length < whole.length; length++) {
        assertThat(HandshakeCodec.decode(Bytes.copyOf(java.util.Arrays.copyOf(whole, length))))
            .isInstanceOf(DecodeResult.Incomplete.class);
      }
      assertThat(
              HandshakeCodec.decode(Bytes.copyOf(java.util.Arrays.copyOf(whole, whole.length + 1))))
          .isInstanceOf(DecodeResult.Malformed.class);
    }
  }

  @Test
  void anUnknownKindVersionOrSuiteIsRefused() {
    assertThat(code(changed(0, 4))).isEqualTo(FaultCode.FRAME_MALFORMED);
    assertThat(code(changed(0, 0))).isEqualTo(FaultCode.FRAME_MALFORMED);
    assertThat(code(changed(1, 2))).isEqualTo(FaultCode.VERSION_UNSUPPORTED);
    assertThat(code(changed(2, 2))).isEqualTo(FaultCode.VERSION_UNSUPPORTED);
    assertThat(code(changed(3, 0))).isEqualTo(FaultCode.VERSION_UNSUPPORTED);
  }

  @Test
  void numbersHaveTheirBounds() {
    assertThat(code(withInt(EPOCH_AT, 0))).isEqualTo(FaultCode.FRAME_MALFORMED);
    assertThat(code(withInt(EPOCH_AT, -1))).isNull();
    assertThat(code(withLong(GENERATION_AT, 0))).isEqualTo(FaultCode.FRAME_MALFORMED);
    assertThat(code(withLong(GENERATION_AT, -1))).isEqualTo(FaultCode.FRAME_MALFORMED);
    assertThat(code(withLong(GENERATION_AT, Limits.GENERATION_MAX))).isNull();
    assertThat(code(withLong(GENERATION_AT, Limits.GENERATION_MAX + 1)))
        .isEqualTo(FaultCode.FRAME_MALFORMED);
    assertThat(code(withLong(SEQUENCE_AT, 0))).isNull();
    assertThat(code(withLong(SEQUENCE_AT, -1))).isEqualTo(FaultCode.FRAME_MALFORMED);
    assertThat(code(withLong(SEQUENCE_AT, Limits.GENERATION_MAX + 1)))
        .isEqualTo(FaultCode.FRAME_MALFORMED);
  }

  @Test
  void tooLargeIsSaidBeforeAnythingIsRead() {
    assertThat(code(new byte[1_449])).isEqualTo(FaultCode.FRAME_TOO_LARGE);
    assertThat(code(new byte[1 << 20])).isEqualTo(FaultCode.FRAME_TOO_LARGE);
  }

  @Test
  void anyBytesAreReadWithoutAnException() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[random.nextInt(1_500)];
      random.nextBytes(noise);
      if (noise.length > 4) {
        noise[0] = (byte) (1 + random.nextInt(3));
        noise[1] = noise[2] = noise[3] = 1;
      }

      assertThat(HandshakeCodec.decode(Bytes.copyOf(noise))).isNotNull();
    }
  }

  private byte[] changed(int at, int value) {
    byte[] bytes = opening.toArray();
    bytes[at] = (byte) value;
    return bytes;
  }

  private byte[] withInt(int at, int value) {
    byte[] bytes = opening.toArray();
    ByteBuffer.wrap(bytes).putInt(at, value);
    return bytes;
  }

  private byte[] withLong(int at, long value) {
    byte[] bytes = opening.toArray();
    ByteBuffer.wrap(bytes).putLong(at, value);
    return bytes;
  }

  private static @Nullable FaultCode code(byte[] encoded) {
    return HandshakeCodec.decode(Bytes.copyOf(encoded))
            instanceof DecodeResult.Malformed<HandshakeMessage> bad
        ? bad.fault().code()
        : null;
  }
}
