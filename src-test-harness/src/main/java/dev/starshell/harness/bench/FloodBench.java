package dev.starshell.harness.bench;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Installation;
import dev.starshell.harness.lab.Pause;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What two members have of their link while a third one floods both and the relay, as a part of
/// what they have when it is quiet, in one run. The sender has a limit as an ordinary line has one:
/// the flooder of this bench runs on the same cores, and what is asked is not how fast those are.
final class FloodBench implements BenchMain.Bench {
  private static final int ROUNDS = 3;
  private static final int FILES = 4;
  private static final long FILE_BYTES = 20_000_000;
  private static final int SHARED_MILLIS = 2_000;
  private static final Duration WAIT_MAX = Duration.ofMinutes(5);
  private static final String UPLOAD = "10 MiB/s";
  private static final double KEPT_MIN = 0.9;

  private final Installation installation;

  FloodBench(Installation installation) {
    this.installation = installation;
  }

  @Override
  public BenchReport run(HostLab lab) throws IOException, InterruptedException {
    BulkLibrary.requireRoom(lab.folder(), 8L * ROUNDS * FILES * FILE_BYTES);
    Pair pair = Pair.start(lab, settings -> settings.withUpload(UPLOAD));
    pair.join();
    Process flooder = start(lab.folder().resolve("flooder"));
    try (PrintStream to = new PrintStream(flooder.getOutputStream(), true, StandardCharsets.UTF_8);
        BufferedReader from =
            new BufferedReader(
                new InputStreamReader(flooder.getInputStream(), StandardCharsets.UTF_8))) {
      to.println(pair.sender().invite());
      String joined = answer(from);
      if (!joined.equals("joined")) {
        throw new IOException("the flooder is not in: " + joined);
      }
      pair.receiver().await("both links", WAIT_MAX, member -> member.status().links() == 2);
      return measure(lab, pair, to, from);
    } finally {
      flooder.destroy();
      flooder.waitFor();
    }
  }

  private static BenchReport measure(HostLab lab, Pair pair, PrintStream to, BufferedReader from)
      throws IOException, InterruptedException {
    stream(lab, pair, "warm", to, from, false);
    double quiet = 0;
    double flooded = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      quiet += stream(lab, pair, "quiet " + round, to, from, false);
      flooded += stream(lab, pair, "flood " + round, to, from, true);
    }
    to.println("counts");
    String[] counts = answer(from).split(" ", -1);
    long cut = limited(pair);
    return new BenchReport("flood")
        .figure("quiet", "others' throughput, quiet", quiet / ROUNDS, "MB/s")
        .figure("flooded", "others' throughput, flooded", flooded / ROUNDS, "MB/s")
        .figure("frames", "frames the flooder sent on its links", Double.parseDouble(counts[0]), "")
        .figure("envelopes", "envelopes the flooder sent", Double.parseDouble(counts[1]), "")
        .figure("links", "links the flooder made", Double.parseDouble(counts[2]), "")
        .atLeast("cut", "links of the flooder that were ended for it", cut, 1, "")
        .atLeast("kept", "flooded as a part of quiet", flooded / quiet, KEPT_MIN, "");
  }

  /// @return MB/s from the first byte to the last
  private static double stream(
      HostLab lab, Pair pair, String name, PrintStream to, BufferedReader from, boolean flooded)
      throws IOException, InterruptedException {
    Path folder = lab.folder().resolve(name);
    // Another size each time: other content.
    long bytes = BulkLibrary.write(folder, FILES, FILE_BYTES + name.hashCode() % 1000);
    pair.receiver().run("sync pause");
    pair.share(folder, name, WAIT_MAX);
    if (flooded) {
      to.println("flood");
      answer(from);
      // The flood is on before the first byte.
      Pause.millis(SHARED_MILLIS);
    }
    long before = pair.receiver().status().traffic().contentReceived();
    pair.receiver().run("sync resume");
    Stream stream = Stream.watch(pair.receiver(), before, bytes, WAIT_MAX);
    to.println("stop");
    answer(from);
    pair.awaitCopy(folder, name, WAIT_MAX);
    return stream.mbPerSecond();
  }

  /// How often a link was ended because too much came on it.
  private static long limited(Pair pair) throws IOException {
    return pair.receiver().run("sync audit 1000").lines().stream()
            .filter(line -> line.contains("RATE_LIMITED"))
            .count()
        + pair.sender().run("sync audit 1000").lines().stream()
            .filter(line -> line.contains("RATE_LIMITED"))
            .count();
  }

  /// The flooder has the lowest priority: a real one has a machine of its own.
  private Process start(Path folder) throws IOException {
    List<String> java =
        List.of(
            installation.java().toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            FloodMember.class.getName(),
            folder.toString());
    List<String> nice = new java.util.ArrayList<>(List.of("nice", "-n", "19"));
    nice.addAll(java);
    try {
      return new ProcessBuilder(nice).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException absent) {
      return new ProcessBuilder(java).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }
  }

  private static String answer(BufferedReader from) throws IOException {
    for (String line = from.readLine(); line != null; line = from.readLine()) {
      if (line.startsWith("@ ")) {
        return line.substring(2);
      }
    }
    throw new IOException("the flooder has ended");
  }
}
