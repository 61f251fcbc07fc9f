package dev.starshell.host.plugins;

import dev.starshell.api.PluginDescriptor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A plugin JAR whose description was read and is in order.
///
/// @param file where it was dropped
/// @param residents entries of nested JARs that stay loaded; docs/decisions/0001
/// @param schema its settings schema as YAML, if it has one
public record PluginJar(
    Path file, PluginDescriptor descriptor, List<String> residents, Optional<String> schema) {
  public PluginJar {
    residents = List.copyOf(residents);
  }

  /// The plugin's id.
  public String id() {
    return descriptor.id();
  }

  /// The JAR's name without its folder.
  public String fileName() {
    return String.valueOf(file.getFileName());
  }
}
