package dev.starshell.api.metrics;

import java.util.List;
import java.util.function.Supplier;

/// Where a plugin's figures are read from. The host shows them in Prometheus' text format, if its
/// settings say so. Thread: any.
@FunctionalInterface
public interface Metrics {
  /// Adds a source of figures; the host forgets it when the plugin stops.
  ///
  /// @param source read for each scrape, on a thread of the host, so it returns at once; one that
  ///   throws is left out of that scrape and told in the log
  /// @throws IllegalStateException if the plugin has stopped
  void register(Supplier<List<Measurement>> source);
}
