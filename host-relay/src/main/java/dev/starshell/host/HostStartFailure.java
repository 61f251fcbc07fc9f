package dev.starshell.host;

import java.util.List;

/// Why a host did not start. Nothing of it is left running.
public final class HostStartFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final ExitCode exit;
  private final transient List<String> lines;

  HostStartFailure(ExitCode exit, List<String> lines) {
    super(String.join("\n", lines));
    this.exit = exit;
    this.lines = List.copyOf(lines);
  }

  static HostStartFailure of(ExitCode exit, String code, String sentence) {
    return new HostStartFailure(exit, List.of(code + ": " + sentence));
  }

  /// What the process ends with.
  public ExitCode exit() {
    return exit;
  }

  /// For stderr, each with its stable code.
  public List<String> lines() {
    return lines;
  }
}
