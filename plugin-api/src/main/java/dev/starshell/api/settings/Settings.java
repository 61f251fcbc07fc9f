package dev.starshell.api.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Values of one section of the config file. Keys are those of the plugin's schema
/// (`META-INF/starshell/settings.yaml`); parts of a nested key are joined by dots.
///
/// Every value was checked before the plugin started, and a key that the admin left out has its
/// default, so reading never fails for what an admin wrote. Thread: any; immutable.
///
/// Each method throws `IllegalArgumentException` for a key that the schema does not have, or has
/// with another type: that is a mistake in the plugin.
public interface Settings {
  /// A whole number. Schema type `integer`.
  long integer(String key);

  /// A size. Schema type `size`, written as `64 MiB`. Unit: bytes.
  long sizeBytes(String key);

  /// A rate. Schema type `rate`, written as `3 MiB/s` or `unlimited`. Unit: bytes per second; 0
  /// means unlimited.
  long bytesPerSecond(String key);

  /// A span of time. Schema type `duration`, written as `30s`.
  Duration duration(String key);

  /// Yes or no. Schema type `flag`.
  boolean flag(String key);

  /// Free text, or one of the schema's choices. Schema types `text` and `choice`.
  String text(String key);

  /// An absolute, normalised path. Schema type `path`.
  Path path(String key);

  /// A list of text. Schema type `texts`.
  List<String> texts(String key);

  /// A list of sections. Schema type `sections`.
  List<Settings> sections(String key);
}
