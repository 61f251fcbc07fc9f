package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import java.util.Set;
import java.util.function.Consumer;

/// Tells the home what a shell has noticed of the store that all its shells share. Thread: any.
final class TidyBell {
  private volatile Runnable hears = () -> {};
  private volatile Consumer<Set<Root>> hearsLost = _ -> {};

  /// @param next hears every ring from now on; it must not wait
  void hears(Runnable next) {
    hears = next;
  }

  /// @param next hears of every loss from now on; it must not wait
  void hearsLost(Consumer<Set<Root>> next) {
    hearsLost = next;
  }

  /// The store has given these archives up.
  void lost(Set<Root> roots) {
    hearsLost.accept(roots);
  }

  /// What some shell wants, or has under way, may have changed.
  void ring() {
    hears.run();
  }
}
