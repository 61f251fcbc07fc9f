package dev.starshell.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A real process of this module, on the class path of the tests.
final class RunningHost implements AutoCloseable {
  private final Process process;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch isReady = new CountDownLatch(1);
  private final Thread reader;

  private RunningHost(Process process) {
    this.process = process;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  /// Starts a main with these parameters; stderr goes with stdout.
  static RunningHost start(Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new RunningHost(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /// Starts a host and waits until its commands can be used.
  static RunningHost ready(Path home, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--home", home.toString()));
    arguments.addAll(List.of(more));
    RunningHost host = start(HostMain.class, arguments.toArray(String[]::new));
    if (!host.isReady.await(20, TimeUnit.SECONDS)) {
      host.close();
      throw new IllegalStateException("the host does not start: " + host.lines());
    }
    return host;
  }

  List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  void type(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  void closeInput() throws IOException {
    process.getOutputStream().close();
  }

  /// SIGTERM, as Ctrl-C and a service manager do it.
  void terminate() {
    process.destroy();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Waits for the end, and returns the exit code.
  int awaitEnd(Duration timeout) throws Exception {
    if (!process.waitFor(timeout)) {
      throw new IllegalStateException("the process has not ended in " + timeout);
    }
    reader.join();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
        if (line.startsWith("Type help")) {
          isReady.countDown();
        }
      }
    } catch (IOException _) {
      // close() kills the process and its pipe with it.
    }
  }
}
