package dev.starshell.harness.lab.crash;

import java.util.List;
import java.util.Locale;

/// What one death came to.
///
/// @param step where the host died
/// @param exit code that it ended with
/// @param loadMillis how long it took to load its state at the next start
/// @param backMillis from that start to everything being there, the start of the process included
/// @param neededBytes of the archives that were under way
/// @param sentBytes what the sender sent of them in all; -1 if it is the one that died
/// @param wrong what is not as it must be; empty if all is well
public record CrashRow(
    CrashStep step,
    int exit,
    long loadMillis,
    long backMillis,
    long neededBytes,
    long sentBytes,
    List<String> wrong) {
  static final String HEAD =
      String.format(
          "%-20s %-9s %5s %9s %9s %11s %s",
          "step", "side", "exit", "load ms", "back ms", "sent again", "result");

  public CrashRow {
    wrong = List.copyOf(wrong);
  }

  /// What was sent a second time; -1 if it is not known.
  public long againBytes() {
    return sentBytes < 0 ? -1 : Math.max(0, sentBytes - neededBytes);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-20s %-9s %5d %9d %9d %11s %s",
        step,
        step.isSenders() ? "sender" : "receiver",
        exit,
        loadMillis,
        backMillis,
        sentBytes < 0 ? "-" : String.format(Locale.ROOT, "%,d", againBytes()),
        wrong.isEmpty() ? "all there, once" : String.join("; ", wrong));
  }
}
