package dev.starshell.harness.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// What happened in a run, a line each. Off unless somebody wants to read it: a run that failed is
/// run again with the trace on, which changes nothing in it.
final class Trace {
  private final boolean isOn;
  private final SimClock clock;
  private final List<String> lines = new ArrayList<>();

  Trace(boolean isOn, SimClock clock) {
    this.isOn = isOn;
    this.clock = clock;
  }

  void note(String who, Supplier<String> what) {
    if (isOn) {
      lines.add(
          String.format(Locale.ROOT, "%10.3f  %-7s %s", clock.nowNanos() / 1e9, who, what.get()));
    }
  }

  /// All lines, oldest first.
  List<String> lines() {
    return List.copyOf(lines);
  }
}
