package dev.starshell.syncshell.protocol;

import java.io.IOException;

/// Leaves a decoder early; it never leaves the package.
final class BadMessageException extends IOException {
  private static final long serialVersionUID = 1;

  private final FaultCode code;
  private final boolean cut;

  private BadMessageException(FaultCode code, String detail, boolean cut) {
    super(detail);
    this.code = code;
    this.cut = cut;
  }

  static BadMessageException malformed(String detail) {
    return new BadMessageException(FaultCode.FRAME_MALFORMED, detail, false);
  }

  static BadMessageException of(FaultCode code, String detail) {
    return new BadMessageException(code, detail, false);
  }

  static BadMessageException cut() {
    return new BadMessageException(FaultCode.FRAME_MALFORMED, "message ends early", true);
  }

  <T> DecodeResult<T> result() {
    return cut
        ? new DecodeResult.Incomplete<>()
        : new DecodeResult.Malformed<>(new PeerFault(code, String.valueOf(getMessage())));
  }
}
