package dev.starshell.host.metrics;

import dev.starshell.api.metrics.Measurement;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/// Turns figures into what the Prometheus client writes. Pure.
final class Snapshots {
  /// How names of the Java runtime's figures begin. A plugin's of the same name and another kind
  /// would make the whole page fail.
  static final List<String> OWN = List.of("jvm_", "process_", "system_");

  private Snapshots() {}

  /// One snapshot for each name. Of figures with the same name and labels the first one counts, and
  /// of those with the same name the kind of the first.
  ///
  /// @param leftOut hears of each name that is not shown, or not all of it, and why
  static MetricSnapshots of(List<Measurement> all, BiConsumer<String, String> leftOut) {
    Map<String, List<Measurement>> byName =
        all.stream()
            .collect(Collectors.groupingBy(Measurement::name, TreeMap::new, Collectors.toList()));
    List<MetricSnapshot> shown = new ArrayList<>();
    byName.forEach((name, figures) -> {
      if (OWN.stream().anyMatch(name::startsWith)) {
        leftOut.accept(name, "the name is the host's own");
        return;
      }
      List<Measurement> alike =
          figures.stream().filter(one -> one.kind() == figures.getFirst().kind()).toList();
      if (alike.size() < figures.size()) {
        leftOut.accept(name, "some are counters and some gauges; it is shown as the first one");
      }
      try {
        shown.add(snapshot(alike));
      } catch (RuntimeException refused) {
        // One that the client refuses takes no other with it.
        leftOut.accept(name, refused.toString());
      }
    });
    return new MetricSnapshots(shown);
  }

  private static MetricSnapshot snapshot(List<Measurement> ofOneName) {
    Measurement first = ofOneName.getFirst();
    MetricMetadata about = new MetricMetadata(first.name(), first.about());
    Map<Map<String, String>, Double> values =
        ofOneName.stream()
            .collect(
                Collectors.toMap(
                    Measurement::labels,
                    Measurement::value,
                    (kept, _) -> kept,
                    LinkedHashMap::new));
    return switch (first.kind()) {
      case COUNTER ->
          new CounterSnapshot(
              about,
              values.entrySet().stream()
                  .map(one ->
                      new CounterDataPointSnapshot(one.getValue(), labels(one.getKey()), null, 0))
                  .toList());
      case GAUGE ->
          new GaugeSnapshot(
              about,
              values.entrySet().stream()
                  .map(
                      one -> new GaugeDataPointSnapshot(one.getValue(), labels(one.getKey()), null))
                  .toList());
    };
  }

  private static Labels labels(Map<String, String> labels) {
    return Labels.of(
        labels.keySet().toArray(String[]::new), labels.values().toArray(String[]::new));
  }
}
