package dev.starshell.harness.bench;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// A manifest of 10,000 entries: built, signed and verified in a process with 64 MiB of heap.
///
/// @param installation gives the Java runtime
record ManifestBench(Installation installation) implements BenchMain.Bench {
  private static final double SIGN_SECONDS_MAX = 2;
  private static final double VERIFY_SECONDS_MAX = 0.3;
  private static final int HEAP_MIB = 64;
  private static final double NANOS = 1e9;

  @Override
  public BenchReport run(HostLab lab) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                installation.java().toString(),
                "-Xmx" + HEAP_MIB + "m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ManifestFigures.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String[] figures =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
            .strip()
            .split(" ");
    if (process.waitFor() != 0 || figures.length != 6) {
      throw new IOException("the measuring process ended with exit " + process.exitValue());
    }
    return new BenchReport("manifest")
        .figure("bytes", "manifest of 10,000 entries", Double.parseDouble(figures[5]), "B")
        .atMost(
            "signSeconds",
            "build and sign, the first time",
            seconds(figures[0]),
            SIGN_SECONDS_MAX,
            "s")
        .figure("signBestSeconds", "the same, best of six", seconds(figures[2]), "s")
        .atMost(
            "verifySeconds", "verify, best of six", seconds(figures[3]), VERIFY_SECONDS_MAX, "s")
        .figure("verifyFirstSeconds", "the same, the first time", seconds(figures[1]), "s")
        .atMost(
            "heapMib",
            "peak heap of that process",
            Double.parseDouble(figures[4]) / (1024 * 1024),
            HEAP_MIB,
            "MiB");
  }

  private static double seconds(String nanos) {
    return Double.parseDouble(nanos) / NANOS;
  }
}
