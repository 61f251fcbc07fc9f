package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;

/// What a member has received over time, looked at every few hundredths of a second. Its counters
/// begin anew with its process; these do not. While the host is away there is nothing to see.
///
/// Only its own thread looks, so that answers are counted in the order in which they were asked
/// for: a counter that has gone back means another life.
///
/// Thread: any; it has one of its own.
final class Progress implements AutoCloseable {
  private static final int LOOK_MILLIS = 40;

  private final Source source;
  private final int lookMillis;
  private final LongSupplier clock;
  private final ByteSeries series;
  private final Thread thread;
  private final Object lock = new Object();

  /// All of these are guarded by `lock`, which is never held while a member is asked.
  private Totals carried = Totals.NONE;

  private Totals last = Totals.NONE;
  private boolean closing;
  private boolean isAway;

  /// Looks that have begun and ended, and those that somebody waits for.
  private long begun;

  private long ended;
  private long wanted;

  private boolean isReloading;

  /// During a reload: the counters have gone back, so that `last` is of the new life already.
  private boolean hasTurned;

  /// When the last look began that was answered.
  private long answeredNanos;

  /// When it was noticed that the plugin does not answer.
  private long missedNanos;

  /// Whose counters they are.
  interface Source {
    String name();

    /// The counters of this life of its host.
    ///
    /// @throws IOException if the host is away or halted, or its plugin
    Totals totals() throws IOException;

    /// How its log ends.
    String logTail() throws IOException;
  }

  private record OfMember(Member member) implements Source {
    @Override
    public String name() {
      return member.name();
    }

    @Override
    public Totals totals() throws IOException {
      return Totals.of(member.status());
    }

    @Override
    public String logTail() throws IOException {
      return member.process().logTail(15);
    }
  }

  /// Something that ends or begins the life of a host or its plugin.
  @FunctionalInterface
  interface Deed {
    void happen() throws IOException, InterruptedException;
  }

  Progress(Member member) {
    this(member, LOOK_MILLIS);
  }

  /// @param lookMillis between two looks
  Progress(Member member, int lookMillis) {
    this(new OfMember(member), lookMillis, System::nanoTime);
  }

  /// @param clock in nanoseconds, monotonic
  Progress(Source source, int lookMillis, LongSupplier clock) {
    this.source = source;
    this.lookMillis = lookMillis;
    this.clock = clock;
    long now = clock.getAsLong();
    this.series = new ByteSeries(now);
    this.answeredNanos = now;
    this.thread = Thread.ofVirtual().name("progress-" + source.name()).start(this::watch);
  }

  private void watch() {
    try {
      while (awaitTurn()) {
        look();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits until it is time to look.
  ///
  /// @return false at the end
  private boolean awaitTurn() throws InterruptedException {
    synchronized (lock) {
      long end = System.nanoTime() + Duration.ofMillis(lookMillis).toNanos();
      while (!closing && (isAway || !(isReloading || begun < wanted))) {
        long leftMillis = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (!isAway && leftMillis <= 0) {
          break;
        }
        lock.wait(isAway ? 0 : leftMillis);
      }
      if (closing) {
        return false;
      }
      begun++;
      return true;
    }
  }

  private void look() {
    // Before it is asked: what passes while the answer is under way is not in it.
    long asked = clock.getAsLong();
    try {
      Totals seen = source.totals();
      synchronized (lock) {
        answered(asked, seen);
      }
    } catch (IOException _) {
      // The host is away or halted, which is what many scenarios are about.
      synchronized (lock) {
        if (isReloading && !hasTurned) {
          isAway = true;
          missedNanos = clock.getAsLong();
        }
      }
    } finally {
      synchronized (lock) {
        ended++;
        lock.notifyAll();
      }
    }
  }

  private void answered(long asked, Totals seen) {
    if (seen.isBefore(last)) {
      carried = carried.plus(last);
      hasTurned = isReloading;
    }
    last = seen;
    answeredNanos = asked;
    series.add(asked, clock.getAsLong(), carried.plus(seen).received());
  }

  /// Has its thread look once more and then has the host's process end.
  ///
  /// @return the time from the last look that was answered until the process had ended, at least:
  ///   what the host counted in it was not seen. Unit: nanoseconds
  long kill(Deed end, Deed begin) throws IOException, InterruptedException {
    awaitLook();
    end.happen();
    long goneNanos = clock.getAsLong();
    long answered;
    synchronized (lock) {
      isAway = true;
      while (ended < begun) {
        lock.wait();
      }
      answered = answeredNanos;
      forget();
    }
    begin.happen();
    found();
    return Math.max(0, goneNanos - answered);
  }

  private void awaitLook() throws InterruptedException {
    synchronized (lock) {
      // A look that is under way was asked before, and does not count.
      long next = begun + 1;
      wanted = next;
      lock.notifyAll();
      while (ended < next && !closing) {
        lock.wait();
      }
    }
  }

  /// Has the plugin end and begin again, and looks as often as it can until it does not answer.
  ///
  /// @return the time from the last look that was answered until one was not, or until the plugin
  ///   was there again. Unit: nanoseconds
  long reload(Deed reload) throws IOException, InterruptedException {
    FutureTask<Void> doing =
        new FutureTask<>(
            () -> {
              reload.happen();
              return null;
            }) {
          @Override
          protected void done() {
            synchronized (lock) {
              lock.notifyAll();
            }
          }
        };
    awaitLook();
    synchronized (lock) {
      isReloading = true;
      hasTurned = false;
      lock.notifyAll();
    }
    Thread.ofVirtual().name("reload-" + source.name()).start(doing);
    long unseen = awaitAway(doing);
    try {
      doing.get();
    } catch (ExecutionException e) {
      throw new IOException(source.name() + ": the plugin did not begin again", e.getCause());
    } finally {
      found();
    }
    return unseen;
  }

  private long awaitAway(FutureTask<Void> doing) throws InterruptedException {
    synchronized (lock) {
      while (!isAway && !doing.isDone()) {
        lock.wait();
      }
      if (!isAway) {
        isAway = true;
        missedNanos = clock.getAsLong();
      }
      while (ended < begun) {
        lock.wait();
      }
      isReloading = false;
      if (!hasTurned) {
        forget();
      }
      return Math.max(0, missedNanos - answeredNanos);
    }
  }

  /// The host's counters begin anew.
  private void forget() {
    carried = carried.plus(last);
    last = Totals.NONE;
  }

  private void found() {
    synchronized (lock) {
      isAway = false;
      lock.notifyAll();
    }
  }

  /// All counters as they were seen last.
  Totals totals() {
    synchronized (lock) {
      return carried.plus(last);
    }
  }

  /// What was seen, and when.
  ByteSeries series() {
    return series;
  }

  /// Bytes so far.
  long bytes() {
    return series.last();
  }

  /// Waits until so many bytes have come.
  void await(long bytes, Duration deadline) throws IOException, InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    while (bytes() < bytes) {
      pauseUntil(end, bytes, deadline);
    }
  }

  /// Waits for the first bytes after a time, which may lie a little ahead.
  ///
  /// @return seconds from that time until they were seen
  double firstAfter(long fromNanos, Duration deadline) throws IOException, InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    OptionalDouble seen = series.seenAfter(fromNanos);
    while (seen.isEmpty()) {
      pauseUntil(end, series.mostAt(fromNanos) + 1, deadline);
      seen = series.seenAfter(fromNanos);
    }
    return seen.getAsDouble();
  }

  private void pauseUntil(long endNanos, long bytes, Duration deadline)
      throws IOException, InterruptedException {
    if (System.nanoTime() > endNanos) {
      throw new IOException(
          String.format(
              "%s has %,d of %,d bytes after %d s%n%s",
              source.name(), bytes(), bytes, deadline.toSeconds(), source.logTail()));
    }
    Pause.millis(LOOK_MILLIS / 2);
  }

  @Override
  public void close() throws InterruptedException {
    synchronized (lock) {
      closing = true;
      lock.notifyAll();
    }
    thread.join();
  }
}
