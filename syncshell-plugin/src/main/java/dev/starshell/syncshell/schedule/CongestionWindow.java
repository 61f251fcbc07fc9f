package dev.starshell.syncshell.schedule;

import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;

/// How much may be under way on each association of a link: as much as keeps the path busy and the
/// queue before its narrowest place short. Immutable and pure; the time comes with each call.
///
/// It follows LEDBAT (RFC 6817): the shortest delay seen is that of the empty path, what a frame
/// takes longer is the queue. Below [#TARGET] the window grows, above it shrinks. So the queue
/// never runs over by our doing, and whoever else uses the line, a game above all, hardly feels it.
///
/// Why at all: SCTP alone finds the end of a queue by filling it until it loses packets, of all
/// associations at once, and stays at a fraction of the line for many seconds after
/// (docs/decisions/0018-congestion-window.md).
///
/// A round is the time from the end of the last one until a frame that was sent after it has
/// arrived.
///
/// @param bytes what may be under way on one association; one frame always may
/// @param bounds of `bytes`
/// @param phase what the window does at the end of a round
/// @param base the shortest delay lately
/// @param probedAt when the queue was last let run empty, to see the path's own delay
public record CongestionWindow(
    long bytes, Bounds bounds, Phase phase, BaseDelay base, Moment probedAt) {
  /// How long frames may wait in queues. Source: RFC 6817 §2.4.2, its most.
  public static final Duration TARGET = Duration.ofMillis(100);

  /// A longer delay than this is a queue and not the path's own trembling.
  static final Duration QUEUE_SEEN = TARGET.dividedBy(4);

  /// How often the queue is let run empty, while there is one. Source: docs/LIMITS.md.
  static final Duration PROBE_EVERY = Duration.ofSeconds(20);

  /// By how much a window grows in a round without a queue: an average frame. Unit: bytes.
  static final long STEP_BYTES = 64L * 1024;

  /// Smallest and largest window. Unit: bytes.
  public record Bounds(long leastBytes, long mostBytes) {
    public Bounds {
      if (leastBytes < 1 || mostBytes < leastBytes) {
        throw new IllegalArgumentException(
            "leastBytes=" + leastBytes + " mostBytes=" + mostBytes + " are no bounds");
      }
    }

    long clamp(long bytes) {
      return Math.clamp(bytes, leastBytes, mostBytes);
    }
  }

  /// What happens at the end of a round.
  public sealed interface Phase {
    /// The window grows by half until a queue is seen.
    ///
    /// @param settled whether what the last growth has made of the queue can be seen: only in the
    ///   second round after it
    record Starting(boolean settled) implements Phase {}

    /// The window grows by a step and shrinks by its share of the delay.
    record Steady() implements Phase {}

    /// The queue is let run empty, with one frame at a time; afterwards the window begins with half
    /// of what it had.
    ///
    /// @param drained whether a round has passed, so that what comes now has met no queue of ours
    record Probing(long heldBytes, boolean drained) implements Phase {}
  }

  /// Before the first frame.
  public static CongestionWindow begin(Bounds bounds, Moment now) {
    return new CongestionWindow(
        bounds.leastBytes(), bounds, new Phase.Starting(false), BaseDelay.unknown(now), now);
  }

  /// What a round has shown.
  ///
  /// @param delay the shortest of a frame, from leaving to its arrival, by two clocks: only how it
  ///   compares with others counts
  /// @param roundTrip the shortest from leaving to the news of its arrival
  /// @param limited whether something waited for this window
  public record Round(Duration delay, Duration roundTrip, boolean limited) {}

  /// A round is over.
  public CongestionWindow rounded(Round round, Moment now) {
    BaseDelay seen = base.with(round.delay(), now);
    Duration queue = round.delay().minus(seen.shortest());
    return switch (phase) {
      case Phase.Probing(long held, boolean drained) ->
          drained
              ? with(held / 2, new Phase.Starting(false), seen, now)
              : probing(new Phase.Probing(held, true), seen);
      case Phase.Starting(boolean settled) -> {
        if (queue.compareTo(QUEUE_SEEN) > 0) {
          yield with(fitted(queue, round), new Phase.Steady(), seen, probedAt);
        }
        boolean grows = settled && round.limited();
        long next = grows ? bytes + bytes / 2 : bytes;
        yield with(next, new Phase.Starting(!grows), seen, probedAt);
      }
      case Phase.Steady _ -> {
        boolean isProbeDue = now.since(probedAt).compareTo(PROBE_EVERY) >= 0;
        if (isProbeDue && queue.compareTo(QUEUE_SEEN) > 0) {
          yield probing(new Phase.Probing(bytes, false), seen);
        }
        yield with(steady(queue, round), phase, seen, probedAt);
      }
    };
  }

  private long steady(Duration queue, Round round) {
    double spare = 1 - (double) queue.toNanos() / TARGET.toNanos();
    if (spare < 0) {
      return fitted(queue, round);
    }
    return round.limited() ? bytes + (long) (STEP_BYTES * spare) : bytes;
  }

  /// The window that leaves a queue of [#TARGET] where this one has made a longer one: what is too
  /// much of the queue is that part of what is under way in a round trip. Never less than half of
  /// it, since one look may be wrong.
  private long fitted(Duration queue, Round round) {
    double excess = queue.minus(TARGET).toNanos();
    double roundTrip = Math.max(1, round.roundTrip().toNanos());
    return (long) (bytes * Math.clamp(1 - excess / roundTrip, 0.5, 1));
  }

  private CongestionWindow probing(Phase.Probing now, BaseDelay seen) {
    return new CongestionWindow(1, bounds, now, seen, probedAt);
  }

  private CongestionWindow with(long next, Phase then, BaseDelay seen, Moment probed) {
    return new CongestionWindow(bounds.clamp(next), bounds, then, seen, probed);
  }
}
