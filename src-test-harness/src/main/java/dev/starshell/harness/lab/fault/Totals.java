package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.MemberStatus;
import dev.starshell.harness.lab.MemberStatus.Traffic;

/// What a member has counted, over all lives of its host.
///
/// @param received bytes of archives
/// @param sent bytes of archives that its carrier has taken
/// @param duplicates bytes that came though they were here
/// @param installed archives
record Totals(long received, long sent, long duplicates, long installed) {
  static final Totals NONE = new Totals(0, 0, 0, 0);

  /// Those of the host's present life.
  static Totals of(MemberStatus status) {
    Traffic traffic = status.traffic();
    return new Totals(
        traffic.contentReceived(),
        traffic.contentSent(),
        traffic.duplicates(),
        status.archivesInstalled());
  }

  /// The sum of both.
  Totals plus(Totals other) {
    return new Totals(
        received + other.received,
        sent + other.sent,
        duplicates + other.duplicates,
        installed + other.installed);
  }

  /// Whether a counter has gone back since, which only a new life explains.
  boolean isBefore(Totals earlier) {
    return received < earlier.received || sent < earlier.sent || installed < earlier.installed;
  }
}
