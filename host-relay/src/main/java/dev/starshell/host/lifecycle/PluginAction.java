package dev.starshell.host.lifecycle;

/// What the edge is to do about a plugin.
public sealed interface PluginAction {
  /// Load the JAR and call `start`. Answered by `Started` or `StartFailed`.
  record Start() implements PluginAction {}

  /// Call `stop`, remove what it registered, close its loader. Answered by `Stopped` or
  /// `StopFailed`.
  record Stop() implements PluginAction {}

  /// Tell whoever asked that it is not done; nothing has changed.
  record Refuse(String code, String sentence) implements PluginAction {}

  /// Tell the people of the host.
  record Report(String code, String sentence) implements PluginAction {}
}
