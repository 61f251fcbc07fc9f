package dev.starshell.host.http;

import dev.starshell.api.signal.RelayAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Tells a plain web server from a relay that is merely not there: the former takes the first bytes
/// of TLS for an unfinished request and waits for ever.
final class PlainProbe {
  private static final int WITHIN_MILLIS = 1500;
  private static final byte[] REQUEST =
      "HEAD / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ANSWER = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);

  private PlainProbe() {}

  /// A better end than a time-out, if something is there that speaks plain HTTP.
  static SessionEnd refine(RelayAddress address, Throwable failure, SessionEnd end) {
    if (!SessionEnd.isTimeout(failure) || !speaksPlainHttp(address)) {
      return end;
    }
    return SessionEnd.notARelay(
        "What answers at " + address + " is a web server without TLS; check the address and port.");
  }

  private static boolean speaksPlainHttp(RelayAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.host(), address.port()), WITHIN_MILLIS);
      socket.setSoTimeout(WITHIN_MILLIS);
      socket.getOutputStream().write(REQUEST);
      InputStream in = socket.getInputStream();
      byte[] start = in.readNBytes(ANSWER.length);
      return Arrays.equals(start, ANSWER);
    } catch (IOException notThereEither) {
      return false;
    }
  }
}
