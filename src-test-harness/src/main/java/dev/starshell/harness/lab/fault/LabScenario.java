package dev.starshell.harness.lab.fault;

import java.io.IOException;

/// One thing that may go wrong, done to real hosts.
///
/// @param name as it is typed
/// @param summary what is done, in one line
record LabScenario(String name, String summary, Body body) {
  /// Does it and says what came of it.
  @FunctionalInterface
  interface Body {
    /// @throws IOException if a host did not do what it must
    /// @throws FaultNotInjectedException if the fault did not happen
    /// @throws NotHereException if this machine cannot do it
    void run(Setting setting, Findings findings)
        throws IOException, InterruptedException, FaultNotInjectedException, NotHereException;
  }

  /// Something that a scenario needs is not on this machine.
  static final class NotHereException extends Exception {
    private static final long serialVersionUID = 1;

    NotHereException(String what) {
      super(what);
    }
  }
}
