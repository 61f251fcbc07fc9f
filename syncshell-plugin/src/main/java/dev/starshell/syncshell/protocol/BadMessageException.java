package dev.starshell.syncshell.protocol;

import dev.starshell.syncshell.cbor.CborReader;

/// Leaves a decoder early; it never leaves the package.
final class BadMessageException extends Exception {
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

  static BadMessageException of(CborReader.Fault fault) {
    return new BadMessageException(
        FaultCode.FRAME_MALFORMED, fault.detail(), fault.kind() == CborReader.Fault.Kind.CUT);
  }

  <T> DecodeResult<T> result() {
    return cut
        ? new DecodeResult.Incomplete<>()
        : new DecodeResult.Malformed<>(new PeerFault(code, String.valueOf(getMessage())));
  }
}
