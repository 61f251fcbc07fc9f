package dev.starshell.syncshell.protocol;

import dev.starshell.syncshell.limits.Limits;
import java.nio.ByteBuffer;

/// Frames of the data channels: a header of 16 bytes, then the chunk. Pure.
///
/// Header, big-endian: type (1), flags (1, zero), reserved (2, zero), contract (4), parcel (4),
/// chunk (4). A skip has the reason in the place of the chunk and no payload.
public final class DataFrameCodec {
  /// Unit: bytes.
  public static final int HEADER_BYTES = 16;

  private static final int CONTRACT_AT = 4;
  private static final int PARCEL_AT = 8;
  private static final int CHUNK_AT = 12;

  private DataFrameCodec() {}

  /// Writes the header of a chunk. The payload is read from the disk right behind it, so that it is
  /// never copied.
  ///
  /// @throws IllegalArgumentException if a field is out of its bounds
  public static void putChunkHeader(ByteBuffer frame, long contract, int parcel, int chunk) {
    require("chunk", chunk, 0, Limits.ARCHIVE_CHUNKS_MAX - 1);
    putHeader(frame, MessageType.CHUNK, contract, parcel, chunk);
  }

  /// The frame that takes the place of the rest of a parcel.
  public static byte[] encodeSkipped(long contract, int parcel, FaultCode reason) {
    byte[] frame = new byte[HEADER_BYTES];
    putHeader(ByteBuffer.wrap(frame), MessageType.SKIPPED, contract, parcel, reason.wire());
    return frame;
  }

  private static void putHeader(
      ByteBuffer frame, MessageType type, long contract, int parcel, int last) {
    require("contract", contract, 1, Fields.NUMBER_MAX);
    require("parcel", parcel, 0, Limits.CONTRACT_PARCELS_MAX - 1);
    frame
        .put((byte) type.code())
        .put((byte) 0)
        .putShort((short) 0)
        .putInt((int) contract)
        .putInt(parcel)
        .putInt(last);
  }

  private static void require(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + "=" + value + " outside " + min + ".." + max);
    }
  }

  /// Reads one frame. The payload is a view of the given array.
  public static DecodeResult<DataFrame> decode(byte[] frame) {
    if (frame.length > Limits.FRAME_BYTES_MAX
        || frame.length > HEADER_BYTES + Limits.CHUNK_BYTES_MAX) {
      return fault(FaultCode.FRAME_TOO_LARGE, "frame=" + frame.length);
    }
    if (frame.length < HEADER_BYTES) {
      return new DecodeResult.Incomplete<>();
    }
    ByteBuffer in = ByteBuffer.wrap(frame);
    int type = frame[0] & 0xff;
    if (in.getInt(0) << 8 != 0) {
      return fault(FaultCode.FRAME_MALFORMED, "flags of a later version");
    }
    long contract = Integer.toUnsignedLong(in.getInt(CONTRACT_AT));
    int parcel = in.getInt(PARCEL_AT);
    int last = in.getInt(CHUNK_AT);
    if (contract == 0 || parcel < 0 || parcel >= Limits.CONTRACT_PARCELS_MAX) {
      return fault(FaultCode.FRAME_MALFORMED, "contract=" + contract + " parcel=" + parcel);
    }
    if (type == MessageType.CHUNK.code()) {
      return chunk(frame, contract, parcel, last);
    }
    return type == MessageType.SKIPPED.code()
        ? skipped(frame, contract, parcel, last)
        : fault(FaultCode.FRAME_MALFORMED, "type=" + type + " on a data channel");
  }

  private static DecodeResult<DataFrame> chunk(byte[] frame, long contract, int parcel, int chunk) {
    if (chunk < 0 || chunk >= Limits.ARCHIVE_CHUNKS_MAX) {
      return fault(FaultCode.FRAME_MALFORMED, "chunk=" + chunk);
    }
    if (frame.length == HEADER_BYTES) {
      return new DecodeResult.Incomplete<>();
    }
    ByteBuffer payload = ByteBuffer.wrap(frame, HEADER_BYTES, frame.length - HEADER_BYTES).slice();
    return new DecodeResult.Decoded<>(new DataFrame.Chunk(contract, parcel, chunk, payload));
  }

  private static DecodeResult<DataFrame> skipped(
      byte[] frame, long contract, int parcel, int wire) {
    if (frame.length != HEADER_BYTES) {
      return fault(FaultCode.FRAME_MALFORMED, "bytes after a skip");
    }
    return FaultCode.ofWire(wire)
        .<DecodeResult<DataFrame>>map(
            reason -> new DecodeResult.Decoded<>(new DataFrame.Skipped(contract, parcel, reason)))
        .orElseGet(() -> fault(FaultCode.FRAME_MALFORMED, "unknown reason=" + wire));
  }

  private static DecodeResult<DataFrame> fault(FaultCode code, String detail) {
    return new DecodeResult.Malformed<>(new PeerFault(code, detail));
  }
}
