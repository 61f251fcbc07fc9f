package dev.starshell.harness.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// What waits while a path is cut. It is sent again when the path is back, but not at once: as SCTP
/// and TCP do, at tries of which each waits twice as long as the one before. Until then what comes
/// later waits behind it.
final class Backlog {
  private final SimClock clock;
  private final BooleanSupplier isUp;
  private final Duration first;
  private final Duration most;
  private final List<Runnable> held = new ArrayList<>();
  private long sinceNanos;
  private boolean isTrying;

  /// @param first the wait before the first try
  /// @param most the longest one
  Backlog(SimClock clock, BooleanSupplier isUp, Duration first, Duration most) {
    this.clock = clock;
    this.isUp = isUp;
    this.first = first;
    this.most = most;
  }

  /// Keeps it if it cannot arrive now.
  ///
  /// @param again sends it again
  /// @return false if it can
  boolean takes(Runnable again) {
    if (isUp.getAsBoolean() && !isTrying) {
      return false;
    }
    if (held.isEmpty()) {
      sinceNanos = clock.nowNanos();
    }
    held.add(again);
    return true;
  }

  /// The path is back.
  void healed() {
    if (!held.isEmpty() && !isTrying) {
      isTrying = true;
      clock.afterNanos(untilTry(), this::tryAgain);
    }
  }

  private long untilTry() {
    long wait = first.toNanos();
    long at = sinceNanos + wait;
    while (at <= clock.nowNanos()) {
      wait = Math.min(2 * wait, most.toNanos());
      at += wait;
    }
    return at - clock.nowNanos();
  }

  private void tryAgain() {
    isTrying = false;
    if (isUp.getAsBoolean()) {
      List<Runnable> due = List.copyOf(held);
      held.clear();
      due.forEach(Runnable::run);
    }
  }
}
