package dev.starshell.harness.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Sends command lines to the running host of a home over its local bridge, without starting a
/// process for each: the demo asks many times a second.
///
/// Thread: any; each call has a connection of its own.
public final class BridgeClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int REPLY_BYTES_MAX = 16 << 20;

  private final Path home;
  private final Duration deadline;

  /// A client for one home.
  ///
  /// @param deadline for each reply; the connection is closed after it
  public BridgeClient(Path home, Duration deadline) {
    this.home = home;
    this.deadline = deadline;
  }

  /// Sends a line and waits for the reply, whatever it is.
  ///
  /// @param input what goes with the line, such as an invite code; never shown or logged
  /// @throws IOException if no host answers
  public BridgeReply call(String line, String input) throws IOException {
    Properties address = address();
    ObjectNode request = JSON.createObjectNode();
    request.put("token", address.getProperty("token", ""));
    request.put("line", line);
    request.put("input", input);
    Path socket = Path.of(address.getProperty("socket", ""));
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      CountDownLatch answered = new CountDownLatch(1);
      AtomicBoolean isLate = new AtomicBoolean();
      Thread.ofVirtual().start(() -> closeWhenLate(channel, answered, isLate));
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
        write(channel, JSON.writeValueAsString(request) + "\n");
        return parse(read(channel));
      } catch (IOException e) {
        if (isLate.get()) {
          throw new IOException(
              "\"" + line + "\" got no reply in " + deadline.toMillis() + " ms", e);
        }
        throw e;
      } finally {
        answered.countDown();
      }
    }
  }

  /// Sends a line that must work.
  ///
  /// @throws CommandRefusedException if the host refuses it
  public BridgeReply require(String line, String input) throws IOException {
    BridgeReply reply = call(line, input);
    if (!reply.ok()) {
      throw new CommandRefusedException(String.valueOf(home.getFileName()), line, reply);
    }
    return reply;
  }

  /// Sends a line without input that must work.
  public BridgeReply require(String line) throws IOException {
    return require(line, "");
  }

  private Properties address() throws IOException {
    Properties address = new Properties();
    try (Reader in = Files.newBufferedReader(home.resolve("run/bridge.properties"))) {
      address.load(in);
    }
    return address;
  }

  private void closeWhenLate(SocketChannel channel, CountDownLatch answered, AtomicBoolean isLate) {
    try {
      if (!answered.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        isLate.set(true);
        channel.close();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void write(SocketChannel channel, String line) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
  }

  private static byte[] read(SocketChannel channel) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    while (channel.read(buffer) >= 0) {
      int end = buffer.position();
      boolean isLast = end > 0 && buffer.get(end - 1) == '\n';
      line.write(buffer.array(), 0, end);
      if (isLast) {
        return line.toByteArray();
      }
      if (line.size() > REPLY_BYTES_MAX) {
        throw new IOException("reply longer than " + REPLY_BYTES_MAX + " bytes");
      }
      buffer.clear();
    }
    throw new IOException("the host closed the bridge before it had answered");
  }

  private static BridgeReply parse(byte[] line) throws IOException {
    JsonNode reply = JSON.readTree(line);
    List<String> lines = new ArrayList<>();
    reply.path("lines").forEach(node -> lines.add(node.asText()));
    return new BridgeReply(
        reply.path("ok").asBoolean(),
        lines,
        reply.path("data"),
        reply.path("code").asText(""),
        reply.path("sentence").asText(""));
  }
}
