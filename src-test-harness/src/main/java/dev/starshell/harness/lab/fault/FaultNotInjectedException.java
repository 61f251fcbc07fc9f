package dev.starshell.harness.lab.fault;

/// A fault that a scenario is about did not happen, so that its result says nothing.
public final class FaultNotInjectedException extends Exception {
  private static final long serialVersionUID = 1;

  FaultNotInjectedException(String what) {
    super("FAULT_NOT_INJECTED: " + what);
  }
}
