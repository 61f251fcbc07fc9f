package dev.starshell.api;

/// Why a plugin cannot run, in words for the admin of the host.
public final class PluginFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;

  /// @param code stable, in capitals, such as `NATIVE_MISSING`
  /// @param sentence what went wrong, where, and what to do next
  public PluginFailure(String code, String sentence) {
    super(sentence);
    this.code = code;
  }

  /// Like the two-parameter constructor, with the failure underneath kept for the log.
  public PluginFailure(String code, String sentence, Throwable cause) {
    super(sentence, cause);
    this.code = code;
  }

  /// The stable code. It is what scripts compare.
  public String code() {
    return code;
  }
}
