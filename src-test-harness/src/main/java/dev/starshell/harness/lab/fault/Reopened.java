package dev.starshell.harness.lab.fault;

/// A path whose flows were ended, and when it was open for new ones.
record Reopened(long droppedNanos, long openNanos) {
  /// After which nothing is on its way through the receiver that came before a drop.
  static final long SETTLED_NANOS = 500_000_000L;

  /// From when on what comes has come because of a new connection.
  long newFromNanos() {
    return Math.max(openNanos, droppedNanos + SETTLED_NANOS);
  }

  /// Seconds from when the path was open.
  ///
  /// @param sinceNew seconds from [#newFromNanos()]
  double seconds(double sinceNew) {
    return sinceNew + (newFromNanos() - openNanos) / 1e9;
  }
}
