package dev.starshell.api.metrics;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// One figure at one moment.
///
/// @param name lower case with underlines, the unit at its end: `starshell_content_received_bytes`.
///   A counter's has no `_total`; the host adds it. What begins with `jvm_`, `process_` or
///   `system_` is the host's own and left out
/// @param about one sentence, the same for all figures of the name
/// @param kind what may happen to it; the same for all figures of the name
/// @param labels what tells figures of one name apart; the same keys for all of them
/// @param value a counter's is 0 or more
public record Measurement(
    String name, String about, Kind kind, Map<String, String> labels, double value) {
  /// Source: the data model of Prometheus; `__` is its own.
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");

  /// What may happen to a figure.
  public enum Kind {
    /// It only grows, until the host starts anew.
    COUNTER,
    /// It comes and goes.
    GAUGE
  }

  /// @throws IllegalArgumentException if a name or a label is not written as it must be, or a
  ///   counter is negative or no number
  public Measurement {
    requireName(name);
    labels.keySet().forEach(Measurement::requireName);
    if (name.endsWith("_total")) {
      throw new IllegalArgumentException("name=" + name + " ends with what the host adds");
    }
    if (kind == Kind.COUNTER && !(value >= 0)) {
      throw new IllegalArgumentException("value=" + value + " of the counter " + name);
    }
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /// A counter without labels.
  public static Measurement counter(String name, String about, double value) {
    return new Measurement(name, about, Kind.COUNTER, Map.of(), value);
  }

  /// A gauge without labels.
  public static Measurement gauge(String name, String about, double value) {
    return new Measurement(name, about, Kind.GAUGE, Map.of(), value);
  }

  /// The same figure with one more label.
  public Measurement with(String label, String labelValue) {
    Map<String, String> more = new TreeMap<>(labels);
    more.put(label, labelValue);
    return new Measurement(name, about, kind, more, value);
  }

  private static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("name=" + name + " does not match " + NAME);
    }
  }
}
