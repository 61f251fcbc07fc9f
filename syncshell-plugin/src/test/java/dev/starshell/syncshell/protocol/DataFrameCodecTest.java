package dev.starshell.syncshell.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.DecodeResult.Decoded;
import dev.starshell.syncshell.protocol.DecodeResult.Incomplete;
import dev.starshell.syncshell.protocol.DecodeResult.Malformed;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DataFrameCodecTest {
  private static byte[] chunk(int payloadBytes) {
    byte[] frame = new byte[DataFrameCodec.HEADER_BYTES + payloadBytes];
    Arrays.fill(frame, DataFrameCodec.HEADER_BYTES, frame.length, (byte) 0x5c);
    DataFrameCodec.putChunkHeader(
        ByteBuffer.wrap(frame), 0xffff_ffffL, 2_447, Limits.ARCHIVE_CHUNKS_MAX - 1);
    return frame;
  }

  @Test
  void aChunkComesBackWithItsPayloadInPlace() {
    byte[] frame = chunk(Limits.CHUNK_BYTES_MAX);

    DecodeResult<DataFrame> result = DataFrameCodec.decode(frame);

    ByteBuffer payload =
        ByteBuffer.wrap(frame, DataFrameCodec.HEADER_BYTES, Limits.CHUNK_BYTES_MAX);
    assertThat(result)
        .isEqualTo(
            new Decoded<>(
                new DataFrame.Chunk(0xffff_ffffL, 2_447, Limits.ARCHIVE_CHUNKS_MAX - 1, payload)));
    Decoded<DataFrame> decoded = (Decoded<DataFrame>) result;
    assertThat(((DataFrame.Chunk) decoded.message()).payload().array()).isSameAs(frame);
  }

  @Test
  void everySkipComesBack() {
    for (FaultCode reason : FaultCode.values()) {
      assertThat(DataFrameCodec.decode(DataFrameCodec.encodeSkipped(1, 0, reason)))
          .isEqualTo(new Decoded<>(new DataFrame.Skipped(1, 0, reason)));
    }
  }

  @Test
  void everyCutOfTheHeaderIsIncomplete() {
    byte[] frame = chunk(1);
    for (int length = 0; length < frame.length; length++) {
      assertThat(DataFrameCodec.decode(Arrays.copyOf(frame, length)))
          .isInstanceOf(Incomplete.class);
    }
    byte[] skip = DataFrameCodec.encodeSkipped(1, 0, FaultCode.SOURCE_GONE);
    for (int length = 0; length < skip.length; length++) {
      assertThat(DataFrameCodec.decode(Arrays.copyOf(skip, length))).isInstanceOf(Incomplete.class);
    }
  }

  @Test
  void eachFieldOutOfItsBoundsIsMalformed() {
    assertMalformed(ByteBuffer.wrap(chunk(1)).put(0, (byte) 0));
    assertMalformed(ByteBuffer.wrap(chunk(1)).put(0, (byte) 131));
    assertMalformed(ByteBuffer.wrap(chunk(1)).put(1, (byte) 1));
    assertMalformed(ByteBuffer.wrap(chunk(1)).put(2, (byte) 1));
    assertMalformed(ByteBuffer.wrap(chunk(1)).put(3, (byte) 1));
    assertMalformed(ByteBuffer.wrap(chunk(1)).putInt(4, 0));
    assertMalformed(ByteBuffer.wrap(chunk(1)).putInt(8, -1));
    assertMalformed(ByteBuffer.wrap(chunk(1)).putInt(8, Limits.CONTRACT_PARCELS_MAX));
    assertMalformed(ByteBuffer.wrap(chunk(1)).putInt(12, -1));
    assertMalformed(ByteBuffer.wrap(chunk(1)).putInt(12, Limits.ARCHIVE_CHUNKS_MAX));
    byte[] skip = DataFrameCodec.encodeSkipped(1, 0, FaultCode.SOURCE_GONE);
    assertMalformed(ByteBuffer.wrap(skip.clone()).putInt(12, 0));
    assertMalformed(ByteBuffer.wrap(skip.clone()).putInt(12, 256));
    assertMalformed(ByteBuffer.wrap(Arrays.copyOf(skip, 17)));
  }

  @Test
  void aFrameOverTheLargestChunkIsTooLarge() {
    byte[] frame = Arrays.copyOf(chunk(Limits.CHUNK_BYTES_MAX), 16 + Limits.CHUNK_BYTES_MAX + 1);

    assertThat(DataFrameCodec.decode(frame))
        .isInstanceOfSatisfying(
            Malformed.class,
            bad -> assertThat(bad.fault().code()).isEqualTo(FaultCode.FRAME_TOO_LARGE));
  }

  @Test
  void weNeverWriteAHeaderThatWeWouldRefuse() {
    assertThatThrownBy(() -> DataFrameCodec.putChunkHeader(ByteBuffer.allocate(17), 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DataFrameCodec.putChunkHeader(ByteBuffer.allocate(17), 1L << 32, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DataFrameCodec.putChunkHeader(ByteBuffer.allocate(17), 1, -1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DataFrameCodec.putChunkHeader(ByteBuffer.allocate(17), 1, 0, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void mutationsNeverThrow() {
    Random random = new Random(99);
    byte[] frame = chunk(40);
    byte[] skip = DataFrameCodec.encodeSkipped(1, 0, FaultCode.SOURCE_GONE);

    for (int i = 0; i < 100_000; i++) {
      byte[] mutated = Mutations.mutate(random.nextBoolean() ? frame : skip, random);
      assertThat(DataFrameCodec.decode(mutated)).isNotNull();
    }
  }

  private static void assertMalformed(ByteBuffer frame) {
    byte[] bytes = new byte[frame.capacity()];
    frame.get(0, bytes);
    assertThat(DataFrameCodec.decode(bytes)).isInstanceOf(Malformed.class);
  }
}
