package dev.starshell.host.lifecycle;

/// What happens to a plugin.
public sealed interface PluginEvent {
  /// Somebody wants it to run.
  record LoadAsked() implements PluginEvent {}

  /// Somebody wants it to end.
  record UnloadAsked() implements PluginEvent {}

  /// Somebody wants it to end and to run again.
  record ReloadAsked() implements PluginEvent {}

  /// Its `start` returned.
  record Started() implements PluginEvent {}

  /// It could not be loaded, or its `start` failed or took too long.
  record StartFailed(String code, String sentence) implements PluginEvent {}

  /// It ended: no thread of it is left, its class loader is closed.
  record Stopped() implements PluginEvent {}

  /// It did not end within its deadline, or left threads behind.
  record StopFailed(String code, String sentence) implements PluginEvent {}
}
