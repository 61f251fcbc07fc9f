package dev.starshell.host.config;

import dev.starshell.api.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Values that were read and checked. Immutable.
final class CheckedSettings implements Settings {
  private final Schema schema;
  private final String prefix;
  private final Map<String, Object> values;

  CheckedSettings(Schema schema, String prefix, Map<String, Object> values) {
    this.schema = schema;
    this.prefix = prefix;
    this.values = new HashMap<>(values);
  }

  /// The part of these settings under one group.
  CheckedSettings section(String group) {
    return new CheckedSettings(schema, prefix + group + ".", values);
  }

  @Override
  public long integer(String key) {
    return (Long) value(key, KeyType.INTEGER, KeyType.INTEGER);
  }

  @Override
  public long sizeBytes(String key) {
    return (Long) value(key, KeyType.SIZE, KeyType.SIZE);
  }

  @Override
  public long bytesPerSecond(String key) {
    return (Long) value(key, KeyType.RATE, KeyType.RATE);
  }

  @Override
  public Duration duration(String key) {
    return (Duration) value(key, KeyType.DURATION, KeyType.DURATION);
  }

  @Override
  public boolean flag(String key) {
    return (Boolean) value(key, KeyType.FLAG, KeyType.FLAG);
  }

  @Override
  public String text(String key) {
    return (String) value(key, KeyType.TEXT, KeyType.CHOICE);
  }

  @Override
  public Path path(String key) {
    return (Path) value(key, KeyType.PATH, KeyType.PATH);
  }

  /// A list of text while the file is still being checked; empty if it was wrong.
  @SuppressWarnings("unchecked")
  Optional<List<String>> textsIfRight(String key) {
    return values.containsKey(prefix + key)
        ? Optional.of((List<String>) value(key, KeyType.TEXTS, KeyType.TEXTS))
        : Optional.empty();
  }

  // The reader put only such lists under keys of these types.
  @Override
  @SuppressWarnings("unchecked")
  public List<String> texts(String key) {
    return (List<String>) value(key, KeyType.TEXTS, KeyType.TEXTS);
  }

  @Override
  @SuppressWarnings("unchecked")
  public List<Settings> sections(String key) {
    return (List<Settings>) value(key, KeyType.SECTIONS, KeyType.SECTIONS);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CheckedSettings that
        && prefix.equals(that.prefix)
        && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /// The keys only: values may be secret.
  @Override
  public String toString() {
    return "settings of " + (prefix.isEmpty() ? "the host" : prefix);
  }

  private Object value(String key, KeyType asked, KeyType orAsked) {
    String name = prefix + key;
    SchemaKey known =
        schema
            .key(name)
            .orElseThrow(() -> new IllegalArgumentException("key=" + name + " is in no schema"));
    if (known.type() != asked && known.type() != orAsked) {
      throw new IllegalArgumentException(
          "key=" + name + " has type " + known.type().word() + ", not " + asked.word());
    }
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("key=" + name + " has no value: it was not checked");
    }
    return value;
  }
}
