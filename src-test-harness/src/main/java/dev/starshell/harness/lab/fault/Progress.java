package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.MemberStatus;
import dev.starshell.harness.lab.MemberStatus.Traffic;
import dev.starshell.harness.lab.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// What a member has received over time, looked at every few hundredths of a second. Its counters
/// begin anew with its process; these do not. While the host is away there is nothing to see.
///
/// Thread: any; it has one of its own.
final class Progress implements AutoCloseable {
  private static final int LOOK_MILLIS = 40;

  private final Member member;
  private final int lookMillis;
  private final List<Sample> samples = new ArrayList<>();
  private final Thread thread;
  private volatile boolean closing;

  /// These four are guarded by `samples`.
  private Totals carried = Totals.NONE;

  private Totals last = Totals.NONE;
  private boolean isAway;
  private int life;

  /// Bytes that had come by a time.
  private record Sample(long nanos, long bytes) {}

  /// What a member has counted, over all lives of its host.
  ///
  /// @param received bytes of archives
  /// @param sent bytes of archives that its carrier has taken
  /// @param duplicates bytes that came though they were here
  /// @param installed archives
  record Totals(long received, long sent, long duplicates, long installed) {
    static final Totals NONE = new Totals(0, 0, 0, 0);

    private static Totals of(MemberStatus status) {
      Traffic traffic = status.traffic();
      return new Totals(
          traffic.contentReceived(),
          traffic.contentSent(),
          traffic.duplicates(),
          status.archivesInstalled());
    }

    private Totals plus(Totals other) {
      return new Totals(
          received + other.received,
          sent + other.sent,
          duplicates + other.duplicates,
          installed + other.installed);
    }

    /// Whether a counter has gone back since, which only a new life explains.
    private boolean isBefore(Totals earlier) {
      return received < earlier.received || sent < earlier.sent || installed < earlier.installed;
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
    this.member = member;
    this.lookMillis = lookMillis;
    samples.add(new Sample(System.nanoTime(), 0));
    this.thread = Thread.ofVirtual().name("progress-" + member.name()).start(this::watch);
  }

  private void watch() {
    try {
      while (!closing) {
        var _ = look();
        Pause.millis(lookMillis);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether the host has answered.
  private boolean look() {
    int during;
    synchronized (samples) {
      if (isAway) {
        return false;
      }
      during = life;
    }
    Totals seen;
    try {
      seen = Totals.of(member.status());
    } catch (IOException _) {
      // The host is away or halted, which is what many scenarios are about.
      return false;
    }
    synchronized (samples) {
      if (during == life) {
        if (seen.isBefore(last)) {
          carried = carried.plus(last);
        }
        last = seen;
        samples.add(new Sample(System.nanoTime(), carried.plus(seen).received()));
      }
    }
    return true;
  }

  /// Looks once more and has the host's process end.
  ///
  /// @return for how long nobody had looked when it had ended. Unit: nanoseconds
  long kill(Deed end, Deed begin) throws IOException, InterruptedException {
    var _ = look();
    long looked = System.nanoTime();
    end.happen();
    long ended = System.nanoTime();
    forget();
    begin.happen();
    found();
    return ended - looked;
  }

  /// Has the plugin end and begin again, and looks as often as it can until it does not answer.
  ///
  /// @return the last time that passed between two looks. Unit: nanoseconds
  long reload(Deed reload) throws IOException, InterruptedException {
    FutureTask<Void> doing =
        new FutureTask<>(() -> {
          reload.happen();
          return null;
        });
    Thread.ofVirtual().name("reload-" + member.name()).start(doing);
    long looked = System.nanoTime();
    while (!doing.isDone() && look()) {
      looked = System.nanoTime();
    }
    long missed = System.nanoTime();
    forget();
    try {
      doing.get();
    } catch (ExecutionException e) {
      throw new IOException(member.name() + ": the plugin did not begin again", e.getCause());
    }
    found();
    return missed - looked;
  }

  /// The host's counters begin anew.
  private void forget() {
    synchronized (samples) {
      isAway = true;
      life++;
      carried = carried.plus(last);
      last = Totals.NONE;
    }
  }

  private void found() {
    synchronized (samples) {
      isAway = false;
    }
  }

  /// All counters as they were seen last.
  Totals totals() {
    synchronized (samples) {
      return carried.plus(last);
    }
  }

  /// Bytes so far.
  long bytes() {
    synchronized (samples) {
      return samples.getLast().bytes();
    }
  }

  /// Waits until so many bytes have come.
  void await(long bytes, Duration deadline) throws IOException, InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    while (bytes() < bytes) {
      if (System.nanoTime() > end) {
        throw new IOException(
            String.format(
                "%s has %,d of %,d bytes after %d s%n%s",
                member.name(), bytes(), bytes, deadline.toSeconds(), member.process().logTail(15)));
      }
      Pause.millis(LOOK_MILLIS / 2);
    }
  }

  /// Waits for the first bytes after a time, which may lie a little ahead.
  ///
  /// @return seconds from that time until they were seen
  double firstAfter(long fromNanos, Duration deadline) throws IOException, InterruptedException {
    while (System.nanoTime() <= fromNanos) {
      Pause.millis(LOOK_MILLIS);
    }
    await(at(fromNanos) + 1, deadline);
    return seenAfter(fromNanos).orElseThrow();
  }

  /// The first bytes after a time among those that were seen.
  ///
  /// @return seconds from that time; empty if none came
  OptionalDouble seenAfter(long fromNanos) {
    synchronized (samples) {
      long before = at(fromNanos);
      for (Sample sample : samples) {
        if (sample.bytes() > before) {
          return OptionalDouble.of((sample.nanos() - fromNanos) / 1e9);
        }
      }
    }
    return OptionalDouble.empty();
  }

  /// Bytes that had come by a time.
  private long at(long nanos) {
    synchronized (samples) {
      long bytes = 0;
      for (Sample sample : samples) {
        if (sample.nanos() > nanos) {
          return bytes;
        }
        bytes = sample.bytes();
      }
      return bytes;
    }
  }

  /// Mean rate between two times. Unit: MB/s.
  double rate(long fromNanos, long toNanos) {
    return (at(toNanos) - at(fromNanos)) * 1e3 / Math.max(1, toNanos - fromNanos);
  }

  /// The lowest mean rate of all windows of a length between two times. Unit: MB/s.
  double worstWindow(long fromNanos, long toNanos, Duration span) {
    double worst = Double.MAX_VALUE;
    long step = Duration.ofMillis(250).toNanos();
    for (long at = fromNanos; at + span.toNanos() <= toNanos; at += step) {
      worst = Math.min(worst, rate(at, at + span.toNanos()));
    }
    return worst == Double.MAX_VALUE ? rate(fromNanos, toNanos) : worst;
  }

  /// From when on a window of 5 s has at least this rate for the first time. Unit: seconds; -1 if
  /// it never has.
  double reaches(double mbPerSecond, long fromNanos, long toNanos) {
    long span = Duration.ofSeconds(5).toNanos();
    long step = Duration.ofMillis(250).toNanos();
    for (long at = fromNanos; at + span <= toNanos; at += step) {
      if (rate(at, at + span) >= mbPerSecond) {
        return (at - fromNanos) / 1e9;
      }
    }
    return -1;
  }

  /// The longest time without a byte between two times. Unit: seconds.
  double longestGap(long fromNanos, long toNanos) {
    double longest = 0;
    synchronized (samples) {
      long since = fromNanos;
      long bytes = at(fromNanos);
      for (Sample sample : samples) {
        if (sample.nanos() > fromNanos && sample.nanos() <= toNanos && sample.bytes() > bytes) {
          longest = Math.max(longest, (sample.nanos() - since) / 1e9);
          since = sample.nanos();
          bytes = sample.bytes();
        }
      }
    }
    return longest;
  }

  /// When so many bytes had come; now, if they have not.
  long when(long bytes) {
    synchronized (samples) {
      for (Sample sample : samples) {
        if (sample.bytes() >= bytes) {
          return sample.nanos();
        }
      }
      return System.nanoTime();
    }
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    thread.join();
  }
}
