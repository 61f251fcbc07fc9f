package dev.starshell.harness.demo;

import java.util.Locale;

/// Writes figures for people.
final class Figures {
  private Figures() {}

  /// Bytes in the unit that fits, in powers of 1000.
  static String bytes(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    if (bytes < 999_950) {
      return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
    }
    if (bytes < 999_950_000) {
      return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
    return String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }

  /// A number with the word for what is counted, such as `1 parcel` and `2 parcels`.
  static String count(long number, String word) {
    return number + " " + word + (number == 1 ? "" : "s");
  }

  /// Bytes a second.
  static String rate(long bytes, double seconds) {
    return seconds <= 0 ? "-" : bytes((long) (bytes / seconds)) + "/s";
  }

  /// A span of time.
  static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }

  /// One figure as a part of another.
  static String part(long part, long whole) {
    return whole <= 0 ? "-" : String.format(Locale.ROOT, "%.2f %%", 100.0 * part / whole);
  }
}
