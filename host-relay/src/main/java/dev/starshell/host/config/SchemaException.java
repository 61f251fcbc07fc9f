package dev.starshell.host.config;

/// A schema that is none: a mistake of whoever wrote the plugin.
public final class SchemaException extends Exception {
  private static final long serialVersionUID = 1;

  SchemaException(int line, String sentence) {
    super("line " + line + ": " + sentence);
  }
}
