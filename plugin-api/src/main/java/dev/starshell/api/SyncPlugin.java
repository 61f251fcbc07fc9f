package dev.starshell.api;

/// The entry point of a plugin JAR. Its class has a public constructor without parameters.
///
/// Thread: the host calls both methods on one thread of its own, never at once.
public interface SyncPlugin {
  /// Starts the plugin. Returns when its commands can be used.
  ///
  /// @throws PluginFailure if it cannot run; the host unloads it and lives on
  void start(PluginContext context) throws PluginFailure;

  /// Ends every thread, closes every file and native handle. Called once, also after a failed
  /// start.
  void stop();
}
