package dev.starshell.syncshell.link;

import java.time.Duration;

/// Whether so much was heard of late that a short silence is worth a word: at two looks in a row
/// something had just come, as while content flows. A link on which only heartbeats pass, or one
/// frame now and then, is not lively.
///
/// @param looks at which something had just come, without a gap between them
/// @param isGap whether nothing had just come at the last look
record Liveliness(int looks, boolean isGap) {
  /// So many looks make a link lively: 1 s, in which an idle link hears one heartbeat.
  static final int LOOKS = 2;

  /// What came before a look by no more than this has just come.
  static final Duration JUST = Duration.ofMillis(250);

  static final Liveliness NONE = new Liveliness(0, false);

  /// Lively until something comes after a gap.
  boolean isLively() {
    return looks == LOOKS;
  }

  /// As the next generation begins: what flowed on this one goes on there.
  Liveliness ofNext() {
    return new Liveliness(looks, false);
  }

  /// @param lasted for how long nothing has been heard
  Liveliness looked(Duration lasted) {
    if (lasted.compareTo(JUST) > 0) {
      return new Liveliness(looks, true);
    }
    return new Liveliness(isGap ? 1 : Math.min(looks + 1, LOOKS), false);
  }
}
