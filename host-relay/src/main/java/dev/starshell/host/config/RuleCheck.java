package dev.starshell.host.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Checks what the values of one section ask of each other, after each was read by itself.
///
/// A value that is wrong in itself is not asked about: it was told already.
///
/// @param values what was read and is right, by whole name
/// @param nodes where it stands in the file; keys that were left out have none
/// @param shownPrefix what stands before a key's name in messages
record RuleCheck(
    Map<String, Object> values, Map<String, Node> nodes, String shownPrefix, Problems problems) {

  /// Checks every rule of a key. One that was left out has its default, which asks for nothing but
  /// to be above a number that was written down.
  void check(String name, SchemaKey key) {
    Node node = nodes.get(name);
    Object value = values.get(name);
    for (SchemaRule rule : key.rules()) {
      switch (rule) {
        case SchemaRule.Above above -> checkAbove(name, key, above);
        case SchemaRule.Needs needs -> {
          if (node != null && needs.choice().equals(value)) {
            checkNeeds(name, key, needs, node);
          }
        }
        case SchemaRule.With with -> {
          if (node != null && value != null) {
            checkWith(name, with, value, node);
          }
        }
      }
    }
  }

  private void checkNeeds(String name, SchemaKey key, SchemaRule.Needs needs, Node at) {
    String beside = beside(name, key, needs.sections());
    if (!(values.get(beside) instanceof List<?> sections)) {
      return;
    }
    for (Object section : sections) {
      Optional<List<String>> addresses =
          section instanceof CheckedSettings read
              ? read.textsIfRight(needs.field())
              : Optional.empty();
      if (addresses.isEmpty() || hasScheme(addresses.get(), needs)) {
        return;
      }
    }
    String schemes =
        String.join(" or ", needs.schemes().stream().sorted().map(s -> s + ":").toList());
    problems.error(
        "CONFIG_CONTRADICTION",
        at,
        shownPrefix + name,
        "%s=%s needs a server with %s in %s; add one, or write another %s."
            .formatted(
                shownPrefix + name, needs.choice(), schemes, shownPrefix + beside, key.name()));
  }

  private void checkAbove(String name, SchemaKey key, SchemaRule.Above above) {
    String beside = beside(name, key, above.other());
    Node at = nodes.containsKey(name) ? nodes.get(name) : nodes.get(beside);
    if (at == null
        || !(values.get(name) instanceof Long value)
        || !(values.get(beside) instanceof Long other)
        || value > other) {
      return;
    }
    problems.error(
        "CONFIG_CONTRADICTION",
        at,
        shownPrefix + name,
        "%s=%d%s must be above %s=%d; write %s: %d or more, or a smaller %s."
            .formatted(
                shownPrefix + name,
                value,
                nodes.containsKey(name) ? "" : " (the default)",
                shownPrefix + beside,
                other,
                key.name(),
                other + 1,
                above.other()));
  }

  private static String beside(String name, SchemaKey key, String other) {
    // Within a section of a list, names are the section's own.
    return name.endsWith(key.name())
        ? name.substring(0, name.length() - key.name().length()) + other
        : other;
  }

  private static boolean hasScheme(List<String> addresses, SchemaRule.Needs needs) {
    return addresses.stream()
        .anyMatch(address -> needs.schemes().contains(SchemaRule.scheme(address)));
  }

  private void checkWith(String name, SchemaRule.With with, Object value, Node node) {
    if (!(value instanceof List<?> addresses) || !(node instanceof SequenceNode list)) {
      return;
    }
    String group = name.substring(0, name.lastIndexOf('.') + 1);
    List<String> blank = new ArrayList<>();
    for (String field : with.fields()) {
      if (values.get(group + field) instanceof String text && text.isBlank()) {
        blank.add(field);
      }
    }
    for (int i = 0; i < addresses.size() && !blank.isEmpty(); i++) {
      if (SchemaRule.scheme(String.valueOf(addresses.get(i))).equals(with.scheme())) {
        String missing = String.join(" and ", blank);
        problems.error(
            "CONFIG_MISSING_KEY",
            list.getValue().get(i),
            shownPrefix + group + blank.getFirst(),
            "%s needs %s beside it, as the server's admin gave them."
                .formatted(addresses.get(i), missing));
        return;
      }
    }
  }
}
