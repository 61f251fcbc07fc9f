package dev.starshell.harness.lab;

import java.io.IOException;

/// A host refused a command that had to work.
public final class CommandRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  private final String code;

  CommandRefusedException(String member, String line, BridgeReply reply) {
    super(member + " refused \"" + line + "\": " + reply.code() + ": " + reply.sentence());
    this.code = reply.code();
  }

  /// The stable code of the refusal.
  public String code() {
    return code;
  }
}
