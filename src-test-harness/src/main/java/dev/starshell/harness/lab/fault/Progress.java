package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.Pause;
import dev.starshell.harness.lab.fault.LookEvent.Answered;
import dev.starshell.harness.lab.fault.LookEvent.Ended;
import dev.starshell.harness.lab.fault.LookEvent.LifeBegun;
import dev.starshell.harness.lab.fault.LookEvent.LifeOver;
import dev.starshell.harness.lab.fault.LookEvent.Missed;
import dev.starshell.harness.lab.fault.LookEvent.ReloadAsked;
import dev.starshell.harness.lab.fault.LookState.Closed;
import dev.starshell.harness.lab.fault.LookState.Counts;
import dev.starshell.harness.lab.fault.LookState.Gone;
import dev.starshell.harness.lab.fault.LookState.Reloading;
import dev.starshell.harness.lab.fault.LookState.Turned;
import dev.starshell.harness.lab.fault.LookState.Watching;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// What a member has received over time, looked at every few hundredths of a second. Its counters
/// begin anew with its process; these do not. While the host is away there is nothing to see.
///
/// Only its own thread looks, so that answers are counted in the order in which they were asked
/// for: a counter that has gone back means another life. What follows from an answer, or from there
/// being none, is decided by [LookMachine].
///
/// Thread: any; it has one of its own.
final class Progress implements AutoCloseable {
  private static final int LOOK_MILLIS = 40;

  /// How often its thread wakes up while there is nothing to look at.
  private static final int AWAY_MILLIS = 1_000;

  /// More than a command may take to be answered, three times.
  private static final Duration WAIT_MAX = Duration.ofSeconds(90);

  private final Source source;
  private final int lookMillis;
  private final LongSupplier clock;
  private final LongSupplier witness;
  private final Duration waitMax;
  private final ByteSeries series;
  private final Thread thread;
  private final Object lock = new Object();

  /// All of these are guarded by `lock`, which is never held while a member is asked.
  private LookState state;

  /// Looks that have begun and ended, and those that somebody waits for.
  private long begun;

  private long ended;
  private long wanted;

  /// Why the last look had no answer; empty if it had one.
  private String trouble = "";

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
    this(member, LOOK_MILLIS, System::nanoTime);
  }

  /// @param lookMillis between two looks
  /// @param witness counts what passes whether it is looked at the member or not
  Progress(Member member, int lookMillis, LongSupplier witness) {
    this(new OfMember(member), lookMillis, System::nanoTime, witness, WAIT_MAX);
  }

  /// @param clock in nanoseconds, monotonic
  /// @param waitMax for a look, and for a plugin to begin again
  Progress(
      Source source, int lookMillis, LongSupplier clock, LongSupplier witness, Duration waitMax) {
    this.source = source;
    this.lookMillis = lookMillis;
    this.clock = clock;
    this.witness = witness;
    this.waitMax = waitMax;
    this.series = new ByteSeries(clock.getAsLong());
    this.state = new Watching(new Counts(Totals.NONE, Totals.NONE, witness.getAsLong()));
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
      long left = millisToLook(end);
      while (left > 0) {
        lock.wait(left);
        left = millisToLook(end);
      }
      if (state instanceof Closed) {
        return false;
      }
      begun++;
      return true;
    }
  }

  private long millisToLook(long endNanos) {
    return switch (state) {
      case Watching _, Turned _ ->
          begun < wanted ? 0 : Duration.ofNanos(endNanos - System.nanoTime()).toMillis();
      case Reloading _, Closed _ -> 0;
      case Gone _ -> AWAY_MILLIS;
    };
  }

  private void look() {
    long askedNanos = clock.getAsLong();
    long askedAt = witness.getAsLong();
    try {
      Totals seen = source.totals();
      looked(new Answered(askedAt, witness.getAsLong(), seen), askedNanos);
    } catch (IOException | RuntimeException e) {
      // The host is away or halted, which is what many scenarios are about, or it says what cannot
      // be read. Who waits in vain is told.
      missed(e.toString());
    }
  }

  private void looked(Answered answer, long askedNanos) {
    synchronized (lock) {
      turn(answer);
      trouble = "";
      series.add(askedNanos, clock.getAsLong(), state.counts().all().received());
      ended++;
    }
  }

  private void missed(String why) {
    synchronized (lock) {
      turn(new Missed(witness.getAsLong()));
      trouble = why;
      ended++;
    }
  }

  private void turn(LookEvent event) {
    synchronized (lock) {
      state = LookMachine.next(state, event);
      lock.notifyAll();
    }
  }

  /// Has its thread look once more and then has the host's process end.
  ///
  /// @param end returns when the witness has counted all that the process did
  /// @return what the witness counted from the last look that was answered until then: what the
  ///   host counted meanwhile was not seen
  long kill(Deed end, Deed begin) throws IOException, InterruptedException {
    awaitLook();
    end.happen();
    try {
      long unseen = awaitOver();
      begin.happen();
      return unseen;
    } finally {
      turn(new LifeBegun());
    }
  }

  /// Has the plugin end and begin again, and looks as often as it can until it does not answer, or
  /// another life does.
  ///
  /// @param reload returns when the witness has counted all that the old life did
  /// @return what the witness counted from the last look that the old life answered until then, or
  ///   until the next life answered
  long reload(Deed reload) throws IOException, InterruptedException {
    FutureTask<Void> doing =
        new FutureTask<>(() -> {
          reload.happen();
          return null;
        });
    awaitLook();
    turn(new ReloadAsked());
    try {
      Thread.ofVirtual().name("reload-" + source.name()).start(doing);
      doing.get(waitMax.toNanos(), TimeUnit.NANOSECONDS);
      return awaitOver();
    } catch (ExecutionException e) {
      throw new IOException(source.name() + ": the plugin did not begin again", e.getCause());
    } catch (TimeoutException e) {
      throw new IOException(source.name() + ": no end of the reload after " + shown(waitMax), e);
    } finally {
      doing.cancel(true);
      turn(new LifeBegun());
    }
  }

  private void awaitLook() throws IOException, InterruptedException {
    synchronized (lock) {
      // A look that is under way was asked before, and does not count.
      long next = begun + 1;
      wanted = next;
      lock.notifyAll();
      awaitSoon("no look has ended", () -> ended >= next || state instanceof Closed);
    }
  }

  /// The old life is over; a look that is under way may still show something of it.
  ///
  /// @return what the witness counted, and was not seen of it
  private long awaitOver() throws IOException, InterruptedException {
    synchronized (lock) {
      turn(new LifeOver(witness.getAsLong()));
      long last = begun;
      awaitSoon("the last look has not ended", () -> ended >= last);
      return switch (state) {
        case Gone gone -> gone.unseen();
        case Turned turned -> turned.unseen();
        case Watching _, Reloading _, Closed _ ->
            throw new IllegalStateException("nothing is over: " + state);
      };
    }
  }

  /// The caller holds the lock.
  private void awaitSoon(String otherwise, BooleanSupplier isSo)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + waitMax.toNanos();
    while (!isSo.getAsBoolean()) {
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (left <= 0) {
        throw new IOException(
            source.name() + ": " + otherwise + " after " + shown(waitMax) + troubleShown());
      }
      lock.wait(left);
    }
  }

  private static String shown(Duration span) {
    return span.toMillis() + " ms";
  }

  private String troubleShown() {
    synchronized (lock) {
      return trouble.isEmpty() ? "" : "; the last look had no answer: " + trouble;
    }
  }

  /// All counters as they were seen last.
  Totals totals() {
    synchronized (lock) {
      return state.counts().all();
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
              "%s has %,d of %,d bytes after %d s%s%n%s",
              source.name(),
              bytes(),
              bytes,
              deadline.toSeconds(),
              troubleShown(),
              source.logTail()));
    }
    Pause.millis(LOOK_MILLIS / 2);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    turn(new Ended());
    if (!thread.join(WAIT_MAX)) {
      throw new IOException(source.name() + ": the last look has not ended" + troubleShown());
    }
  }
}
