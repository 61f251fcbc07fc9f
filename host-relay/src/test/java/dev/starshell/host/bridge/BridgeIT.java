package dev.starshell.host.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.api.command.Command;
import dev.starshell.api.command.Reply;
import dev.starshell.host.home.HomeDirectory;
import dev.starshell.host.runtime.CommandTree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A real socket, and the client as scripts call it.
final class BridgeIT {
  @TempDir private Path temp;

  private final CommandTree tree = new CommandTree();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private HomeDirectory home = new HomeDirectory(Path.of("."));
  private @Nullable BridgeServer bridge;

  @BeforeEach
  void open() throws Exception {
    tree.commandsOf("test")
        .register(
            new Command(
                List.of("echo"),
                "",
                "echoes",
                invocation -> {
                  Map<String, @Nullable Object> data = new LinkedHashMap<>();
                  data.put("count", 3L);
                  data.put("nothing", null);
                  data.put("list", List.of("a", Map.of("deep", true)));
                  return Reply.done(
                      List.of(invocation.words() + "", "input " + invocation.input()), data);
                }));
    tree.commandsOf("test")
        .register(
            new Command(
                List.of("fail"), "", "fails", _ -> Reply.failed("NO_LUCK", "No luck today.")));
    tree.commandsOf("test")
        .register(
            new Command(
                List.of("bug"),
                "",
                "throws",
                _ -> {
                  throw new IllegalStateException("a secret detail");
                }));
    home = new HomeDirectory(temp.resolve("home"));
    home.ensure();
    bridge = BridgeServer.open(home, tree);
  }

  @AfterEach
  void close() throws Exception {
    if (bridge != null) {
      bridge.close();
    }
  }

  @Test
  void aLineGivesItsReplyAndExitZero() {
    assertThat(client("echo 'a b' c")).isZero();

    assertThat(text(out)).isEqualTo("[a b, c]\ninput \n");
    assertThat(text(err)).isEmpty();
  }

  @Test
  void jsonGivesOneObjectWithTheData() {
    assertThat(client("--json", "echo")).isZero();

    assertThat(text(out))
        .isEqualTo(
            "{\"ok\":true,\"lines\":[\"[]\",\"input \"],\"data\":{\"count\":3,\"nothing\":null,"
                + "\"list\":[\"a\",{\"deep\":true}]},\"code\":\"\",\"sentence\":\"\"}\n");
  }

  @Test
  void inputTravelsBesideTheLine() {
    InputStream in = new ByteArrayInputStream("CODE\nline 2".getBytes(StandardCharsets.UTF_8));

    assertThat(run(in, "--stdin", "echo")).isZero();

    assertThat(text(out)).contains("input CODE\nline 2");
  }

  @Test
  void aRefusalGivesExitOneAndTheCodeOnStderr() {
    assertThat(client("fail")).isEqualTo(1);

    assertThat(text(out)).isEmpty();
    assertThat(text(err)).isEqualTo("NO_LUCK: No luck today.\n");
  }

  @Test
  void aMistakeInACommandIsAnsweredWithoutItsDetails() {
    assertThat(client("bug")).isEqualTo(1);

    assertThat(text(err)).startsWith("INTERNAL: ").doesNotContain("secret");
  }

  @Test
  void aHomeWithoutAHostSaysSo() throws Exception {
    close();

    assertThat(client("echo")).isEqualTo(1);
    assertThat(text(err)).startsWith("HOST_NOT_RUNNING: ");
  }

  @Test
  void whatAKilledHostLeftBehindIsNoRunningHost() throws Exception {
    BridgeAddress stale = BridgeAddress.read(home).orElseThrow();
    close();
    stale.write(home);
    Files.createFile(stale.socket());

    assertThat(client("--json", "echo")).isEqualTo(1);
    assertThat(text(out)).startsWith("{\"ok\":false").contains("HOST_NOT_RUNNING");

    bridge = BridgeServer.open(home, tree);
    assertThat(client("fail")).isEqualTo(1);
    assertThat(text(err)).contains("NO_LUCK");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0000", "x"})
  void aWrongTokenIsRefused(String token) throws Exception {
    String reply = raw(BridgeCodec.encode(new BridgeMessage.Request(token, "echo", "")) + "\n");

    assertThat(reply).contains("BRIDGE_TOKEN_REFUSED").doesNotContain("input");
  }

  @Test
  void theTokenIsNewAtEachStartAndHas256Bits() throws Exception {
    String first = BridgeAddress.read(home).orElseThrow().token();
    close();
    bridge = BridgeServer.open(home, tree);

    assertThat(BridgeAddress.read(home).orElseThrow().token())
        .matches("[0-9a-f]{64}")
        .isNotEqualTo(first);
    assertThat(raw(BridgeCodec.encode(new BridgeMessage.Request(first, "echo", "")) + "\n"))
        .contains("BRIDGE_TOKEN_REFUSED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "GET / HTTP/1.1\r\n",
        "[]\n",
        "{}\n",
        "{\"token\":\"T\",\"line\":\"echo\"}\n",
        "{\"token\":\"T\",\"line\":\"echo\",\"input\":5}\n",
        "{\"token\":\"T\",\"line\":\"echo\",\"input\":\"\",\"more\":\"\"}\n",
        "{\"token\":\"T\",\"line\":\"echo\",\"line\":\"stop\",\"input\":\"\"}\n",
        "{\"token\":\"T\",\"line\":\"echo\",\"input\":\"\"}{}\n",
        "{\"token\":\"T\",\"line\":\"echo\",\"input\":\"\"}"
      })
  void whatIsNoRequestIsRefusedAndTheBridgeLives(String request) throws Exception {
    String token = BridgeAddress.read(home).orElseThrow().token();

    assertThat(raw(request.replace("\"T\"", "\"" + token + "\"")))
        .contains("BRIDGE_REQUEST_BROKEN");
    assertThat(client("echo")).isZero();
  }

  @Test
  void aRequestBeyondFourMebibytesIsRefusedWithoutBeingKept() throws Exception {
    assertThat(raw("x".repeat(BridgeMessage.LINE_BYTES_MAX + 100_000)))
        .contains("BRIDGE_REQUEST_TOO_LONG");
  }

  @Test
  void aHomeWithALongPathHasItsSocketElsewhereAndCleansItUp() throws Exception {
    close();
    home = new HomeDirectory(temp.resolve("long".repeat(20)).resolve("path".repeat(20)));
    home.ensure();
    bridge = BridgeServer.open(home, tree);

    assertThat(client("echo")).isZero();

    Path socket = BridgeAddress.read(home).orElseThrow().socket();
    assertThat(socket).isNotEqualTo(home.run().resolve("bridge.sock"));
    close();
    assertThat(socket.getParent()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--jason echo", "echo echo", ""})
  void wrongParametersGiveExitTwo(String words) {
    assertThat(client(words.isEmpty() ? new String[0] : words.split(" "))).isEqualTo(2);
    assertThat(text(err)).startsWith("USAGE: ");
  }

  private String raw(String request) throws Exception {
    Path socket = BridgeAddress.read(home).orElseThrow().socket();
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      ByteBuffer rest = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
      try {
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.shutdownOutput();
      } catch (IOException hungUp) {
        // The server need not hear a request out that is too long; its answer is there all the
        // same.
        assertThat(rest.position()).isPositive();
      }
      return LineChannel.read(channel, BridgeMessage.LINE_BYTES_MAX).orElse("");
    }
  }

  private int client(String... arguments) {
    return run(InputStream.nullInputStream(), arguments);
  }

  private int run(InputStream in, String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "--home";
    all[1] = home.root().toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return CommandClient.run(
        all,
        in,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }
}
