package dev.starshell.host.metrics;

import dev.starshell.api.metrics.Measurement;
import dev.starshell.api.metrics.Metrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gathers the figures of the Java runtime and of every plugin. Thread: any.
public final class MetricsBoard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsBoard.class);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Map<String, List<Supplier<List<Measurement>>>> sources = new ConcurrentHashMap<>();

  /// Names that the log has already.
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /// Watches this Java runtime.
  public MetricsBoard() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    collections.bindTo(registry);
    registry.getPrometheusRegistry().register(() -> Snapshots.of(gathered(), this::leftOut));
  }

  /// Where one plugin registers its figures.
  public Metrics metricsOf(String plugin) {
    return source -> sources.computeIfAbsent(plugin, _ -> new CopyOnWriteArrayList<>()).add(source);
  }

  /// Forgets a plugin.
  public void removeAll(String plugin) {
    sources.remove(plugin);
    told.clear();
  }

  /// All figures in Prometheus' text format.
  public String scrape() {
    return registry.scrape();
  }

  private List<Measurement> gathered() {
    List<Measurement> all = new ArrayList<>();
    sources.forEach((plugin, registered) -> registered.forEach(source -> add(all, plugin, source)));
    return all;
  }

  private static void add(
      List<Measurement> all, String plugin, Supplier<List<Measurement>> source) {
    try {
      all.addAll(source.get());
    } catch (RuntimeException mistake) {
      LOG.warn("figures left out plugin={}", plugin, mistake);
    }
  }

  private void leftOut(String name, String why) {
    if (told.add(name)) {
      LOG.warn("figure left out name={} why={}", name, why);
    }
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
