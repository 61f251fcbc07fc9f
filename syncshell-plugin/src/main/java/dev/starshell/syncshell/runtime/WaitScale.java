package dev.starshell.syncshell.runtime;

import java.time.Duration;

/// Shortens the waits between attempts for tests that cause hundreds of drops: the system property
/// `starshell.test.timeScale`, from 0.001 to 1, is what they are multiplied with. No setting, and
/// nobody else sets it. Source: docs/RELIABILITY.md, the fault lab.
final class WaitScale {
  private static final double SCALE = read(System.getProperty("starshell.test.timeScale", "1"));

  private WaitScale() {}

  static Duration of(Duration wait) {
    return scaled(wait, SCALE);
  }

  static Duration scaled(Duration wait, double scale) {
    return scale == 1 ? wait : Duration.ofNanos((long) (wait.toNanos() * scale));
  }

  /// What cannot be read, or is outside its range, leaves waits as they are.
  static double read(String written) {
    try {
      double scale = Double.parseDouble(written);
      return scale >= 0.001 && scale <= 1 ? scale : 1;
    } catch (NumberFormatException _) {
      return 1;
    }
  }
}
