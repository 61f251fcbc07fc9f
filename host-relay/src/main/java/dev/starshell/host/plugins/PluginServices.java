package dev.starshell.host.plugins;

import dev.starshell.api.PluginFailure;
import dev.starshell.api.command.Commands;
import dev.starshell.api.metrics.Metrics;
import dev.starshell.api.notice.Notices;
import dev.starshell.api.settings.Settings;
import dev.starshell.api.signal.Signalling;

/// What the host process hands to the plugins it loads. Thread: any.
public interface PluginServices {
  /// Where a plugin registers its commands.
  Commands commandsOf(String id);

  /// Removes the commands of a plugin.
  void removeCommandsOf(String id);

  /// Where a plugin registers its figures.
  Metrics metricsOf(String id);

  /// Forgets the figures of a plugin.
  void removeMetricsOf(String id);

  /// Where people are told.
  Notices notices();

  /// The way to the relay.
  Signalling signalling();

  /// The plugin's section of the config file, read anew.
  ///
  /// @throws PluginFailure `CONFIG_INVALID` or `PLUGIN_BROKEN`, with every mistake in one sentence
  Settings settingsOf(PluginJar jar) throws PluginFailure;
}
