package dev.starshell.api;

import dev.starshell.api.command.Commands;
import dev.starshell.api.metrics.Metrics;
import dev.starshell.api.notice.Notices;
import dev.starshell.api.settings.Settings;
import dev.starshell.api.signal.Signalling;
import java.nio.file.Path;

/// Everything that one plugin gets from its host. Valid from `start` until `stop` returns.
///
/// Thread: any.
public interface PluginContext {
  /// The descriptor the plugin was loaded by.
  PluginDescriptor descriptor();

  /// The host's home folder; relative paths in the settings are resolved against it.
  Path homeDirectory();

  /// A folder of the plugin's own. It exists, and only the user of the host may read it.
  Path dataDirectory();

  /// The plugin's checked settings.
  Settings settings();

  /// The way to the relay.
  Signalling signalling();

  /// Where commands are registered. The host removes them when the plugin stops.
  Commands commands();

  /// Where figures are registered. The host forgets them when the plugin stops.
  Metrics metrics();

  /// Where people are told what happened.
  Notices notices();
}
