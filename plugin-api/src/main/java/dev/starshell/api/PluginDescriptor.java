package dev.starshell.api;

import java.util.List;

/// What a plugin JAR says of itself in `META-INF/starshell/plugin.properties`.
///
/// @param id lower-case letters, digits and hyphens, 1 to 40 characters
/// @param version the plugin's own version, for people
/// @param apiVersion the [#API_VERSION] it was built for
/// @param entryPoint full name of the class that implements [SyncPlugin]
/// @param dependencies ids of plugins that must be started before it
public record PluginDescriptor(
    String id, String version, int apiVersion, String entryPoint, List<String> dependencies) {
  /// The version of this API. A plugin built for a later one is refused.
  public static final int API_VERSION = 1;

  public PluginDescriptor {
    dependencies = List.copyOf(dependencies);
  }
}
