package dev.starshell.syncshell.runtime;

/// Has the home look soon whether something that is partly there is wanted no more. Thread: any.
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
