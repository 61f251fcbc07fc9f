package dev.starshell.harness.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Installation;
import dev.starshell.harness.lab.MemberSettings;
import dev.starshell.harness.lab.MemberStatus.Traffic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Content over one link, as a part of what bare data channels carry on the same machine: the way
/// two members who can reach each other have it, or over WebRTC alone.
final class LinkBench implements BenchMain.Bench {
  private static final int ASSOCIATIONS = 4;
  private static final int CHANNELS = 8;
  private static final int MESSAGE_BYTES = 65_536;
  private static final long BARE_BYTES = 1L << 30;
  private static final int FILES = 40;
  private static final long FILE_BYTES = 25_000_000;
  private static final int COLD_FILES = 8;
  private static final int SMALL_FILES = 4_000;
  private static final long SMALL_BYTES = 40_000;
  private static final Duration WAIT_MAX = Duration.ofMinutes(10);
  private static final double SHARE_MIN = 0.85;
  private static final double OVERHEAD_MAX = 1.03;

  private final Installation installation;
  private final Way way;

  /// What content goes over.
  enum Way {
    /// TCP, where a member can be reached so: what members have unless they configure otherwise.
    USUAL("link"),
    /// WebRTC, as between members behind routers. No bound: see docs/BENCHMARKS.md.
    WEBRTC("link-webrtc");

    private final String row;

    Way(String row) {
      this.row = row;
    }

    MemberSettings of(MemberSettings settings) {
      MemberSettings lanes = settings.withLanes(ASSOCIATIONS, CHANNELS);
      return this == USUAL ? lanes.withDirectTcp() : lanes;
    }
  }

  LinkBench(Installation installation, Way way) {
    this.installation = installation;
    this.way = way;
  }

  @Override
  public BenchReport run(HostLab lab) throws IOException, InterruptedException {
    BulkLibrary.requireRoom(lab.folder(), 6 * FILES * FILE_BYTES);
    Path folder = lab.folder().resolve("library");
    long bytes = BulkLibrary.write(folder, FILES, FILE_BYTES);
    // Before and after, because the machine's speed drifts.
    Path natives = Files.createDirectory(lab.folder().resolve("natives"));
    double bareBefore = bareRate(natives);
    Pair pair = Pair.start(lab, way::of);
    Stream cold = warmUp(lab, pair);
    Traffic before = pair.traffic();
    // Paused, so that no byte comes before the scan has ended.
    pair.receiver().run("sync pause");
    pair.share(folder, WAIT_MAX);
    TouchedMemory.prepare(lab.folder(), 4 * bytes);
    pair.receiver().run("sync resume");
    Stream stream =
        Stream.watch(
            pair.receiver(), pair.receiver().status().traffic().contentReceived(), bytes, WAIT_MAX);
    pair.awaitCopy(folder, WAIT_MAX);
    double installed = Pair.seconds(stream.fromNanos());
    pair.requireSame(folder);
    Traffic traffic = pair.traffic().minus(before);
    lab.close();
    double bareRate = (bareBefore + bareRate(natives)) / 2;
    return report(way, bytes, bareRate, cold, stream, installed, traffic);
  }

  /// Shares two other libraries first, a few large archives and many small ones: hosts run for
  /// hours, and what is asked is not how fast a host is in its first seconds, while its code is
  /// being compiled. The rate of the first library is told apart.
  private static Stream warmUp(HostLab lab, Pair pair) throws IOException, InterruptedException {
    // One byte more a file: other content than the library's.
    Path large = lab.folder().resolve("cold");
    long bytes = BulkLibrary.write(large, COLD_FILES, FILE_BYTES + 1);
    pair.share(large, "cold", WAIT_MAX);
    pair.join();
    Stream cold = Stream.watch(pair.receiver(), 0, bytes, WAIT_MAX);
    pair.awaitCopy(large, "cold", WAIT_MAX);
    Path small = lab.folder().resolve("small");
    BulkLibrary.write(small, SMALL_FILES, SMALL_BYTES);
    pair.share(small, "small", WAIT_MAX);
    pair.awaitCopy(small, "small", WAIT_MAX);
    return cold;
  }

  private static BenchReport report(
      Way way,
      double bytes,
      double bareRate,
      Stream cold,
      Stream stream,
      double installed,
      Traffic traffic) {
    double rate = stream.mbPerSecond();
    BenchReport report = new BenchReport(way.row);
    report
        .figure("contentBytes", "content", bytes, "B")
        .figure("bareMbPerSecond", "bare data channels", bareRate, "MB/s")
        .figure("cold", "cold: the first 200 MB", cold.mbPerSecond(), "MB/s")
        .figure("mbPerSecond", "content, first byte to last", rate, "MB/s")
        .figure("installSeconds", "first byte to last file in place", installed, "s");
    String part = "content as a part of bare";
    return (way == Way.USUAL
            ? report.atLeast("ofBare", part, rate / bareRate, SHARE_MIN, "")
            : report.figure("ofBare", part, rate / bareRate, ""))
        .atMost(
            "wireRatio",
            "bytes on channels by content",
            traffic.wireSent() / bytes,
            OVERHEAD_MAX,
            "")
        .atMost("duplicates", "duplicates", (double) traffic.duplicates(), 0, "");
  }

  /// Runs the bare loop in a process of its own, as hosts are.
  private double bareRate(Path natives) throws IOException, InterruptedException {
    Path output = Files.createTempFile("starshell-bare-", ".txt");
    Process process =
        new ProcessBuilder(
                installation.java().toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.starshell.harness.bench.BareLoopBench",
                "associations=" + ASSOCIATIONS,
                "messageBytes=" + MESSAGE_BYTES,
                "bytes=" + BARE_BYTES,
                // As the hosts have it.
                "factory=association",
                "dir=" + natives)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int exit = process.waitFor();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    Files.delete(output);
    for (String line : text.lines().toList()) {
      if (line.startsWith("{") && line.contains("mbPerSecond")) {
        return new ObjectMapper().readTree(line).path("mbPerSecond").asDouble();
      }
    }
    throw new IOException("the bare loop ended with exit " + exit + " and no figure:\n" + text);
  }
}
