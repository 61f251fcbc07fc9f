package dev.starshell.host.config;

import dev.starshell.host.config.SchemaKey.Bound;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads a schema from YAML and checks it as strictly as a config file.
///
/// ```yaml
/// scan.interval:
///   type: duration
///   min: 10s
///   max: 1d
///   default: 60s
///   about: how often libraries are looked through
/// ```
///
/// `choices` lists what a `choice` may be; `form: address` asks a text for `host:port`, `form:
/// ice-url` for a STUN or TURN server; `fields` holds the keys of each of the `sections`. A key
/// without `default` must be given.
///
/// Three parts ask something of other keys ([SchemaRule]). `above: count` on an integer: it must be
/// greater than the integer `count`. `needs: {relay-only: {servers.urls: [turn]}}` on a choice: who
/// chooses `relay-only` must have an address with `turn:` in the list `urls` of one of the sections
/// `servers`. `with: {turn: [username]}` on a list of texts within sections: who writes an address
/// with `turn:` must write `username` beside it.
public final class SchemaReader {
  private static final Set<String> PARTS =
      Set.of(
          "type", "min", "max", "default", "about", "choices", "form", "fields", "above", "needs",
          "with");

  private SchemaReader() {}

  /// Reads one schema.
  ///
  /// @throws SchemaException if it is not one; the message says where
  public static Schema read(byte[] yaml) throws SchemaException {
    return switch (YamlText.read(yaml)) {
      case YamlText.Broken(ConfigProblem problem) ->
          throw new SchemaException(problem.line(), problem.sentence());
      case YamlText.Tree(Optional<Node> root) ->
          root.isEmpty() ? Schema.EMPTY : keys(root.get(), "");
    };
  }

  private static Schema keys(Node node, String within) throws SchemaException {
    SequencedMap<String, SchemaKey> keys = new LinkedHashMap<>();
    for (Map.Entry<String, Node> entry : entries(node).entrySet()) {
      keys.put(entry.getKey(), key(within + entry.getKey(), entry.getValue()));
    }
    Schema schema = Schema.of(keys);
    for (String name : keys.keySet()) {
      if (schema.isGroup(name)) {
        throw new SchemaException(line(node), name + " is both a key and a section");
      }
      for (SchemaRule rule : keys.get(name).rules()) {
        checkRule(name, rule, keys, node);
      }
    }
    return schema;
  }

  /// A rule about a key that is not there would never say anything.
  private static void checkRule(
      String name, SchemaRule rule, Map<String, SchemaKey> keys, Node node) throws SchemaException {
    boolean isFine =
        switch (rule) {
          case SchemaRule.Above(String other) -> isOf(KeyType.INTEGER, keys.get(other));
          case SchemaRule.Needs needs ->
              keys.get(needs.sections()) instanceof SchemaKey list
                  && list.type() == KeyType.SECTIONS
                  && isOf(KeyType.TEXTS, list.fields().keys().get(needs.field()));
          case SchemaRule.With with ->
              with.fields().stream().allMatch(field -> isOf(KeyType.TEXT, keys.get(field)));
        };
    if (!isFine) {
      throw new SchemaException(line(node), name + " has a rule about a key that is not there");
    }
  }

  private static boolean isOf(KeyType type, @Nullable SchemaKey key) {
    return key != null && key.type() == type;
  }

  private static SchemaKey key(String name, Node node) throws SchemaException {
    Map<String, Node> parts = entries(node);
    for (String part : parts.keySet()) {
      if (!PARTS.contains(part)) {
        throw new SchemaException(line(node), name + " has the unknown part " + part);
      }
    }
    KeyType type =
        KeyType.named(text(parts, "type").orElse(""))
            .orElseThrow(() -> new SchemaException(line(node), name + " has no known type"));
    List<String> choices = choices(name, type, parts, node);
    Schema fields =
        parts.containsKey("fields") ? keys(parts.get("fields"), name + ".") : Schema.EMPTY;
    SchemaKey key =
        new SchemaKey(
            name,
            type,
            bound(type, parts, "min", node),
            bound(type, parts, "max", node),
            Optional.ofNullable(parts.get("default")),
            text(parts, "about").orElse(""),
            choices,
            form(name, parts, node),
            fields,
            rules(type, parts));
    checkDefault(key, node);
    return key;
  }

  private static void checkDefault(SchemaKey key, Node node) throws SchemaException {
    if (key.fallback().isEmpty()) {
      return;
    }
    Problems problems = new Problems();
    var _ = new ValueReader(Path.of(""), problems).read(key, key.name(), key.fallback().get());
    if (!problems.errors().isEmpty()) {
      throw new SchemaException(line(node), "default: " + problems.errors().getFirst().sentence());
    }
  }

  private static List<String> choices(String name, KeyType type, Map<String, Node> parts, Node at)
      throws SchemaException {
    List<String> choices = parts.containsKey("choices") ? words(parts.get("choices")) : List.of();
    if (type == KeyType.CHOICE && choices.isEmpty()) {
      throw new SchemaException(line(at), name + " is a choice without choices");
    }
    return choices;
  }

  private static List<SchemaRule> rules(KeyType type, Map<String, Node> parts)
      throws SchemaException {
    List<SchemaRule> rules = new ArrayList<>();
    if (parts.containsKey("needs")) {
      requireType(type, KeyType.CHOICE, "needs", parts.get("needs"));
      for (Map.Entry<String, Node> choice : entries(parts.get("needs")).entrySet()) {
        for (Map.Entry<String, Node> list : entries(choice.getValue()).entrySet()) {
          int dot = list.getKey().lastIndexOf('.');
          if (dot < 0) {
            throw new SchemaException(line(list.getValue()), list.getKey() + " names no field");
          }
          rules.add(
              new SchemaRule.Needs(
                  choice.getKey(),
                  list.getKey().substring(0, dot),
                  list.getKey().substring(dot + 1),
                  Set.copyOf(words(list.getValue()))));
        }
      }
    }
    if (parts.containsKey("above")) {
      requireType(type, KeyType.INTEGER, "above", parts.get("above"));
      rules.add(
          new SchemaRule.Above(
              text(parts, "above")
                  .orElseThrow(
                      () -> new SchemaException(line(parts.get("above")), "above names no key"))));
    }
    if (parts.containsKey("with")) {
      requireType(type, KeyType.TEXTS, "with", parts.get("with"));
      for (Map.Entry<String, Node> scheme : entries(parts.get("with")).entrySet()) {
        rules.add(new SchemaRule.With(scheme.getKey(), words(scheme.getValue())));
      }
    }
    return rules;
  }

  private static void requireType(KeyType type, KeyType wanted, String part, Node at)
      throws SchemaException {
    if (type != wanted) {
      throw new SchemaException(line(at), part + " makes no sense for " + type.word());
    }
  }

  private static List<String> words(Node node) {
    List<String> words = new ArrayList<>();
    if (node instanceof SequenceNode list) {
      for (Node item : list.getValue()) {
        if (item instanceof ScalarNode scalar) {
          words.add(scalar.getValue());
        }
      }
    }
    return words;
  }

  private static SchemaKey.Form form(String name, Map<String, Node> parts, Node at)
      throws SchemaException {
    return switch (text(parts, "form").orElse("any")) {
      case "any" -> SchemaKey.Form.ANY;
      case "address" -> SchemaKey.Form.ADDRESS;
      case "ice-url" -> SchemaKey.Form.ICE_URL;
      default -> throw new SchemaException(line(at), name + " has an unknown form");
    };
  }

  private static Optional<Bound> bound(KeyType type, Map<String, Node> parts, String part, Node at)
      throws SchemaException {
    Optional<String> text = text(parts, part);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    KeyType unit =
        switch (type) {
          case INTEGER, SIZE, RATE, DURATION -> type;
          // Bounds of a text are its length, those of a list its entries.
          case TEXT, TEXTS, SECTIONS -> KeyType.INTEGER;
          case FLAG, CHOICE, PATH ->
              throw new SchemaException(line(at), part + " makes no sense for " + type.word());
        };
    if (Quantity.read(unit, text.get()) instanceof Quantity.Amount(BigDecimal base)) {
      return Optional.of(new Bound(base, text.get()));
    }
    throw new SchemaException(line(at), part + "=" + text.get() + " is no " + unit.word());
  }

  private static Optional<String> text(Map<String, Node> parts, String part) {
    return parts.get(part) instanceof ScalarNode scalar
        ? Optional.of(scalar.getValue())
        : Optional.empty();
  }

  private static SequencedMap<String, Node> entries(Node node) throws SchemaException {
    if (!(node instanceof MappingNode mapping)) {
      throw new SchemaException(line(node), "keys are expected here");
    }
    SequencedMap<String, Node> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode name)
          || entries.put(name.getValue(), tuple.getValueNode()) != null) {
        throw new SchemaException(line(tuple.getKeyNode()), "this key is no text or comes twice");
      }
    }
    return entries;
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
