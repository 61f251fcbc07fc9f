package dev.starshell.host.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.api.metrics.Measurement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MetricsBoardTest {
  private final MetricsBoard board = new MetricsBoard();

  @AfterEach
  void close() {
    board.close();
  }

  @Test
  void figuresOfAPluginAreReadAtEachScrapeUntilItStops() {
    double[] value = {2};
    board
        .metricsOf("sync")
        .register(() ->
            List.of(
                Measurement.counter("starshell_things", "Things so far.", value[0])
                    .with("shell", "a \"quoted\" name")));

    assertThat(board.scrape())
        .contains(
            "# TYPE starshell_things_total counter",
            "starshell_things_total{shell=\"a \\\"quoted\\\" name\"} 2.0");
    value[0] = 5;
    assertThat(board.scrape()).contains("name\"} 5.0");
    board.removeAll("sync");
    assertThat(board.scrape()).doesNotContain("starshell_things");
  }

  @Test
  void aSourceThatThrowsTakesNoOtherWithIt() {
    board
        .metricsOf("broken")
        .register(() -> {
          throw new IllegalStateException("broken");
        });
    board
        .metricsOf("sound")
        .register(() -> List.of(Measurement.gauge("starshell_level", "A level.", 1)));

    assertThat(board.scrape()).contains("starshell_level 1.0");
  }

  @Test
  void twoPluginsMayShareANameAndAFigureIsNeverToldTwice() {
    board
        .metricsOf("one")
        .register(() ->
            List.of(
                Measurement.gauge("starshell_level", "A level.", 1).with("at", "a"),
                Measurement.gauge("starshell_level", "A level.", 9).with("at", "a")));
    board
        .metricsOf("two")
        .register(
            () -> List.of(Measurement.gauge("starshell_level", "A level.", 2).with("at", "b")));

    assertThat(board.scrape().lines().filter(line -> line.startsWith("starshell_level{")))
        .hasSize(2)
        .contains("starshell_level{at=\"b\"} 2.0");
  }

  @Test
  void aNameOfTwoKindsIsShownAsTheFirstOneAndTakesNoOtherWithIt() {
    board
        .metricsOf("sync")
        .register(() ->
            List.of(
                Measurement.gauge("starshell_level", "A level.", 1).with("at", "a"),
                Measurement.counter("starshell_level", "A level.", 2).with("at", "b"),
                Measurement.gauge("starshell_sound", "Sound.", 3)));

    assertThat(board.scrape())
        .contains("starshell_level{at=\"a\"} 1.0", "starshell_sound 3.0")
        .doesNotContain("at=\"b\"");
  }

  @Test
  void noPluginTakesANameOfTheJavaRuntime() {
    board
        .metricsOf("sync")
        .register(() ->
            List.of(
                Measurement.counter("jvm_memory_used_bytes", "Mine.", 1),
                Measurement.gauge("process_uptime_seconds", "Mine.", -1),
                Measurement.gauge("starshell_sound", "Sound.", 3)));

    assertThat(board.scrape())
        .contains("starshell_sound 3.0", "process_uptime_seconds ")
        .doesNotContain("Mine.");
  }

  @Test
  void everyNameOfTheJavaRuntimeIsKnownToBeTheHostsOwn() {
    assertThat(board.scrape().lines().filter(line -> !line.startsWith("#")))
        .isNotEmpty()
        .allMatch(line -> Snapshots.OWN.stream().anyMatch(line::startsWith));
  }

  @Test
  void aCounterThatIsNegativeOrNoNumberIsRefusedWhereItIsMade() {
    assertThatThrownBy(() -> Measurement.counter("things", "", -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("things");
    assertThatThrownBy(() -> Measurement.counter("things", "", Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Measurement.counter("things", "", 0).value()).isZero();
    assertThat(Measurement.gauge("level", "", -1).value()).isEqualTo(-1);
  }

  @Test
  void theJavaRuntimeIsWatched() {
    assertThat(board.scrape()).contains("jvm_memory_used_bytes", "process_uptime_seconds");
  }

  @Test
  void aNameThatPrometheusWouldRefuseIsRefusedWhereItIsMade() {
    assertThatThrownBy(() -> Measurement.gauge("Bad-Name", "", 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Measurement.counter("things_total", "", 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Measurement.gauge("level", "", 0).with("__name__", "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
