package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// How long the answers to the heartbeats of one generation take. Belongs to the shell's loop.
final class HeartbeatClock {
  /// How often the path is probed while there is much to say.
  private static final Duration PROBE_SPAN = Duration.ofSeconds(2);

  /// Heartbeats that wait for their answer: in the silence that a link bears, one a second.
  private static final int WAITING_MAX = 32;

  private record Beat(long sequence, Moment at) {}

  private final Deque<Beat> waiting = new ArrayDeque<>();
  private long sent;

  /// The first one is due at once.
  private Moment last = new Moment(System.nanoTime() - PROBE_SPAN.toNanos());

  private Duration answer = Duration.ZERO;

  /// One is sent now.
  ///
  /// @return its number
  long sent(Moment now) {
    sent++;
    last = now;
    waiting.addLast(new Beat(sent, now));
    if (waiting.size() > WAITING_MAX) {
      waiting.removeFirst();
    }
    return sent;
  }

  /// The peer has answered one; a channel keeps order, so those before it are answered as well.
  void answered(long sequence, Moment now) {
    while (!waiting.isEmpty() && waiting.getFirst().sequence() <= sequence) {
      answer = now.since(waiting.removeFirst().at());
    }
  }

  /// Whether none was sent for so long that one is due.
  boolean isDue(Moment now) {
    return now.since(last).compareTo(PROBE_SPAN) >= 0;
  }

  /// The same, but zero before the first answer.
  Duration knownAnswer(Moment now) {
    return answer.isZero() ? Duration.ZERO : answer(now);
  }

  /// How long the last answer took, or how long the oldest one is waited for if that is longer.
  Duration answer(Moment now) {
    Duration since = waiting.isEmpty() ? Duration.ZERO : now.since(waiting.getFirst().at());
    return since.compareTo(answer) > 0 ? since : answer;
  }
}
