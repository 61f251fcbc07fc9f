package dev.starshell.harness.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The figures of one benchmark: a table for people, then one line of JSON.
final class BenchReport {
  private record Row(String label, String figure, String bound) {}

  private final String name;
  private final List<Row> rows = new ArrayList<>();
  private final ObjectNode json = new ObjectMapper().createObjectNode();
  private boolean isMet = true;

  BenchReport(String name) {
    this.name = name;
    json.put("bench", name);
    json.put("cores", Runtime.getRuntime().availableProcessors());
  }

  /// A figure without a bound.
  BenchReport figure(String key, String label, double value, String unit) {
    rows.add(new Row(label, shown(value, unit), ""));
    json.put(key, rounded(value));
    return this;
  }

  /// A figure that must not be more.
  BenchReport atMost(String key, String label, double value, double bound, String unit) {
    return bounded(key, label, value, "at most " + shown(bound, unit), value <= bound, unit);
  }

  /// A figure that must not be less.
  BenchReport atLeast(String key, String label, double value, double bound, String unit) {
    return bounded(key, label, value, "at least " + shown(bound, unit), value >= bound, unit);
  }

  private BenchReport bounded(
      String key, String label, double value, String bound, boolean isGood, String unit) {
    rows.add(new Row(label, shown(value, unit), bound + (isGood ? "  met" : "  MISSED")));
    json.put(key, rounded(value));
    isMet &= isGood;
    return this;
  }

  /// Prints both forms.
  ///
  /// @return whether every bound is met
  boolean print(PrintStream out) {
    out.println();
    out.println("== " + name + " ==");
    for (Row row : rows) {
      out.printf(Locale.ROOT, "%-46s %16s   %s%n", row.label(), row.figure(), row.bound());
    }
    json.put("met", isMet);
    out.println(json);
    return isMet;
  }

  private static String shown(double value, String unit) {
    String number =
        value == Math.rint(value)
            ? String.format(Locale.ROOT, "%,.0f", value)
            : String.format(Locale.ROOT, "%,.3f", value);
    return unit.isEmpty() ? number : number + " " + unit;
  }

  private static double rounded(double value) {
    return Math.rint(value * 10_000) / 10_000;
  }
}
