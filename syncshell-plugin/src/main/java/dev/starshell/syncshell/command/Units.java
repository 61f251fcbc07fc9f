package dev.starshell.syncshell.command;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes and rates as people write and read them.
final class Units {
  private static final Pattern RATE =
      Pattern.compile("(\\d{1,9})\\s*(B|KB|KiB|MB|MiB|GB|GiB)(?:/s)?", Pattern.CASE_INSENSITIVE);

  private Units() {}

  /// Such as `14.2 MB`; decimal units.
  static String size(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    String[] units = {"kB", "MB", "GB", "TB"};
    double value = bytes;
    int unit = -1;
    do {
      value /= 1_000;
      unit++;
    } while (value >= 999.95 && unit < units.length - 1);
    return String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
  }

  /// Such as `3.0 MB/s`, or `unlimited` for 0.
  static String rate(long bytesPerSecond) {
    return bytesPerSecond == 0 ? "unlimited" : size(bytesPerSecond) + "/s";
  }

  /// Reads `3 MiB/s`, `500KB` or `unlimited`. Unit of the result: bytes per second, 0 for
  /// unlimited.
  static OptionalLong parseRate(String text) {
    if (text.equalsIgnoreCase("unlimited")) {
      return OptionalLong.of(0);
    }
    Matcher matcher = RATE.matcher(text.strip());
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    long unit =
        switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
          case "B" -> 1;
          case "KB" -> 1_000;
          case "KIB" -> 1_024;
          case "MB" -> 1_000_000;
          case "MIB" -> 1_048_576;
          case "GB" -> 1_000_000_000;
          default -> 1_073_741_824;
        };
    long rate = Long.parseLong(matcher.group(1)) * unit;
    return rate > 0 ? OptionalLong.of(rate) : OptionalLong.empty();
  }
}
