package dev.starshell.harness.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.syncshell.carrier.CarrierFactory;
import dev.starshell.syncshell.carrier.webrtc.WebRtcCarrier;
import dev.starshell.syncshell.carrier.webrtc.WebRtcSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/// What sealing costs: the same frames over real data channels, as they are and sealed, in turns.
/// Both ends are in this process and share its cores. Nothing else is done with the frames, so that
/// a whole transfer, which also reads, hashes and writes, loses a smaller part.
final class SealingBench implements BenchMain.Bench {
  private static final int ROUNDS = 5;
  private static final long BYTES = 384L * 1024 * 1024;
  private static final double KEPT_MIN = 0.95;

  /// One measured stretch.
  private record Stretch(double mbPerSecond, double cpuSeconds) {}

  @Override
  public BenchReport run(HostLab lab) throws IOException, InterruptedException {
    Path natives = Files.createDirectory(lab.folder().resolve("natives"));
    List<Stretch> plain = new ArrayList<>();
    List<Stretch> sealed = new ArrayList<>();
    try (CarrierFactory carrier = new WebRtcCarrier(natives, List.of(), WebRtcSettings.DEFAULT)) {
      // The first of each is not counted: code is compiled in it.
      for (int round = 0; round <= ROUNDS; round++) {
        Stretch without = stretch(carrier, false);
        Stretch with = stretch(carrier, true);
        if (round > 0) {
          plain.add(without);
          sealed.add(with);
        }
      }
    } catch (TimeoutException e) {
      throw new IOException("the frames did not arrive in time", e);
    }
    double kept = median(sealed) / median(plain);
    return new BenchReport("sealing")
        .figure("plainMbPerSecond", "not sealed, median of 5", median(plain), "MB/s")
        .figure("sealedMbPerSecond", "sealed, median of 5", median(sealed), "MB/s")
        .figure("plainCpu", "CPU for a GB, not sealed", cpuPerGb(plain), "s")
        .figure("sealedCpu", "CPU for a GB, sealed", cpuPerGb(sealed), "s")
        .atLeast("kept", "rate that is left", kept, KEPT_MIN, "");
  }

  private static Stretch stretch(CarrierFactory carrier, boolean isSealed)
      throws InterruptedException, TimeoutException {
    try (CarrierLoop loop = CarrierLoop.open(carrier, isSealed)) {
      long cpu = cpuNanos();
      long begun = System.nanoTime();
      loop.carry(BYTES);
      double seconds = (System.nanoTime() - begun) / 1e9;
      return new Stretch(BYTES / 1e6 / seconds, (cpuNanos() - cpu) / 1e9);
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static double median(List<Stretch> stretches) {
    return Median.of(stretches.stream().map(Stretch::mbPerSecond).toList());
  }

  private static double cpuPerGb(List<Stretch> stretches) {
    double all = stretches.stream().mapToDouble(Stretch::cpuSeconds).sum();
    return all / stretches.size() * 1e9 / BYTES;
  }
}
