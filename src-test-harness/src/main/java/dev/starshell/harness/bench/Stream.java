package dev.starshell.harness.bench;

import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.Pause;
import java.io.IOException;
import java.time.Duration;

/// Content that came to a member, from the first byte that was seen to the last one.
///
/// @param mbPerSecond of what came after the first look
/// @param fromNanos when the first byte was seen
record Stream(double mbPerSecond, long fromNanos) {
  /// The ends of a stream are looked for often, the middle seldom: each look costs the host.
  private static final int END_MILLIS = 20;

  private static final int MIDDLE_MILLIS = 1000;
  private static final double END_PART = 0.8;

  /// Watches until so many bytes more have come than there were before.
  ///
  /// @param before content that the member had received already
  static Stream watch(Member receiver, long before, long bytes, Duration deadline)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    long atStart = before;
    while (atStart == before) {
      requireTime(begun, deadline, "the first byte");
      Pause.millis(END_MILLIS);
      atStart = received(receiver);
    }
    long from = System.nanoTime();
    long now = atStart;
    while (now < before + bytes) {
      requireTime(begun, deadline, "the last byte");
      Pause.millis(now < before + (long) (END_PART * bytes) ? MIDDLE_MILLIS : END_MILLIS);
      now = received(receiver);
    }
    return new Stream((now - atStart) / 1e6 / Pair.seconds(from), from);
  }

  private static long received(Member member) throws IOException {
    return member.status().traffic().contentReceived();
  }

  private static void requireTime(long begun, Duration deadline, String what) throws IOException {
    if (System.nanoTime() - begun > deadline.toNanos()) {
      throw new IOException(what + " has not come within " + deadline.toSeconds() + " s");
    }
  }
}
