package dev.starshell.host.home;

/// Why a home folder cannot be used, in words for the person who started the host.
public final class HomeFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;

  /// @param code stable: `HOME_UNUSABLE` or `STATE_PERMISSIONS`
  /// @param sentence what, where and what to do next
  public HomeFailure(String code, String sentence) {
    super(sentence);
    this.code = code;
  }

  /// The stable code.
  public String code() {
    return code;
  }
}
