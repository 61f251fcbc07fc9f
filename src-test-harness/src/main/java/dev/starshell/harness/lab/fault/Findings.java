package dev.starshell.harness.lab.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a scenario did and found: faults as they were measured, figures, and bounds.
final class Findings {
  private final List<String> faults = new ArrayList<>();
  private final List<String> figures = new ArrayList<>();
  private final List<String> missed = new ArrayList<>();

  /// Notes a fault that happened, or ends the scenario because it did not.
  ///
  /// @param what as it was measured
  void injected(boolean happened, String what, Object... words) throws FaultNotInjectedException {
    String said = String.format(Locale.ROOT, what, words);
    if (!happened) {
      throw new FaultNotInjectedException(said);
    }
    faults.add(said);
  }

  /// Notes a figure without a bound.
  void figure(String what, Object... words) {
    figures.add(String.format(Locale.ROOT, what, words));
  }

  /// Notes a figure that must not be more.
  void atMost(String what, double value, double bound, String unit) {
    bounded(what, value, value <= bound, "at most", bound, unit);
  }

  /// Notes a figure that must not be less.
  void atLeast(String what, double value, double bound, String unit) {
    bounded(what, value, value >= bound, "at least", bound, unit);
  }

  private void bounded(
      String what, double value, boolean isMet, String way, double bound, String unit) {
    String said = what + " " + shown(value) + unit + " (" + way + " " + shown(bound) + unit + ")";
    figures.add(said);
    if (!isMet) {
      missed.add(said);
    }
  }

  /// Notes something that must be so.
  void holds(boolean isSo, String what, Object... words) {
    String said = String.format(Locale.ROOT, what, words);
    figures.add(said);
    if (!isSo) {
      missed.add(said);
    }
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  List<String> figures() {
    return List.copyOf(figures);
  }

  List<String> missed() {
    return List.copyOf(missed);
  }

  private static String shown(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%,.2f", value);
  }
}
