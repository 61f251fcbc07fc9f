package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.limits.Limits;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// Finds out that a contract which is being received gains nothing any more, or so little for so
/// long that its archives are better fetched elsewhere. The counts are changed by any thread;
/// looking belongs to the shell's loop.
final class ContractWatch {
  private final Object key;
  private final Timers timers;
  private final ShellLoop loop;
  private final LongConsumer stalled;
  private final AtomicLong gains = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong holds = new AtomicLong();
  private final AtomicInteger grantsHeld = new AtomicInteger();

  /// The contract that is watched; 0 while none is.
  private long watched;

  /// What may still come of it. Unit: bytes.
  private long bytesDue;

  /// How many spans in a row brought too little.
  private int slowSpans;

  private record Key(Object of) {}

  /// @param key tells this watch from others
  /// @param stalled hears the number of a contract that gained nothing for [Limits#TRANSFER_STALL],
  ///   or too little in [Limits#TRANSFER_SLOW_SPANS] of that, on the loop
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

  /// So much of the contract came. Unit: bytes. Thread: any.
  void gained(int payloadBytes) {
    bytes.addAndGet(payloadBytes);
    gained();
  }

  /// The download limit holds credit back, 1, or lets it go, -1: meanwhile nothing can be expected.
  /// Thread: any.
  void held(int more) {
    grantsHeld.addAndGet(more);
    holds.incrementAndGet();
    gained();
  }

  /// @param payloadBytes what is to come of it
  void begin(long contract, long payloadBytes) {
    watched = contract;
    bytesDue = bytes.get() + payloadBytes;
    slowSpans = 0;
    start();
  }

  void end() {
    watched = 0;
    timers.stop(key);
  }

  private void start() {
    long contract = watched;
    Seen seen = seen();
    timers.start(key, Limits.TRANSFER_STALL, () -> loop.post(() -> look(contract, seen)));
  }

  /// Looks at what has come since `seen`.
  void look(long contract, Seen seen) {
    if (watched == 0 || contract != watched) {
      return;
    }
    boolean isHeld = grantsHeld.get() > 0;
    boolean isSlow =
        !isHeld
            && holds.get() == seen.holds()
            && bytes.get() < bytesDue
            && bytes.get() - seen.bytes() < Limits.TRANSFER_BYTES_LEAST;
    slowSpans = isSlow ? slowSpans + 1 : 0;
    if ((gains.get() != seen.gains() || isHeld) && slowSpans < Limits.TRANSFER_SLOW_SPANS) {
      start();
    } else {
      stalled.accept(contract);
    }
  }

  /// What was gained until some time.
  ///
  /// @param gains how often something was
  /// @param bytes payload of all contracts
  /// @param holds how often the download limit held or let go
  record Seen(long gains, long bytes, long holds) {}

  /// What was gained until now.
  Seen seen() {
    return new Seen(gains.get(), bytes.get(), holds.get());
  }
}
