package dev.starshell.harness.sim;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/// The one source of chance in a run. Its sequence is fixed by the seed on every machine.
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /// From 0 to `bound` − 1.
  int below(int bound) {
    return random.nextInt(bound);
  }

  /// From `least` to `most`, both included.
  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  /// True so many times of a hundred.
  boolean percent(int times) {
    return times > 0 && random.nextInt(100) < times;
  }

  /// From 0 to 1.
  double fraction() {
    return random.nextDouble();
  }

  long number() {
    return random.nextLong();
  }

  /// Evenly between two spans.
  Duration span(Duration least, Duration most) {
    long range = most.toNanos() - least.toNanos();
    return range <= 0 ? least : Duration.ofNanos(least.toNanos() + random.nextLong(range));
  }

  /// Evenly between two numbers of milliseconds.
  Duration millis(long least, long most) {
    return span(Duration.ofMillis(least), Duration.ofMillis(most));
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
