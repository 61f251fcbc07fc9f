package dev.starshell.host.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/// The keys that a section may have, with their types. Immutable.
///
/// Read from YAML by [SchemaReader#read]; the keys there are whole, parts joined by dots.
public final class Schema {
  static final Schema EMPTY = new Schema(new LinkedHashMap<>(), Set.of());

  private final SequencedMap<String, SchemaKey> keys;
  private final Set<String> groups;

  private Schema(SequencedMap<String, SchemaKey> keys, Set<String> moreGroups) {
    this.keys = new LinkedHashMap<>(keys);
    Set<String> all = new LinkedHashSet<>(moreGroups);
    for (String name : keys.keySet()) {
      for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
        all.add(name.substring(0, dot));
      }
    }
    this.groups = all;
  }

  static Schema of(SequencedMap<String, SchemaKey> keys) {
    return new Schema(keys, Set.of());
  }

  /// This schema with another one as the section `group`.
  Schema withSection(String group, Schema section) {
    SequencedMap<String, SchemaKey> all = new LinkedHashMap<>(keys);
    for (Map.Entry<String, SchemaKey> entry : section.keys.entrySet()) {
      all.put(group + "." + entry.getKey(), entry.getValue());
    }
    Set<String> more = new LinkedHashSet<>(groups);
    more.add(group);
    return new Schema(all, more);
  }

  Optional<SchemaKey> key(String name) {
    return Optional.ofNullable(keys.get(name));
  }

  boolean isGroup(String name) {
    return groups.contains(name);
  }

  Map<String, SchemaKey> keys() {
    return keys;
  }

  /// Keys and groups that stand directly in this group, by their last part.
  Set<String> namesIn(String group) {
    String prefix = group.isEmpty() ? "" : group + ".";
    return java.util.stream.Stream.concat(keys.keySet().stream(), groups.stream())
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .filter(rest -> rest.indexOf('.') < 0)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /// Whole names of keys that end in this part, wherever they stand.
  Collection<String> namesEnding(String part) {
    return keys.keySet().stream().filter(name -> name.endsWith("." + part)).toList();
  }
}
