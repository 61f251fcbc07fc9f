package dev.starshell.harness.lab.fault;

import java.util.List;
import java.util.Locale;

/// What came of one scenario.
///
/// @param detail why it failed or was left out; empty otherwise
record Outcome(
    String name,
    Verdict verdict,
    List<String> faults,
    List<String> figures,
    String detail,
    double seconds) {
  /// How it ended.
  enum Verdict {
    /// All that was asked of it was met.
    OK,
    /// Something was not.
    MISSED,
    /// A host or a transfer did not do what it must.
    FAILED,
    /// The fault was not there, so there is no result.
    FAULT_NOT_INJECTED,
    /// Something it needs is not on this machine.
    SKIPPED
  }

  Outcome {
    faults = List.copyOf(faults);
    figures = List.copyOf(figures);
  }

  /// Whether nothing has to be looked at.
  boolean isFine() {
    return verdict == Verdict.OK || verdict == Verdict.SKIPPED;
  }

  /// Its part of the table.
  String shown() {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%-20s %-18s %6.1f s%n", name, verdict, seconds));
    faults.forEach(fault -> text.append("    fault   ").append(fault).append('\n'));
    figures.forEach(figure -> text.append("    figure  ").append(figure).append('\n'));
    if (!detail.isEmpty()) {
      text.append("    ").append(detail.replace("\n", "\n    ")).append('\n');
    }
    return text.toString();
  }
}
