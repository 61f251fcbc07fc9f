package dev.starshell.harness.lab.fault;

/// How fast the sender of a pair may send, so that the sync outlasts the drops that are still to
/// come: each of them gets an equal part of the bytes that are left, and of that at most what
/// passes while it lasts. A machine on which drops take longer makes it slower, and no drop meets a
/// sync that is over.
final class Pace {
  /// What one member may upload at most. Without a limit, little would be left to come at a drop's
  /// end.
  static final long BYTES_MAX = 4L << 20;

  private static final long BYTES_MIN = 16L << 10;

  /// For how long archives pass, for each drop that is left, the wait for its moment included.
  private static final double PASSING_SECONDS = 5;

  /// The same, while the relay finds out about a lost session: it takes up to 30 s, and the path
  /// goes on meanwhile.
  private static final double RELAY_SECONDS = 40;

  private Pace() {}

  /// Between drops, and during those that stop what is on its way.
  ///
  /// @param dropsLeft with the one that is next or under way; 0 after the last one
  /// @return bytes per second
  static long between(long bytesLeft, int dropsLeft) {
    return dropsLeft == 0 ? BYTES_MAX : of(bytesLeft, dropsLeft * PASSING_SECONDS);
  }

  /// While a member is without its relay.
  ///
  /// @param dropsLeft with this one
  /// @return bytes per second
  static long withoutRelay(long bytesLeft, int dropsLeft) {
    return of(bytesLeft, dropsLeft * RELAY_SECONDS);
  }

  private static long of(long bytesLeft, double seconds) {
    return (long) Math.clamp(bytesLeft / seconds, BYTES_MIN, BYTES_MAX);
  }
}
