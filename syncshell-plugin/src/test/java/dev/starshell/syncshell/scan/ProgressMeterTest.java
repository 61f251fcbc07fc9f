package dev.starshell.syncshell.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressMeterTest {
  private final List<ScanProgress> heard = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong(-50);
  private final ProgressMeter meter = new ProgressMeter(heard::add, nanos::get, 1000, 10);

  @Test
  void reportsAtMostTenTimesASecond() {
    for (int i = 0; i < 1000; i++) {
      nanos.addAndGet(1_000_000);
      meter.addBytes(1);
    }

    assertThat(heard).hasSize(10);
    assertThat(heard.getFirst()).isEqualTo(new ScanProgress(100, 1000, 0, 10, false));
  }

  @Test
  void reportsTheEndEvenWithinTheSpanAndOnce() {
    meter.addBytes(7);
    meter.addFiles(1);

    meter.finish();

    assertThat(heard).containsExactly(new ScanProgress(7, 1000, 1, 10, true));
  }
}
