package dev.starshell.host.plugins;

import dev.starshell.api.settings.Settings;
import dev.starshell.host.lifecycle.PluginState;
import org.jspecify.annotations.Nullable;

/// One plugin id: the state it is in, and what is in memory for it. Thread: `plugins`.
final class PluginSlot {
  PluginJar jar;
  Settings settings;
  PluginState state = new PluginState.Resting();
  @Nullable LoadedPlugin loaded;

  /// Whether the class loader of the last stop is gone.
  boolean isCollected = true;

  private PluginJar nextJar;
  private Settings nextSettings;

  PluginSlot(PluginJar jar, Settings settings) {
    this.jar = jar;
    this.settings = settings;
    this.nextJar = jar;
    this.nextSettings = settings;
  }

  /// Notes what the next start is made from; what runs now stays described as it is.
  void next(PluginJar freshJar, Settings freshSettings) {
    nextJar = freshJar;
    nextSettings = freshSettings;
  }

  /// Called by a start.
  void takeNext() {
    jar = nextJar;
    settings = nextSettings;
  }

  boolean isRunning() {
    return state instanceof PluginState.Running;
  }

  /// The state in one word.
  String word() {
    return switch (state) {
      case PluginState.Resting _ -> "unloaded";
      case PluginState.Starting _ -> "starting";
      case PluginState.Running _ -> "running";
      case PluginState.Stopping _ -> "stopping";
      case PluginState.Failed _ -> "failed";
      case PluginState.Stuck _ -> "stuck";
    };
  }
}
