package dev.starshell.syncshell.link;

import java.time.Duration;

/// Whether so much was heard of late that a short silence is worth a word: at two looks in a row
/// something had just come, as while content flows, and answers are known to come soon. A link on
/// which only heartbeats pass, or one frame now and then, is not lively.
///
/// @param looks at which something had just come, without a gap between them
/// @param isGap whether nothing had just come at the last look
/// @param answer how long the last answer took at the last of those looks
record Liveliness(int looks, boolean isGap, Duration answer) {
  /// So many looks make a link lively.
  static final int LOOKS = 2;

  /// What came before a look by no more than this has just come.
  static final Duration JUST_COME = Duration.ofMillis(400);

  /// With answers that take longer, two tries of SCTP may not be over when the silence is long.
  static final Duration ANSWER_MAX = Duration.ofMillis(200);

  /// With answers within that, SCTP waits no longer than it must before it tries again.
  static final Duration QUICK_MAX = Duration.ofMillis(100);

  static final Liveliness NONE = new Liveliness(0, false, Duration.ZERO);

  /// Lively until something comes after a gap.
  boolean isLively() {
    return looks == LOOKS;
  }

  /// Lively, and answers come very soon.
  boolean isQuick() {
    return isLively() && answer.compareTo(QUICK_MAX) <= 0;
  }

  Liveliness looked(LinkEvent.Looked looked) {
    if (looked.now().since(looked.heard()).compareTo(JUST_COME) > 0) {
      return new Liveliness(looks, true, answer);
    }
    Duration took = looked.answer();
    if (took.isZero() || took.compareTo(ANSWER_MAX) > 0) {
      return NONE;
    }
    return new Liveliness(isGap ? 1 : Math.min(looks + 1, LOOKS), false, took);
  }
}
