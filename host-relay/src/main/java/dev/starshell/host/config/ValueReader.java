package dev.starshell.host.config;

import dev.starshell.api.settings.Settings;
import dev.starshell.host.admin.Nearest;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Reads one value against its schema key; what is wrong goes to [Problems].
///
/// @param base relative paths are resolved against it
record ValueReader(Path base, Problems problems) {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\[[0-9A-Fa-f:.%]+]|[^\\s:\\[\\]/]+):([0-9]{1,5})");
  private static final Pattern ICE_URL =
      Pattern.compile(
          "(?:stuns?:(HOST)(?::([0-9]{1,5}))?|turns?:(HOST)(?::([0-9]{1,5}))?(?:\\?transport=(?:udp|tcp))?)"
              .replace("HOST", "\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+"));
  private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  /// The value as [CheckedSettings] keeps it, or empty if it is wrong.
  Optional<Object> read(SchemaKey key, String name, Node node) {
    return switch (key.type()) {
      case TEXTS -> texts(key, name, node);
      case SECTIONS -> sections(key, name, node);
      case INTEGER, SIZE, RATE, DURATION, FLAG, TEXT, CHOICE, PATH -> scalar(key, name, node);
    };
  }

  private Optional<Object> scalar(SchemaKey key, String name, Node node) {
    if (!(node instanceof ScalarNode scalar)) {
      return wrongType(name, node, expected(key), "not a list or a section");
    }
    if (isNull(node)) {
      return wrongType(name, node, expected(key), "nothing; delete the line for the default");
    }
    String text = scalar.getValue();
    return switch (key.type()) {
      case INTEGER, SIZE, RATE, DURATION -> quantity(key, name, scalar);
      case FLAG -> flag(key, name, scalar);
      case TEXT -> text(key, name, node, text);
      case CHOICE -> choice(key, name, node, text);
      case PATH -> path(name, node, text);
      case TEXTS, SECTIONS -> throw new IllegalStateException("type=" + key.type());
    };
  }

  private Optional<Object> quantity(SchemaKey key, String name, ScalarNode node) {
    if (key.type() == KeyType.INTEGER && node.getScalarStyle() != ScalarStyle.PLAIN) {
      return wrongType(name, node, "a whole number", "text; write it without quotes");
    }
    String text = node.getValue();
    return switch (Quantity.read(key.type(), text)) {
      case Quantity.Unlimited _ -> Optional.of(0L);
      case Quantity.Amount(BigDecimal amount) -> inRange(key, name, node, amount);
      case Quantity.BadUnit(String unit, String accepted) -> {
        String said = unit.isEmpty() ? " has no unit" : " has the unknown unit " + unit;
        problems.error(
            "CONFIG_BAD_UNIT", node, name, name + "=" + text + said + "; use " + accepted + ".");
        yield Optional.empty();
      }
      case Quantity.NotOne(String expected) -> wrongType(name, node, expected, quoted(text));
    };
  }

  private Optional<Object> inRange(SchemaKey key, String name, ScalarNode node, BigDecimal amount) {
    String text = node.getValue();
    if (key.type() == KeyType.RATE && amount.signum() == 0) {
      return outOfRange(name, node, text + " would stop everything; write unlimited for no limit.");
    }
    boolean isCountable = key.type() == KeyType.INTEGER || amount.signum() >= 0;
    if (!key.allows(amount) || !isCountable || amount.abs().compareTo(LONG_MAX) > 0) {
      return outOfRange(name, node, text + " outside " + key.range() + ".");
    }
    return Optional.of(
        key.type() == KeyType.DURATION
            ? Duration.ofMillis(amount.longValueExact())
            : (Object) amount.longValueExact());
  }

  private Optional<Object> flag(SchemaKey key, String name, ScalarNode node) {
    return switch (node.getValue().toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> Optional.of(true);
      case "false", "no", "off" -> Optional.of(false);
      default -> wrongType(name, node, expected(key), quoted(node.getValue()));
    };
  }

  private Optional<Object> text(SchemaKey key, String name, Node node, String text) {
    if (!key.allows(BigDecimal.valueOf(text.codePointCount(0, text.length())))) {
      return outOfRange(name, node, "its length is outside " + key.range() + " characters.");
    }
    return isFormed(key, name, node, text) ? Optional.of(text) : Optional.empty();
  }

  private boolean isFormed(SchemaKey key, String name, Node node, String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      problems.error(
          "CONFIG_BAD_TEXT", node, name, name + " has a control character or line end in it.");
      return false;
    }
    if (key.form() == SchemaKey.Form.ADDRESS && !isAddress(text)) {
      problems.error(
          "CONFIG_BAD_ADDRESS",
          node,
          name,
          name + "=" + text + " is no address; write host:port, such as play.example.org:24642.");
      return false;
    }
    if (key.form() == SchemaKey.Form.ICE_URL && !isIceUrl(text)) {
      problems.error(
          "CONFIG_BAD_ADDRESS",
          node,
          name,
          name
              + "="
              + text
              + " is no STUN or TURN server; write stun:HOST:PORT, turn:HOST:PORT or"
              + " turns:HOST:PORT?transport=tcp.");
      return false;
    }
    return true;
  }

  private static boolean isIceUrl(String text) {
    Matcher matcher = ICE_URL.matcher(text);
    if (!matcher.matches()) {
      return false;
    }
    String stun = matcher.group(2);
    String port = stun == null ? matcher.group(4) : stun;
    return port == null || isPort(port);
  }

  private static boolean isAddress(String text) {
    Matcher matcher = ADDRESS.matcher(text);
    if (!matcher.matches()) {
      return false;
    }
    return isPort(String.valueOf(matcher.group(1)));
  }

  private static boolean isPort(String digits) {
    int port = Integer.parseInt(digits);
    return port >= 1 && port <= 65_535;
  }

  private Optional<Object> choice(SchemaKey key, String name, Node node, String text) {
    if (key.choices().contains(text)) {
      return Optional.of(text);
    }
    String meant =
        Nearest.to(text, key.choices()).map(near -> "; did you mean " + near + "?").orElse("");
    problems.error(
        "CONFIG_BAD_CHOICE",
        node,
        name,
        name + "=" + text + " is none of " + String.join(", ", key.choices()) + meant);
    return Optional.empty();
  }

  private Optional<Object> path(String name, Node node, String text) {
    try {
      boolean isHome = text.equals("~") || text.startsWith("~/");
      Path home = isHome ? Path.of(System.getProperty("user.home", "")) : base;
      String rest = isHome ? text.substring(Math.min(2, text.length())) : text;
      if (!text.isEmpty()) {
        return Optional.of(home.resolve(rest).toAbsolutePath().normalize());
      }
    } catch (InvalidPathException _) {
      // Said below, in our words.
    }
    problems.error("CONFIG_BAD_PATH", node, name, name + "=" + quoted(text) + " is no path.");
    return Optional.empty();
  }

  private Optional<Object> texts(SchemaKey key, String name, Node node) {
    if (!(node instanceof SequenceNode list)) {
      return wrongType(name, node, expected(key), "something else");
    }
    List<String> texts = new ArrayList<>();
    boolean isFine = hasFineCount(key, name, list);
    for (int i = 0; i < list.getValue().size(); i++) {
      Node item = list.getValue().get(i);
      String itemName = name + "[" + i + "]";
      if (item instanceof ScalarNode scalar && !isNull(item)) {
        isFine &= isFormed(key, itemName, item, scalar.getValue());
        texts.add(scalar.getValue());
      } else {
        isFine = false;
        var _ = wrongType(itemName, item, "text", "something else");
      }
    }
    return isFine ? Optional.of(List.copyOf(texts)) : Optional.empty();
  }

  private Optional<Object> sections(SchemaKey key, String name, Node node) {
    if (!(node instanceof SequenceNode list)) {
      return wrongType(name, node, expected(key), "something else");
    }
    List<Settings> sections = new ArrayList<>();
    boolean isFine = hasFineCount(key, name, list);
    for (int i = 0; i < list.getValue().size(); i++) {
      Node item = list.getValue().get(i);
      String itemName = name + "[" + i + "]";
      if (item instanceof MappingNode mapping) {
        SectionReader reader = new SectionReader(key.fields(), this, itemName + ".");
        sections.add(reader.read(Optional.of(mapping)));
      } else {
        isFine = false;
        var _ = wrongType(itemName, item, "a section of keys", "something else");
      }
    }
    return isFine ? Optional.of(List.copyOf(sections)) : Optional.empty();
  }

  private boolean hasFineCount(SchemaKey key, String name, SequenceNode list) {
    int count = list.getValue().size();
    if (!key.allows(BigDecimal.valueOf(count))) {
      var _ = outOfRange(name, list, "it has " + count + " entries, outside " + key.range() + ".");
      return false;
    }
    return true;
  }

  Optional<Object> wrongType(String name, Node node, String expected, String found) {
    problems.error(
        "CONFIG_WRONG_TYPE", node, name, name + " must be " + expected + ", but is " + found + ".");
    return Optional.empty();
  }

  private Optional<Object> outOfRange(String name, Node node, String rest) {
    String parted = rest.startsWith("it") ? name + ": " + rest : name + "=" + rest;
    problems.error("CONFIG_OUT_OF_RANGE", node, name, parted);
    return Optional.empty();
  }

  static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private static String quoted(String text) {
    return "'" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "'";
  }

  private static String expected(SchemaKey key) {
    return switch (key.type()) {
      case INTEGER -> "a whole number";
      case SIZE -> "a size such as 64 MiB";
      case RATE -> "a rate such as 3 MiB/s, or unlimited";
      case DURATION -> "a span of time such as 30s";
      case FLAG -> "true or false";
      case TEXT -> "text";
      case CHOICE -> "one of " + String.join(", ", key.choices());
      case PATH -> "a path";
      case TEXTS -> "a list of texts, such as [a, b]";
      case SECTIONS -> "a list of sections, each led by a dash";
    };
  }
}
