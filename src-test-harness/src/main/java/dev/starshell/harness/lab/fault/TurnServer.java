package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.fault.LabScenario.NotHereException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A TURN server, coturn's, on a machine of the lab. It ends when it is closed.
final class TurnServer implements AutoCloseable {
  static final int PORT = 3478;
  static final String USER = "lab";
  static final String PASSWORD = "only in this lab";
  private static final String PROGRAM = "turnserver";
  private static final int LOOKS = 100;
  private static final int LOOK_MILLIS = 100;

  private final Process process;

  private TurnServer(Process process) {
    this.process = process;
  }

  /// Starts it and waits until it listens.
  ///
  /// @throws NotHereException if coturn is not installed
  static TurnServer start(Lab lab, String machine, Path folder)
      throws IOException, InterruptedException, NotHereException {
    if (!isOnPath()) {
      throw new NotHereException("no coturn here (" + PROGRAM + " is not on PATH)");
    }
    Path config = folder.resolve("turn.conf");
    String address = lab.address(machine);
    Files.write(
        config,
        List.of(
            "listening-port=" + PORT,
            "listening-ip=" + address,
            "relay-ip=" + address,
            "realm=lab",
            "lt-cred-mech",
            "user=" + USER + ":" + PASSWORD,
            "fingerprint",
            "no-tls",
            "no-dtls",
            "no-cli",
            "userdb=" + folder.resolve("turn.db"),
            "pidfile=" + folder.resolve("turn.pid"),
            "log-file=stdout",
            "simple-log"));
    List<String> command = new ArrayList<>(lab.namespace(machine).wrapper());
    command.addAll(List.of(PROGRAM, "-c", config.toString()));
    Path log = folder.resolve("turn.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    TurnServer server = new TurnServer(process);
    if (!server.isListening()) {
      server.close();
      throw new IOException("no TURN server: " + Files.readString(log));
    }
    return server;
  }

  private static boolean isOnPath() {
    String path = System.getenv().getOrDefault("PATH", "");
    return List.of(path.split(java.io.File.pathSeparator, -1)).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)));
  }

  /// Its log does not say when it listens, but the system does.
  private boolean isListening() throws IOException, InterruptedException {
    Path sockets = Path.of("/proc", Long.toString(process.pid()), "net", "udp");
    String listens = String.format(":%04X ", PORT);
    for (int i = 0; i < LOOKS; i++) {
      if (process.isAlive() && Files.readString(sockets).contains(listens)) {
        return true;
      }
      if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return false;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      process.waitFor();
    }
  }
}
