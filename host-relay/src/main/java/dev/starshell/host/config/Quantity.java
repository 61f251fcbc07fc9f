package dev.starshell.host.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads numbers with units: `64 MiB`, `3 MiB/s`, `30s`.
sealed interface Quantity {
  /// The number in base units: one, bytes, bytes per second, milliseconds. May be out of any range.
  record Amount(BigDecimal base) implements Quantity {}

  /// The number is fine and the unit is not.
  record BadUnit(String unit, String accepted) implements Quantity {}

  /// No quantity at all.
  record NotOne(String expected) implements Quantity {}

  /// No limit. Only a rate can say so.
  record Unlimited() implements Quantity {}

  Pattern FORM = Pattern.compile("([+-]?[0-9]{1,30}(?:\\.[0-9]{1,9})?)[ ]?([A-Za-z/]{0,12})");

  Map<String, BigDecimal> SIZES =
      units("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);
  Map<String, BigDecimal> SPANS =
      units("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  /// Reads the text as a quantity of this type.
  static Quantity read(KeyType type, String text) {
    return switch (type) {
      case INTEGER -> integer(text);
      case SIZE -> withUnit(text, "", SIZES, "a size such as 64 MiB");
      case RATE ->
          text.equals("unlimited")
              ? new Unlimited()
              : withUnit(text, "/s", SIZES, "a rate such as 3 MiB/s, or unlimited");
      case DURATION -> withUnit(text, "", SPANS, "a span of time such as 30s");
      case FLAG, TEXT, CHOICE, PATH, TEXTS, SECTIONS ->
          throw new IllegalArgumentException("type=" + type + " is no quantity");
    };
  }

  private static Quantity integer(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || !matcher.group(2).isEmpty() || text.indexOf('.') >= 0) {
      return new NotOne("a whole number");
    }
    return new Amount(new BigDecimal(matcher.group(1)));
  }

  private static Quantity withUnit(
      String text, String ending, Map<String, BigDecimal> units, String expected) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return new NotOne(expected);
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    String unit = matcher.group(2);
    for (Map.Entry<String, BigDecimal> known : units.entrySet()) {
      if (unit.equals(known.getKey() + ending)) {
        return new Amount(number.multiply(known.getValue()).setScale(0, RoundingMode.HALF_UP));
      }
    }
    // Zero is zero in every unit.
    if (unit.isEmpty() && number.signum() == 0) {
      return new Amount(BigDecimal.ZERO);
    }
    String accepted = String.join(", ", units.keySet().stream().map(u -> u + ending).toList());
    return new BadUnit(unit, accepted);
  }

  private static Map<String, BigDecimal> units(Object... pairs) {
    Map<String, BigDecimal> units = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      units.put((String) pairs[i], BigDecimal.valueOf((Long) pairs[i + 1]));
    }
    return units;
  }
}
