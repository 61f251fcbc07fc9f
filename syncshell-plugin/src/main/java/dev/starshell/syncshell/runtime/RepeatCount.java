package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.limits.Limits;
import java.util.HashMap;
import java.util.Map;

/// Counts how often the peer has said the same of each channel of one contract, before anything is
/// made of it: checking a signature costs much more than sending one. Belongs to the shell's loop.
final class RepeatCount {
  /// The first time, and more repeats than a correct peer sends. Source: PROTOCOL 11.
  static final int TIMES_MAX = 1 + Limits.HIGH_FIVE_TRIES;

  private final Map<Integer, Integer> times = new HashMap<>();
  private long contract;

  /// Counts one more of a channel.
  ///
  /// @return how often it came now, this time included
  int more(long of, int channel) {
    if (of != contract) {
      contract = of;
      times.clear();
    }
    return times.merge(channel, 1, Integer::sum);
  }

  /// How often it came of a channel of the contract that was counted last.
  int of(int channel) {
    return times.getOrDefault(channel, 0);
  }
}
