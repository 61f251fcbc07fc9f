package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.schedule.BandwidthBudget;
import java.util.concurrent.locks.ReentrantLock;

/// One bandwidth limit, shared by all links of a direction. Thread: any; the lock guards `budget`.
final class Throttle {
  private final ReentrantLock lock = new ReentrantLock();
  private BandwidthBudget budget;

  Throttle(long bytesPerSecond) {
    budget = BandwidthBudget.ofRate(bytesPerSecond, now());
  }

  /// Takes bytes out of the budget. Unit of the result: nanoseconds to wait before they are sent.
  long take(int bytes) {
    lock.lock();
    try {
      BandwidthBudget.Grant grant = budget.take(bytes, now());
      budget = grant.budget();
      return grant.delay().toNanos();
    } finally {
      lock.unlock();
    }
  }

  /// Sets the rate; 0 is unlimited. Unit: bytes per second.
  void rate(long bytesPerSecond) {
    lock.lock();
    try {
      budget = budget.withRate(bytesPerSecond, now());
    } finally {
      lock.unlock();
    }
  }

  /// The rate; 0 is unlimited. Unit: bytes per second.
  long rate() {
    lock.lock();
    try {
      return budget.rateBytes();
    } finally {
      lock.unlock();
    }
  }

  private static Moment now() {
    return new Moment(System.nanoTime());
  }
}
