package dev.starshell.syncshell.carrier.webrtc;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The WebRTC library cannot be used in this process. The message is one sentence for people: what
/// is missing, where, and how to get it. Nothing else is harmed: other carriers may still be used.
public final class NativeMissingException extends IOException {
  /// The stable code of this failure.
  public static final String CODE = "NATIVE_MISSING";

  private static final long serialVersionUID = 1L;

  NativeMissingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// The stable code: [#CODE].
  public String code() {
    return CODE;
  }
}
