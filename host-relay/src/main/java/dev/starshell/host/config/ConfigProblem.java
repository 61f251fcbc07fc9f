package dev.starshell.host.config;

/// One mistake in a config file, said so that the admin can mend it.
///
/// @param code stable, such as `CONFIG_UNKNOWN_KEY`
/// @param line from 1; 0 when the file as a whole is meant
/// @param column from 1; 0 when the file as a whole is meant
/// @param key the whole key, parts joined by dots; empty when none is meant
/// @param sentence what is wrong and what to write instead
public record ConfigProblem(String code, int line, int column, String key, String sentence) {
  static ConfigProblem ofFile(String code, String sentence) {
    return new ConfigProblem(code, 0, 0, "", sentence);
  }

  /// One line for people: `host.yaml:3:9 CONFIG_OUT_OF_RANGE relay.port=70000 outside 1..65535`.
  public String show(String file) {
    String where = line == 0 ? file : file + ":" + line + ":" + column;
    return where + " " + code + " " + sentence;
  }
}
