package dev.starshell.harness.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.starshell.syncshell.carrier.webrtc.NativeLibrary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What bare data channels carry between two processes: the yardstick for a whole transfer.
///
/// One channel on each of P associations, messages of one size, back-pressure by the buffered
/// amount, nothing else. Run with `associations=4 messageBytes=131072 bytes=536870912
/// factory=bundle|association dir=DIR`.
public final class BareLoopBench {
  private BareLoopBench() {}

  /// What is measured.
  record Plan(int associations, int messageBytes, long bytes, boolean factoryEach, Path directory) {
    static Plan of(String[] arguments) {
      return new Plan(
          Integer.parseInt(value(arguments, "associations", "4")),
          Integer.parseInt(value(arguments, "messageBytes", "131072")),
          Long.parseLong(value(arguments, "bytes", "536870912")),
          value(arguments, "factory", "bundle").equals("association"),
          Path.of(value(arguments, "dir", "target/bare-loop-natives")));
    }

    private static String value(String[] arguments, String name, String otherwise) {
      return Arrays.stream(arguments)
          .filter(argument -> argument.startsWith(name + "="))
          .map(argument -> argument.substring(name.length() + 1))
          .findFirst()
          .orElse(otherwise);
    }
  }

  /// Runs the measurement; with `receive` first, is its second process.
  public static void main(String[] arguments) throws Exception {
    Plan plan = Plan.of(arguments);
    NativeLibrary.load(plan.directory());
    if (arguments.length > 0 && arguments[0].equals("receive")) {
      receive(plan);
    } else {
      System.out.println(measure(plan, arguments));
    }
  }

  private static void receive(Plan plan) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    try (BareLoop loop = new BareLoop(plan)) {
      for (int i = 0; i < plan.associations(); i++) {
        System.out.println(BareLoop.line(loop.answer(i, BareLoop.text(in.readLine()))));
      }
      long nanos = loop.awaitAllReceived();
      System.out.println("@ received " + nanos + " " + cpuNanos());
      // The sender says when it has read that.
      in.readLine();
    }
  }

  private static String measure(Plan plan, String[] arguments)
      throws IOException, InterruptedException {
    Process other = new ProcessBuilder(secondProcess(arguments)).redirectError(inherit()).start();
    try (BareLoop loop = new BareLoop(plan);
        PrintStream to = new PrintStream(other.getOutputStream(), true, UTF_8);
        BufferedReader from =
            new BufferedReader(new InputStreamReader(other.getInputStream(), UTF_8))) {
      for (int i = 0; i < plan.associations(); i++) {
        to.println(BareLoop.line(loop.offer(i)));
        loop.answered(i, BareLoop.text(from.readLine()));
      }
      loop.awaitOpen();
      long cpuBefore = cpuNanos();
      loop.sendAll();
      String[] words = BareLoop.text(from.readLine()).split(" ", -1);
      long cpu = cpuNanos() - cpuBefore + Long.parseLong(words[2]);
      to.println("@ bye");
      other.waitFor();
      return json(plan, Long.parseLong(words[1]), cpu);
    } finally {
      other.destroyForcibly();
    }
  }

  private static String json(Plan plan, long nanos, long cpuNanos) {
    double megabytes = plan.bytes() / 1e6;
    return String.format(
        Locale.ROOT,
        "{\"bench\":\"bare-loop\",\"associations\":%d,\"messageBytes\":%d,\"bytes\":%d,"
            + "\"factory\":\"%s\",\"seconds\":%.3f,\"mbPerSecond\":%.1f,\"cpuMsPerMb\":%.2f}",
        plan.associations(),
        plan.messageBytes(),
        plan.bytes(),
        plan.factoryEach() ? "association" : "bundle",
        nanos / 1e9,
        megabytes / (nanos / 1e9),
        cpuNanos / 1e6 / megabytes);
  }

  private static List<String> secondProcess(String[] arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                BareLoopBench.class.getName(),
                "receive"));
    command.addAll(List.of(arguments));
    return command;
  }

  private static ProcessBuilder.Redirect inherit() {
    return ProcessBuilder.Redirect.INHERIT;
  }

  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }
}
