package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.limits.Limits;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// Finds out that a contract which is being received gains nothing any more. The counts are changed
/// by any thread; looking belongs to the shell's loop.
final class ContractWatch {
  private final Object key;
  private final Timers timers;
  private final ShellLoop loop;
  private final LongConsumer stalled;
  private final AtomicLong gains = new AtomicLong();
  private final AtomicInteger grantsHeld = new AtomicInteger();

  /// The contract that is watched; 0 while none is.
  private long watched;

  private record Key(Object of) {}

  /// @param key tells this watch from others
  /// @param stalled hears the number of a contract that gained nothing for [Limits#TRANSFER_STALL],
  ///   on the loop
  ContractWatch(Object key, Timers timers, ShellLoop loop, LongConsumer stalled) {
    this.key = new Key(key);
    this.timers = timers;
    this.loop = loop;
    this.stalled = stalled;
  }

  /// Something came, or this side has done something. Thread: any.
  void gained() {
    gains.incrementAndGet();
  }

  /// The download limit holds credit back, 1, or lets it go, -1: meanwhile nothing can be expected.
  /// Thread: any.
  void held(int more) {
    grantsHeld.addAndGet(more);
    gained();
  }

  void begin(long contract) {
    watched = contract;
    start();
  }

  void end() {
    watched = 0;
    timers.stop(key);
  }

  private void start() {
    long contract = watched;
    long seen = gains.get();
    timers.start(key, Limits.TRANSFER_STALL, () -> loop.post(() -> look(contract, seen)));
  }

  /// Looks at what has come since `seen`.
  void look(long contract, long seen) {
    if (watched == 0 || contract != watched) {
      return;
    }
    if (gains.get() != seen || grantsHeld.get() > 0) {
      start();
    } else {
      stalled.accept(contract);
    }
  }

  /// How often something was gained.
  long gains() {
    return gains.get();
  }
}
