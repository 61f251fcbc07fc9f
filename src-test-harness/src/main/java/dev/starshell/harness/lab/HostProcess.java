package dev.starshell.harness.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// One running host process with a home of its own. Its output goes to a log file.
///
/// Thread: one at a time; [#bridge] any.
public final class HostProcess implements AutoCloseable {
  private static final Duration REPLY_MAX = Duration.ofSeconds(20);
  private static final Duration START_MAX = Duration.ofSeconds(40);
  private static final Duration STOP_MAX = Duration.ofSeconds(8);
  private static final int POLL_MILLIS = 50;

  private final List<String> command;
  private final Path home;
  private final Path log;
  private final BridgeClient bridge;
  private Process process;

  private HostProcess(List<String> command, Path home, Path log) throws IOException {
    this.command = command;
    this.home = home;
    this.log = log;
    this.process = spawn(command, log);
    this.bridge = new BridgeClient(home, REPLY_MAX);
  }

  /// Starts a host and returns at once; see [#awaitReady].
  ///
  /// @param home its home folder; made with `settings` when it has no `host.yaml`
  /// @param log gets its output
  public static HostProcess start(
      Installation installation, Path home, Path log, MemberSettings settings) throws IOException {
    return start(List.of(), installation, home, log, settings);
  }

  /// Starts a host by way of another program, which gets the host's command line as its last words
  /// and must become that program, as `setpriv` does.
  public static HostProcess start(
      List<String> wrapper, Installation installation, Path home, Path log, MemberSettings settings)
      throws IOException {
    if (Files.notExists(home)) {
      Files.createDirectories(home.toAbsolutePath().getParent());
      Files.createDirectory(home, OwnerOnly.FOLDER);
    }
    if (Files.notExists(home.resolve("host.yaml"))) {
      Files.writeString(home.resolve("host.yaml"), settings.toYaml());
    }
    List<String> command = new ArrayList<>(wrapper);
    command.add(installation.java().toString());
    command.add("@" + installation.hostOptions());
    command.add("-jar");
    command.add(installation.hostJar().toString());
    command.add("--home");
    command.add(home.toString());
    command.add("--bundled-plugins");
    command.add(installation.pluginFolder().toString());
    return new HostProcess(List.copyOf(command), home, log);
  }

  private static Process spawn(List<String> command, Path log) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // As the launcher does: few native memory pools.
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    // The console stays open as long as this process does not close its end.
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return builder.start();
  }

  /// Waits until the plugin answers commands.
  ///
  /// @throws IOException if the process ends or does not answer in time; says how its log ends
  public void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_MAX.toNanos();
    IOException last = new IOException("never asked");
    while (System.nanoTime() < deadline) {
      try {
        if (bridge.call("sync help", "").ok()) {
          return;
        }
      } catch (IOException e) {
        last = e;
      }
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "host " + name() + " ended with exit " + process.exitValue() + "\n" + logTail(20));
      }
    }
    throw new IOException(
        "host " + name() + " did not answer in " + START_MAX.toSeconds() + " s\n" + logTail(20),
        last);
  }

  /// Waits until the process ends by itself.
  ///
  /// @return its exit code
  /// @throws IOException if it still runs after the time in which hosts start
  public int awaitEnd() throws IOException, InterruptedException {
    if (!process.waitFor(START_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException("host " + name() + " still runs\n" + logTail(20));
    }
    return process.exitValue();
  }

  /// Starts it again on the same home after [#kill] or [#stop].
  public void restart() throws IOException, InterruptedException {
    if (process.isAlive()) {
      throw new IllegalStateException("host " + name() + " still runs");
    }
    process = spawn(command, log);
    awaitReady();
  }

  /// The same, with more options of the Java runtime, this once.
  public void restart(List<String> options) throws IOException, InterruptedException {
    if (process.isAlive()) {
      throw new IllegalStateException("host " + name() + " still runs");
    }
    List<String> more = new ArrayList<>(command);
    more.addAll(more.indexOf("-jar"), options);
    process = spawn(more, log);
    awaitReady();
  }

  /// Ends it as `kill -9` does.
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /// Asks it to end, as Ctrl-C does, and waits.
  ///
  /// @return how long it took
  public Duration stop() throws InterruptedException {
    long from = System.nanoTime();
    process.destroy();
    if (!process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
    }
    return Duration.ofNanos(System.nanoTime() - from);
  }

  /// Ends it at once if it runs, for shutdown hooks.
  void endNow() {
    process.destroy();
  }

  /// Whether it runs.
  public boolean isAlive() {
    return process.isAlive();
  }

  /// The process id.
  public long pid() {
    return process.pid();
  }

  /// Its home folder.
  public Path home() {
    return home;
  }

  /// Its folder's name, as short as people say it.
  public String name() {
    return String.valueOf(home.getFileName());
  }

  /// The log file.
  public Path log() {
    return log;
  }

  /// The way to its command tree.
  public BridgeClient bridge() {
    return bridge;
  }

  /// Highest resident memory so far, from `/proc`. Unit: bytes. -1 where there is no `/proc`.
  public long peakResidentBytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (Files.notExists(status)) {
      return -1;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    return -1;
  }

  /// The last lines of its output and of the host's own log file.
  public String logTail(int lines) throws IOException {
    StringBuilder tail = new StringBuilder();
    for (Path file : List.of(log, home.resolve("logs/host.log"))) {
      if (Files.isRegularFile(file)) {
        List<String> all = readLines(file);
        tail.append("  -- ").append(file).append('\n');
        all.subList(Math.max(0, all.size() - lines), all.size())
            .forEach(line -> tail.append("  ").append(line).append('\n'));
      }
    }
    return tail.toString();
  }

  private static List<String> readLines(Path file) throws IOException {
    byte[] bytes;
    try (var channel = Files.newByteChannel(file, StandardOpenOption.READ)) {
      int sizeBytes = (int) Math.min(channel.size(), 256 << 10);
      channel.position(channel.size() - sizeBytes);
      java.nio.ByteBuffer buffer = java.nio.ByteBuffer.allocate(sizeBytes);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
      bytes = java.util.Arrays.copyOf(buffer.array(), buffer.position());
    }
    try (Stream<String> lines = new String(bytes, StandardCharsets.UTF_8).lines()) {
      return lines.toList();
    }
  }

  /// Ends the process.
  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
