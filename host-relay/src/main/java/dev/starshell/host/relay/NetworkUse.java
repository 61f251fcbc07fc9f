package dev.starshell.host.relay;

import java.util.Comparator;

/// What one network has used up.
///
/// @param connections that are open
/// @param failures failed log-ins since `windowNanos`
/// @param windowNanos when counting began
/// @param shutUntilNanos until when it is shut out; meaningful while `isShut`
record NetworkUse(
    int connections, int failures, long windowNanos, boolean isShut, long shutUntilNanos) {
  /// Those that are shut out come last. Monotonic times are compared by their difference.
  static final Comparator<NetworkUse> OLDEST_FIRST =
      Comparator.comparing(NetworkUse::isShut)
          .thenComparing((one, other) -> Long.signum(one.windowNanos - other.windowNanos));

  NetworkUse {
    if (connections < 0) {
      throw new IllegalArgumentException("connections=" + connections + " is negative");
    }
  }

  static NetworkUse none(long nowNanos) {
    return new NetworkUse(0, 0, nowNanos, false, nowNanos);
  }

  NetworkUse withConnections(int count) {
    return new NetworkUse(count, failures, windowNanos, isShut, shutUntilNanos);
  }

  /// Counts one failed log-in.
  NetworkUse withFailure(int failuresMax, long nowNanos) {
    NetworkUse now = aged(nowNanos);
    int counted = now.failures + 1;
    if (counted < failuresMax) {
      return new NetworkUse(connections, counted, now.windowNanos, now.isShut, now.shutUntilNanos);
    }
    long until = nowNanos + RelayLimits.SHUT_OUT.toNanos();
    return new NetworkUse(connections, 0, nowNanos, true, until);
  }

  /// The same, without what is over.
  NetworkUse aged(long nowNanos) {
    boolean stillShut = isShut && nowNanos - shutUntilNanos < 0;
    boolean sameWindow = nowNanos - windowNanos < RelayLimits.FAILURE_WINDOW.toNanos();
    return new NetworkUse(
        connections,
        sameWindow ? failures : 0,
        sameWindow ? windowNanos : nowNanos,
        stillShut,
        shutUntilNanos);
  }

  boolean isForgettable() {
    return connections == 0 && failures == 0 && !isShut;
  }

  /// Unit: ms, at least 1.
  long millisShut(long nowNanos) {
    return Math.max(1, (shutUntilNanos - nowNanos) / 1_000_000);
  }
}
