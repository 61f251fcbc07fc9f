package dev.starshell.syncshell.carrier.webrtc;

import dev.starshell.syncshell.content.Digest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The WebRTC library cannot be used in this process. The message is one sentence for people: what
/// is missing, where, and how to get it. Nothing else is harmed: other carriers may still be used.
public final class NativeMissingException extends IOException {
  /// The stable code of a library that is absent or does not load.
  public static final String CODE = "NATIVE_MISSING";

  /// The stable code of a library whose bytes are not those that are known to be good.
  public static final String CODE_ALTERED = "NATIVE_ALTERED";

  private static final long serialVersionUID = 1L;

  private final String code;

  NativeMissingException(String message, @Nullable Throwable cause) {
    this(CODE, message, cause);
  }

  private NativeMissingException(String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /// For a file or resource that was not loaded because its hash is not the listed one.
  static NativeMissingException altered(String what, Digest wanted) {
    return new NativeMissingException(
        CODE_ALTERED,
        "%s is not the WebRTC library that this version was made with (SHA-256 %s); nothing of it"
                .formatted(what, wanted.toHex())
            + " was loaded. Get the plugin's JAR anew from where you trust it.",
        null);
  }

  /// The stable code: [#CODE] or [#CODE_ALTERED].
  public String code() {
    return code;
  }
}
