package dev.starshell.host.lifecycle;

/// Where one plugin stands. Transitions: [PluginMachine].
public sealed interface PluginState {
  /// Its JAR is known; nothing of it is loaded.
  record Resting() implements PluginState {}

  /// Its classes are loaded and `start` is running.
  record Starting() implements PluginState {}

  /// It has started.
  record Running() implements PluginState {}

  /// `stop` is running.
  ///
  /// @param then what follows
  record Stopping(Then then) implements PluginState {}

  /// It did not start, and nothing of it is loaded.
  record Failed(String code, String sentence) implements PluginState {}

  /// It did not end: threads of it are left. It is never started again in this process.
  record Stuck(String code, String sentence) implements PluginState {}

  /// What follows a stop.
  sealed interface Then {
    /// The plugin rests.
    record Rest() implements Then {}

    /// It starts again, from its JAR as it is now.
    record Restart() implements Then {}

    /// It is kept as failed: the stop cleans up after a start that did not succeed.
    record Fail(String code, String sentence) implements Then {}
  }
}
