package dev.starshell.syncshell.journal;

import java.io.IOException;

/// The journal cannot be used, or could not keep a fact. What was kept before stays.
public final class StateException extends IOException {
  private static final long serialVersionUID = 1;

  private final StateFault fault;

  /// @param sentence what, where, what next
  public StateException(StateFault fault, String sentence) {
    super(sentence);
    this.fault = fault;
  }

  /// @param sentence what, where, what next
  public StateException(StateFault fault, String sentence, Throwable cause) {
    super(sentence, cause);
    this.fault = fault;
  }

  /// The stable code.
  public StateFault fault() {
    return fault;
  }
}
