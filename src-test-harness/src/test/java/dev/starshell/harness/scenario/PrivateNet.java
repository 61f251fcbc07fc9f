package dev.starshell.harness.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.starshell.harness.lab.Installation;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Three network namespaces: one for the relay's host and a TURN server, and one each for two
/// members. The members have a cable to the first and one to each other, as in one home, so that a
/// direct path is there to be taken.
///
/// Closing it ends the TURN server and the captures it started, and deletes the namespaces.
final class PrivateNet implements AutoCloseable {
  /// Where the relay and the TURN server listen: the address in `config/examples/coturn.conf`.
  static final String MIDDLE = "203.0.113.7";

  static final int TURN_PORT = 3478;
  static final String TURN_USER = "starshell";
  static final String TURN_PASSWORD = "CHANGE-THIS-PASSWORD";
  private static final int SECONDS_MAX = 10;

  private final String prefix = "starshell-" + ProcessHandle.current().pid() + "-";
  private final List<Process> started = new ArrayList<>();

  /// Whether this machine, and this user on it, can have such a net.
  static boolean isPossible() throws InterruptedException {
    String probe = "starshell-" + ProcessHandle.current().pid() + "-probe";
    boolean possible =
        OtherProgram.run("ip", "netns", "add", probe)
            && OtherProgram.run("ip", "netns", "exec", probe, "true")
            && OtherProgram.run(
                "ip", "-n", probe, "link", "add", "one", "type", "veth", "peer", "name", "two");
    OtherProgram.run("ip", "netns", "del", probe);
    return possible;
  }

  /// Lays the cables.
  void build() throws IOException, InterruptedException {
    for (String name : List.of("m", "a", "b")) {
      ip("netns add " + namespace(name));
      ip("-n " + namespace(name) + " link set lo up");
    }
    ip("-n " + namespace("m") + " addr add " + MIDDLE + "/32 dev lo");
    cable("m", "10.77.1.1", "a", "10.77.1.2", "0");
    cable("m", "10.77.2.1", "b", "10.77.2.2", "1");
    cable("a", "10.77.3.1", "b", "10.77.3.2", "2");
    ip("-n " + namespace("a") + " route add default via 10.77.1.1");
    ip("-n " + namespace("b") + " route add default via 10.77.2.1");
  }

  private void cable(String one, String oneIp, String other, String otherIp, String number)
      throws IOException, InterruptedException {
    String left = "eth" + number;
    ip(
        "-n %s link add %s type veth peer name %s netns %s"
            .formatted(namespace(one), left, left, namespace(other)));
    for (List<String> end : List.of(List.of(one, oneIp), List.of(other, otherIp))) {
      String in = "-n " + namespace(end.getFirst());
      ip(in + " addr add " + end.getLast() + "/24 dev " + left);
      ip(in + " link set " + left + " up");
    }
  }

  private static void ip(String words) throws IOException, InterruptedException {
    String[] command = ("ip " + words).split(" ", -1);
    if (!OtherProgram.run(command)) {
      throw new IOException("this did not work: " + String.join(" ", command));
    }
  }

  private String namespace(String name) {
    return prefix + name;
  }

  /// What to put in front of a program so that it runs in a namespace: `m`, `a` or `b`.
  List<String> in(String name) {
    return List.of("ip", "netns", "exec", namespace(name));
  }

  /// Starts coturn in the middle with `config/examples/coturn.conf` and waits until it listens.
  void startTurn(Path folder) throws IOException, InterruptedException {
    Path config = folder.resolve("turnserver.conf");
    Files.write(config, turnSettings(folder));
    List<String> command = new ArrayList<>(in("m"));
    command.addAll(List.of("turnserver", "-c", config.toString()));
    Path log = folder.resolve("turnserver.log");
    Process turn =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    started.add(turn);
    // Its log does not say when it listens; the process is in the namespace, and sees its sockets.
    Path sockets = Path.of("/proc", Long.toString(turn.pid()), "net", "udp");
    String listens = ":%04X ".formatted(TURN_PORT);
    for (int i = 0; i < SECONDS_MAX * 10; i++) {
      if (turn.isAlive() && Files.readString(sockets).contains(listens)) {
        return;
      }
      if (turn.waitFor(100, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    throw new IOException("no TURN server: " + Files.readString(log));
  }

  /// The settings that admins are given, but for TLS and where it keeps its own files.
  private static List<String> turnSettings(Path folder) throws IOException {
    Path example = Installation.current().root().resolve("config/examples/coturn.conf");
    List<String> settings = new ArrayList<>(Files.readAllLines(example));
    settings.removeIf(line -> line.startsWith("cert=") || line.startsWith("pkey="));
    settings.addAll(
        List.of(
            "listening-ip=" + MIDDLE,
            "relay-ip=" + MIDDLE,
            "no-tls",
            "no-dtls",
            "userdb=" + folder.resolve("turn.db"),
            "pidfile=" + folder.resolve("turn.pid"),
            "log-file=stdout",
            "simple-log"));
    return settings;
  }

  /// Begins to count the packets of a namespace.
  Capture capture(String name) throws IOException {
    String classes;
    try {
      classes =
          Path.of(PacketCapture.class.getProtectionDomain().getCodeSource().getLocation().toURI())
              .toString();
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
    List<String> command = new ArrayList<>(in(name));
    command.add(Installation.current().java().toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx64m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", classes, PacketCapture.class.getName()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    started.add(process);
    Capture capture = new Capture(process, process.inputReader(UTF_8));
    String first = capture.lines.readLine();
    if (!"ready".equals(first)) {
      throw new IOException("the capture in " + name + " began with " + first);
    }
    return capture;
  }

  /// Packets of one kind between two addresses.
  ///
  /// @param protocol the number in the IP header: 6 is TCP, 17 UDP, 58 ICMPv6
  record Flow(int protocol, String source, String target, long count) {
    boolean touches(String address) {
      return source.equals(address) || target.equals(address);
    }
  }

  /// A running capture.
  record Capture(Process process, BufferedReader lines) {
    /// Ends it and tells what it saw.
    ///
    /// @throws IOException if it missed a packet
    List<Flow> end() throws IOException {
      process.outputWriter(UTF_8).close();
      List<Flow> flows = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", -1);
        if (words.length == 4) {
          flows.add(
              new Flow(Integer.parseInt(words[0]), words[1], words[2], Long.parseLong(words[3])));
        } else if (line.equals("lost 0")) {
          return flows;
        }
      }
      throw new IOException("the capture missed packets or did not end: " + flows);
    }
  }

  @Override
  public void close() throws InterruptedException {
    for (Process process : started) {
      process.destroy();
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
    for (String name : List.of("m", "a", "b")) {
      OtherProgram.run("ip", "netns", "del", namespace(name));
    }
  }
}
