package dev.starshell.host.http;

import dev.starshell.api.signal.RelayAddress;
import java.io.EOFException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocketHandshakeException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// Why a member is not, or no longer, connected.
///
/// @param willRetry whether trying again may help
/// @param leastMillis when to try again at the earliest; 0 if nobody said
record SessionEnd(String code, String sentence, boolean willRetry, long leastMillis) {
  private static final int STATUS_TOO_MANY = 429;
  private static final int STATUS_SERVER_ERROR = 500;

  static SessionEnd unreachable(String sentence) {
    return new SessionEnd("RELAY_UNREACHABLE", sentence, true, 0);
  }

  static SessionEnd notARelay(String sentence) {
    return new SessionEnd("NOT_A_RELAY", sentence, false, 0);
  }

  static SessionEnd pinMismatch(String where) {
    return new SessionEnd(
        "RELAY_PIN_MISMATCH",
        where
            + " shows another key than the one in the invite: it is another relay, or someone is"
            + " in between. Ask the shell's host for a new invite.",
        false,
        0);
  }

  /// Why a WebSocket to the address did not open.
  static SessionEnd of(RelayAddress address, Throwable failure) {
    String where = "The relay at " + address;
    if (find(failure, PinnedHttp.PinMismatch.class) != null) {
      return pinMismatch(where);
    }
    WebSocketHandshakeException answered = find(failure, WebSocketHandshakeException.class);
    if (answered != null) {
      int status = answered.getResponse() == null ? 0 : answered.getResponse().statusCode();
      return status == STATUS_TOO_MANY || status >= STATUS_SERVER_ERROR
          ? new SessionEnd("BUSY_RETRY", where + " is busy; it is tried again.", true, 0)
          : notARelay(
              "What answers at "
                  + address
                  + " is no relay (HTTP "
                  + status
                  + "); check the address and port.");
    }
    // A handshake that ends early, for whatever reason, may go better the next time; a full relay
    // hangs up, too.
    boolean isCut =
        find(failure, EOFException.class) != null
            || find(failure, SocketException.class) != null
            || isTimeout(failure)
            || find(failure, SSLHandshakeException.class) != null;
    if (!isCut
        && (find(failure, SSLException.class) != null
            || find(failure, ProtocolException.class) != null)) {
      return notARelay(
          "What answers at " + address + " does not speak TLS; check the address and port.");
    }
    return unreachable(
        where + " cannot be reached; check that its host is up and the port is open.");
  }

  /// Whether nothing came in time.
  static boolean isTimeout(Throwable failure) {
    return find(failure, HttpTimeoutException.class) != null;
  }

  private static <T extends Throwable> @Nullable T find(
      @Nullable Throwable failure, Class<T> wanted) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (wanted.isInstance(cause)) {
        return wanted.cast(cause);
      }
    }
    return null;
  }
}
