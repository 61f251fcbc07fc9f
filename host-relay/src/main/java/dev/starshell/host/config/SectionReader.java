package dev.starshell.host.config;

import dev.starshell.host.admin.Nearest;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Walks one section of the file along its schema.
final class SectionReader {
  private final Schema schema;
  private final ValueReader values;
  private final String shownPrefix;
  private final Map<String, Object> found = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final Map<String, Node> nodes = new HashMap<>();

  /// @param shownPrefix what stands before a key's name in messages
  SectionReader(Schema schema, ValueReader values, String shownPrefix) {
    this.schema = schema;
    this.values = values;
    this.shownPrefix = shownPrefix;
  }

  /// Reads all keys; those that are left out get their defaults. What is wrong goes to the
  /// problems, and then the result must not be used.
  CheckedSettings read(Optional<MappingNode> section) {
    section.ifPresent(mapping -> walk(mapping, ""));
    for (Map.Entry<String, SchemaKey> entry : schema.keys().entrySet()) {
      String name = entry.getKey();
      SchemaKey key = entry.getValue();
      if (!seen.contains(name)) {
        key.fallback()
            .flatMap(node -> values.read(key, name, node))
            .ifPresentOrElse(v -> found.put(name, v), () -> missing(section, key, name));
      }
    }
    RuleCheck rules = new RuleCheck(found, nodes, shownPrefix, values.problems());
    schema.keys().forEach(rules::check);
    return new CheckedSettings(schema, "", found);
  }

  private void missing(Optional<MappingNode> section, SchemaKey key, String name) {
    String shown = shownPrefix + name;
    String sentence = shown + " is missing: " + key.about();
    if (section.isPresent()) {
      values.problems().error("CONFIG_MISSING_KEY", section.get(), shown, sentence);
    } else {
      values.problems().add(new ConfigProblem("CONFIG_MISSING_KEY", 0, 0, shown, sentence));
    }
  }

  private void walk(MappingNode mapping, String group) {
    String prefix = group.isEmpty() ? "" : group + ".";
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
        var _ = values.wrongType("a key", tuple.getKeyNode(), "text", "something else");
        continue;
      }
      String name = prefix + keyNode.getValue();
      if (!seen.add(name)) {
        values
            .problems()
            .error(
                "CONFIG_DUPLICATE_KEY",
                keyNode,
                shownPrefix + name,
                shownPrefix + name + " is here a second time; delete one of the two.");
        continue;
      }
      take(name, group, keyNode, tuple.getValueNode());
    }
  }

  private void take(String name, String group, ScalarNode keyNode, Node value) {
    Optional<SchemaKey> key = schema.key(name);
    boolean isDotted = keyNode.getValue().indexOf('.') >= 0;
    if (key.isPresent() && !isDotted) {
      nodes.put(name, value);
      values.read(key.get(), shownPrefix + name, value).ifPresent(v -> found.put(name, v));
    } else if (schema.isGroup(name) && !isDotted) {
      if (value instanceof MappingNode inner) {
        walk(inner, name);
      } else if (!ValueReader.isNull(value)) {
        // A section whose keys are all commented out is null, and that is fine.
        var _ = values.wrongType(shownPrefix + name, value, "a section of keys", "a value");
      }
    } else if (group.equals(ConfigFile.PLUGINS)) {
      values
          .problems()
          .warning(
              "CONFIG_PLUGIN_ABSENT",
              keyNode,
              name,
              name + " is for a plugin that is not installed or cannot be read; it is ignored.");
    } else {
      unknown(name, group, keyNode);
    }
  }

  private void unknown(String name, String group, ScalarNode keyNode) {
    String part = keyNode.getValue();
    String shownGroup = group.isEmpty() ? "" : " in " + shownPrefix + group;
    Collection<String> elsewhere = schema.namesEnding(part);
    String hint;
    if (schema.key(name).isPresent() || schema.isGroup(name)) {
      hint = "write it as nested sections, one key a line";
    } else if (Nearest.to(part, schema.namesIn(group)).isPresent()) {
      hint = "did you mean " + Nearest.to(part, schema.namesIn(group)).get() + "?";
    } else if (!elsewhere.isEmpty()) {
      hint = "did you mean " + elsewhere.iterator().next() + "?";
    } else {
      hint = "known here: " + String.join(", ", schema.namesIn(group));
    }
    values
        .problems()
        .error(
            "CONFIG_UNKNOWN_KEY",
            keyNode,
            shownPrefix + name,
            "there is no key " + part + shownGroup + "; " + hint);
  }
}
