package dev.starshell.syncshell.runtime;

/// Tells the home what a shell has noticed of the store that all its shells share. Thread: any.
final class TidyBell {
  private volatile Runnable hears = () -> {};

  /// @param next hears every ring from now on; it must not wait
  void hears(Runnable next) {
    hears = next;
  }

  /// What some shell wants, or has under way, may have changed.
  void ring() {
    hears.run();
  }
}
