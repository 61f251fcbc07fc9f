package dev.starshell.syncshell.protocol;

import dev.starshell.syncshell.limits.Limits;
import java.util.ArrayList;
import java.util.List;

/// Cuts a control message into frames of the control channel: a flag, 1 while more follow and 0 on
/// the last, and a piece of the message. Every frame but the last is full. Pure.
public final class ControlFragments {
  /// The last frame of a message.
  static final byte LAST = 0;

  /// More frames of the message follow.
  static final byte MORE = 1;

  /// Most bytes of a message in one frame. Unit: bytes.
  static final int PIECE_BYTES_MAX = Limits.CONTROL_FRAME_BYTES_MAX - 1;

  private ControlFragments() {}

  /// The frames of a message, ready to be sent in this order without another message between them.
  public static List<byte[]> of(TransferMessage message) {
    return cut(TransferCodec.encode(message));
  }

  static List<byte[]> cut(byte[] encoded) {
    List<byte[]> frames = new ArrayList<>();
    int at = 0;
    do {
      int length = Math.min(PIECE_BYTES_MAX, encoded.length - at);
      byte[] frame = new byte[1 + length];
      frame[0] = at + length < encoded.length ? MORE : LAST;
      System.arraycopy(encoded, at, frame, 1, length);
      frames.add(frame);
      at += length;
    } while (at < encoded.length);
    return frames;
  }
}
