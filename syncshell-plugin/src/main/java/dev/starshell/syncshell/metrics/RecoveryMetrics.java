package dev.starshell.syncshell.metrics;

import dev.starshell.api.metrics.Measurement;
import dev.starshell.syncshell.control.RecoveryStatsView;
import dev.starshell.syncshell.control.StatusView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What recoveries came to, as figures.
final class RecoveryMetrics {
  private static final double SECOND = 1000.0;

  private RecoveryMetrics() {}

  static List<Measurement> of(RecoveryStatsView stats, StatusView.Recovering now) {
    List<Measurement> all = new ArrayList<>();
    all.add(
        Measurement.gauge("starshell_links_lost", "Links that are being made anew.", now.links()));
    all.add(
        Measurement.gauge(
            "starshell_recovery_sessions", "Open recovery sessions.", stats.sessions()));
    addByCause(all, "starshell_recovery_outages", "Links lost, by cause.", stats.outages());
    addByCause(
        all, "starshell_recovery_failures", "Attempts that failed, by cause.", stats.failures());
    all.add(
        Measurement.counter("starshell_recovery_attempts", "Attempts begun.", stats.attempts()));
    all.add(
        Measurement.counter(
            "starshell_recovery_returns", "Links that came back.", stats.recovered()));
    all.add(
        Measurement.counter(
            "starshell_recovery_parked", "Outages without a fast return.", stats.parked()));
    all.add(
        Measurement.counter(
            "starshell_recovery_saved_bytes",
            "Content that did not have to come again.",
            stats.savedBytes()));
    all.add(
        Measurement.counter(
            "starshell_recovery_again_bytes", "Content that came again.", stats.againBytes()));
    addTimes(all, stats);
    return all;
  }

  private static void addByCause(
      List<Measurement> all, String name, String about, Map<String, Long> counts) {
    counts.forEach(
        (cause, count) -> all.add(Measurement.counter(name, about, count).with("cause", cause)));
  }

  /// As a histogram counts: each class has those of the ones before it.
  private static void addTimes(List<Measurement> all, RecoveryStatsView stats) {
    long soFar = 0;
    for (RecoveryStatsView.Within span : stats.times()) {
      soFar += span.links();
      String bound = span.millis() == 0 ? "+Inf" : Double.toString(span.millis() / SECOND);
      all.add(
          Measurement.counter(
                  "starshell_recovery_returns_within",
                  "Links that came back within so many seconds.",
                  soFar)
              .with("le", bound));
    }
  }
}
