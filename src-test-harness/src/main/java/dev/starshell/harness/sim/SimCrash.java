package dev.starshell.harness.sim;

/// A member's process ends in the middle of what it does. Not an error: it unwinds the stack.
final class SimCrash extends RuntimeException {
  private static final long serialVersionUID = 1;

  SimCrash() {
    super("crash", null, false, false);
  }
}
