package dev.starshell.syncshell.link;

import com.google.common.collect.ImmutableList;
import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;
import java.util.List;

/// Finds that the path of a generation serves badly before it is gone: answers to heartbeats come
/// ever later, or what is sent hardly arrives any more. Immutable and pure; the time comes with
/// each sample.
///
/// Why goodput: SCTP over WebRTC can fall to some percent of what it was and stay there though the
/// path is free again; only a new association helps (docs/RELIABILITY.md).
///
/// @param points what was taken at each look of the last [#PEAK_SPAN]
/// @param pendingSince since when something is under way for long; empty while nothing is
/// @param best shortest answer so far; zero before the first
/// @param lateSince since when answers are late; empty while they are not
/// @param condition what the last look came to
public record PathWatch(
    List<Point> points,
    Since pendingSince,
    Duration best,
    Since lateSince,
    PathCondition condition) {
  /// Over how long the best goodput is remembered.
  static final Duration PEAK_SPAN = Duration.ofSeconds(30);

  /// For how long it must be bad. Source: docs/RELIABILITY.md.
  static final Duration BAD_SPAN = Duration.ofSeconds(5);

  /// Over how long a peak must have lasted.
  static final Duration PEAK_WINDOW = Duration.ofSeconds(2);

  /// Goodput below this part of the peak is a collapse. Unit: percent.
  static final int COLLAPSE_PERCENT = 10;

  /// A peak below this says nothing. Unit: bytes a second.
  static final long PEAK_MIN = 64L * 1024;

  /// An answer that takes this much longer than the shortest one, and [#LATE_FACTOR] times as long,
  /// is late.
  static final Duration LATE_MORE = Duration.ofSeconds(1);

  static final int LATE_FACTOR = 4;

  /// Without a word for so long a path is silent, not slow: what that means is judged by how long
  /// it lasts, and an outage that heals by itself keeps its generation. Heartbeats go every 2 s.
  static final Duration SILENT_AFTER = Duration.ofSeconds(3);

  /// What was taken up to a moment.
  ///
  /// @param takenBytes since the generation began
  record Point(Moment at, long takenBytes) {}

  /// What is seen at one look.
  ///
  /// @param takenBytes bytes of data that have arrived, and of control messages that the carrier
  ///   has taken, since the generation began
  /// @param pending whether data has been under way for long, or control messages wait
  /// @param answer how long the last answered heartbeat took, or how long the oldest unanswered one
  ///   waits if that is longer; zero before the first
  /// @param heard when anything came last
  public record Sample(
      Moment at, long takenBytes, boolean pending, Duration answer, Moment heard) {}

  public PathWatch {
    points = ImmutableList.copyOf(points);
  }

  /// Before the first look.
  public static PathWatch begin() {
    return new PathWatch(
        List.of(), new Since.Never(), Duration.ZERO, new Since.Never(), new PathCondition.Good());
  }

  /// After one more look.
  public PathWatch seen(Sample sample) {
    Moment now = sample.at();
    ImmutableList.Builder<Point> kept = ImmutableList.builder();
    points.stream()
        .filter(point -> now.since(point.at()).compareTo(PEAK_SPAN) <= 0)
        .forEach(kept::add);
    List<Point> grown = kept.add(new Point(now, sample.takenBytes())).build();
    Duration shortest = shortest(sample.answer());
    boolean speaks = now.since(sample.heard()).compareTo(SILENT_AFTER) <= 0;
    Since waiting = pendingSince.seen(speaks && sample.pending(), now);
    Since late = lateSince.seen(speaks && isLate(sample.answer(), shortest), now);
    return new PathWatch(
        grown, waiting, shortest, late, judge(grown, waiting, late, shortest, sample));
  }

  private Duration shortest(Duration answer) {
    boolean isFirst = best.isZero();
    return answer.isZero() || (!isFirst && best.compareTo(answer) <= 0) ? best : answer;
  }

  private static boolean isLate(Duration answer, Duration shortest) {
    return answer.compareTo(shortest.plus(LATE_MORE)) > 0
        && answer.compareTo(shortest.multipliedBy(LATE_FACTOR)) > 0;
  }

  private static PathCondition judge(
      List<Point> points, Since waiting, Since late, Duration shortest, Sample sample) {
    Moment now = sample.at();
    long peak = peak(points);
    long rate = rate(points, now, BAD_SPAN);
    boolean collapsed =
        waiting.lasts(BAD_SPAN, now) && peak >= PEAK_MIN && rate * 100 < peak * COLLAPSE_PERCENT;
    if (collapsed) {
      return new PathCondition.Collapsed(rate, peak);
    }
    return late.lasts(BAD_SPAN, now)
        ? new PathCondition.Late(sample.answer(), shortest)
        : new PathCondition.Good();
  }

  /// The best goodput over any [#PEAK_WINDOW].
  private static long peak(List<Point> points) {
    long best = 0;
    int from = 0;
    for (int to = 0; to < points.size(); to++) {
      Moment end = points.get(to).at();
      while (from + 1 < to && end.since(points.get(from + 1).at()).compareTo(PEAK_WINDOW) >= 0) {
        from++;
      }
      if (end.since(points.get(from).at()).compareTo(PEAK_WINDOW) >= 0) {
        best = Math.max(best, between(points.get(from), points.get(to)));
      }
    }
    return best;
  }

  private static long rate(List<Point> points, Moment now, Duration span) {
    Point from = points.getFirst();
    for (Point point : points) {
      if (now.since(point.at()).compareTo(span) >= 0) {
        from = point;
      }
    }
    return between(from, points.getLast());
  }

  private static long between(Point from, Point to) {
    long millis = Math.max(1, to.at().since(from.at()).toMillis());
    return (to.takenBytes() - from.takenBytes()) * 1_000 / millis;
  }
}
