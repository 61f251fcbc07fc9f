package dev.starshell.harness.sim;

/// An invariant does not hold.
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Invariant invariant;

  Violation(Invariant invariant, String detail) {
    super(invariant + ": " + detail);
    this.invariant = invariant;
  }

  Invariant invariant() {
    return invariant;
  }
}
