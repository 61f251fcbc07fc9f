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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Turns figures into what the Prometheus client writes. Pure.
final class Snapshots {
  private Snapshots() {}

  /// One snapshot for each name. Of figures with the same name and labels the first one counts.
  static MetricSnapshots of(List<Measurement> all) {
    Map<String, List<Measurement>> byName =
        all.stream()
            .collect(Collectors.groupingBy(Measurement::name, TreeMap::new, Collectors.toList()));
    return new MetricSnapshots(byName.values().stream().map(Snapshots::snapshot).toList());
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
