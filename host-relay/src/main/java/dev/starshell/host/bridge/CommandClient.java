package dev.starshell.host.bridge;

import dev.starshell.host.bridge.BridgeMessage.Answer;
import dev.starshell.host.home.HomeDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sends one command line to the running host of a home and prints its reply.
///
/// `--home DIR [--json] [--stdin] LINE`. Exit 0 when it worked; 1 with `CODE: sentence` on stderr
/// when it was refused or the host is not running; 2 for wrong parameters. With `--json` the reply
/// is one JSON object on stdout, also when it is a refusal. With `--stdin` everything on stdin goes
/// along as the command's input.
public final class CommandClient {
  private static final String USAGE = "--home DIR [--json] [--stdin] \"COMMAND LINE\"";
  private static final int INPUT_BYTES_MAX = 1024 * 1024;

  private CommandClient() {}

  /// Unlike a library class this one may end the process: it is a main.
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    int exit = run(args, System.in, out, err);
    out.flush();
    System.exit(exit);
  }

  static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
    Path home = null;
    boolean isJson = false;
    boolean isStdin = false;
    @Nullable String line = null;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--home") && i + 1 < args.length) {
        home = Path.of(args[++i]);
      } else if (args[i].equals("--json")) {
        isJson = true;
      } else if (args[i].equals("--stdin")) {
        isStdin = true;
      } else if (line == null && !args[i].startsWith("--")) {
        line = args[i];
      } else {
        return usage(err, "there is no place for " + args[i] + "; quote the command line");
      }
    }
    if (home == null || line == null) {
      return usage(err, home == null ? "--home is missing" : "the command line is missing");
    }
    String reply;
    try {
      String input = isStdin ? input(in) : "";
      reply = send(new HomeDirectory(home), line, input);
    } catch (IOException e) {
      reply =
          BridgeCodec.encode(
              Answer.failed("HOST_GONE", "The host ended before it had answered (" + e + ")."));
    }
    return print(reply, isJson, out, err);
  }

  private static int usage(PrintStream err, String mistake) {
    err.println("USAGE: " + mistake + ". Parameters: " + USAGE);
    return 2;
  }

  private static String input(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(INPUT_BYTES_MAX + 1);
    if (bytes.length > INPUT_BYTES_MAX) {
      throw new IOException("the input has more than " + INPUT_BYTES_MAX + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// @return the reply as JSON, whether from the host or about its absence
  private static String send(HomeDirectory home, String line, String input) throws IOException {
    Optional<BridgeAddress> address = BridgeAddress.read(home);
    if (address.isEmpty()) {
      return notRunning(home);
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      try {
        channel.connect(UnixDomainSocketAddress.of(address.get().socket()));
      } catch (IOException _) {
        // The socket of a host that was killed is still there, and nobody listens.
        return notRunning(home);
      }
      LineChannel.write(
          channel,
          BridgeCodec.encode(new BridgeMessage.Request(address.get().token(), line, input)));
      return LineChannel.read(channel, BridgeMessage.LINE_BYTES_MAX)
          .orElseThrow(() -> new IOException("the connection closed"));
    }
  }

  private static String notRunning(HomeDirectory home) {
    return BridgeCodec.encode(
        Answer.failed(
            "HOST_NOT_RUNNING",
            "No host runs in " + home.root() + "; start one with that --home."));
  }

  private static int print(String reply, boolean isJson, PrintStream out, PrintStream err) {
    Answer answer;
    try {
      answer = BridgeCodec.answer(reply);
    } catch (IOException e) {
      err.println("HOST_GONE: what answered is no Starshell host (" + e + ").");
      return 1;
    }
    if (isJson) {
      out.println(reply);
    } else {
      answer.lines().forEach(out::println);
    }
    if (!answer.ok()) {
      err.println(answer.code() + ": " + answer.sentence());
    }
    return answer.ok() ? 0 : 1;
  }
}
