package dev.starshell.host.bridge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads and writes single lines of UTF-8 on a socket.
final class LineChannel {
  private LineChannel() {}

  /// A line longer than allowed.
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1;
  }

  /// The next line without its end, or empty if the other side closed before it was whole.
  ///
  /// @throws TooLongException beyond `bytesMax`; no more than that was kept
  static Optional<String> read(SocketChannel channel, int bytesMax) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(8 * 1024);
    while (channel.read(buffer) >= 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        byte next = buffer.get();
        if (next == '\n') {
          return Optional.of(line.toString(StandardCharsets.UTF_8));
        }
        line.write(next);
      }
      if (line.size() > bytesMax) {
        throw new TooLongException();
      }
      buffer.clear();
    }
    return Optional.empty();
  }

  static void write(SocketChannel channel, String line) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
  }
}
