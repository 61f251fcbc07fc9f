package dev.starshell.api.signal;

/// Why the relay could not be opened.
public final class SignalFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;
  private final String sentence;

  /// @param code stable, in capitals, such as `PORT_TAKEN`
  /// @param sentence what, where and what to do next
  public SignalFailure(String code, String sentence) {
    super(sentence);
    this.code = code;
    this.sentence = sentence;
  }

  /// The stable code.
  public String code() {
    return code;
  }

  /// What, where and what to do next.
  public String sentence() {
    return sentence;
  }
}
