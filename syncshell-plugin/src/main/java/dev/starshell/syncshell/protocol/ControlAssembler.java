package dev.starshell.syncshell.protocol;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.DecodeResult.Decoded;
import dev.starshell.syncshell.protocol.DecodeResult.Incomplete;
import dev.starshell.syncshell.protocol.DecodeResult.Malformed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Joins the frames of the control channel to messages. It trusts no declared size: it holds what
/// really came, at most [Limits#CONTROL_BYTES_MAX]; and since every frame but the last must be
/// full, a peer cannot make it hold many small ones. After a fault every frame is answered with it.
///
/// Thread: one at a time.
public final class ControlAssembler {
  private final List<byte[]> pieces = new ArrayList<>();
  private int heldBytes;
  private @Nullable PeerFault fault;

  /// Takes the next frame of the channel.
  ///
  /// @param frame the caller's own array, which must not be changed afterwards
  /// @return the message that this frame completes, or `Incomplete` while more must follow
  public DecodeResult<TransferMessage> accept(byte[] frame) {
    if (fault == null) {
      fault = check(frame);
    }
    if (fault != null) {
      return new Malformed<>(fault);
    }
    heldBytes += frame.length - 1;
    pieces.add(frame);
    if (frame[0] == ControlFragments.MORE) {
      return new Incomplete<>();
    }
    return switch (TransferCodec.decode(joined())) {
      case Decoded<TransferMessage> decoded -> decoded;
      case Incomplete<TransferMessage> _ ->
          failed(new PeerFault(FaultCode.FRAME_MALFORMED, "control message ends early"));
      case Malformed<TransferMessage>(PeerFault found) -> failed(found);
    };
  }

  /// What is held of a message that is not whole yet. Unit: bytes.
  public int heldBytes() {
    return heldBytes;
  }

  private DecodeResult<TransferMessage> failed(PeerFault found) {
    fault = found;
    return new Malformed<>(found);
  }

  private @Nullable PeerFault check(byte[] frame) {
    if (frame.length > Limits.CONTROL_FRAME_BYTES_MAX) {
      return new PeerFault(
          FaultCode.FRAME_TOO_LARGE,
          "control frame=" + frame.length + " over " + Limits.CONTROL_FRAME_BYTES_MAX);
    }
    if (frame.length < 2) {
      return new PeerFault(FaultCode.FRAME_MALFORMED, "control frame=" + frame.length + " below 2");
    }
    boolean more = frame[0] == ControlFragments.MORE;
    if (!more && frame[0] != ControlFragments.LAST) {
      return new PeerFault(FaultCode.FRAME_MALFORMED, "control flag=" + (frame[0] & 0xff));
    }
    if (more && frame.length < Limits.CONTROL_FRAME_BYTES_MAX) {
      return new PeerFault(
          FaultCode.FRAME_MALFORMED, "control frame=" + frame.length + " is not full");
    }
    if (heldBytes + frame.length - 1 > Limits.CONTROL_BYTES_MAX) {
      return new PeerFault(
          FaultCode.FRAME_TOO_LARGE, "control message over " + Limits.CONTROL_BYTES_MAX);
    }
    return null;
  }

  private byte[] joined() {
    byte[] joined = new byte[heldBytes];
    int at = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 1, joined, at, piece.length - 1);
      at += piece.length - 1;
    }
    pieces.clear();
    heldBytes = 0;
    return joined;
  }
}
