package dev.starshell.syncshell.link;

import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;

/// Whether so much was heard of late that a short silence is worth a word: at two looks something
/// new had come, without a gap between them, as while content flows, and answers are known to come
/// soon. A link on which only heartbeats pass, or one frame now and then, is not lively.
///
/// @param looks at which something new had come, without a gap between them
/// @param isGap whether nothing had just come at the last look
/// @param heard what was the newest at the last of those looks
/// @param answer how long answers took of late, by the longest
record Liveliness(int looks, boolean isGap, Since heard, Duration answer) {
  /// So many looks make a link lively.
  static final int LOOKS = 2;

  /// What came before a look by no more than this has just come.
  static final Duration JUST_COME = Duration.ofMillis(400);

  /// With answers that take longer, two tries of SCTP may not be over when the silence is long.
  static final Duration ANSWER_MAX = Duration.ofMillis(200);

  /// With answers within that, SCTP waits no longer than it must before it tries again.
  static final Duration QUICK_MAX = Duration.ofMillis(100);

  /// By what part a longer answer counts less at each look after it: half of it is left after
  /// eleven, in which three more come.
  private static final int FADING = 16;

  static final Liveliness NONE = new Liveliness(0, false, new Since.Never(), Duration.ZERO);

  /// Lively until something comes after a gap.
  boolean isLively() {
    return looks == LOOKS;
  }

  /// Lively, and answers come very soon.
  boolean isQuick() {
    return isLively() && answer.compareTo(QUICK_MAX) <= 0;
  }

  Liveliness looked(LinkEvent.Looked looked) {
    Moment now = looked.now();
    if (now.since(looked.heard()).compareTo(JUST_COME) > 0) {
      return new Liveliness(looks, true, heard, answer);
    }
    Duration took = looked.answer();
    if (took.isZero() || took.compareTo(ANSWER_MAX) > 0) {
      return new Liveliness(0, false, heard, longest(took));
    }
    boolean isNew = !(heard instanceof Since.At(Moment at)) || looked.heard().isAfter(at);
    int seen = isGap ? 0 : looks;
    return new Liveliness(
        isNew ? Math.min(seen + 1, LOOKS) : seen,
        false,
        new Since.At(looked.heard()),
        longest(took));
  }

  private Duration longest(Duration took) {
    Duration faded = answer.minus(answer.dividedBy(FADING));
    return took.compareTo(faded) > 0 ? took : faded;
  }
}
