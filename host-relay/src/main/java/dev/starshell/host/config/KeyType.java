package dev.starshell.host.config;

import java.util.Locale;
import java.util.Optional;

/// What a value of the config file may be.
enum KeyType {
  INTEGER,
  SIZE,
  RATE,
  DURATION,
  FLAG,
  TEXT,
  CHOICE,
  PATH,
  TEXTS,
  SECTIONS;

  static Optional<KeyType> named(String word) {
    for (KeyType type : values()) {
      if (type.word().equals(word)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
