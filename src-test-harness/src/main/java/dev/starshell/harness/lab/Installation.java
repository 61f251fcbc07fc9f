package dev.starshell.harness.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Where the built parts of Starshell are.
///
/// @param root the folder with the launcher script
public record Installation(Path root) {
  /// System property that names the root; the launcher and the build set it.
  public static final String ROOT_PROPERTY = "starshell.root";

  public Installation {
    root = root.toAbsolutePath().normalize();
  }

  /// The installation this program belongs to.
  ///
  /// @throws IllegalStateException if the system property is not set or parts are not built
  public static Installation current() {
    String root = System.getProperty(ROOT_PROPERTY);
    if (root == null) {
      throw new IllegalStateException(
          "system property " + ROOT_PROPERTY + " is not set; start this with ./starshell");
    }
    Installation found = new Installation(Path.of(root));
    for (Path part : List.of(found.hostJar(), found.pluginJar(), found.hostOptions())) {
      if (!Files.isRegularFile(part)) {
        throw new IllegalStateException(part + " is missing; run ./starshell build");
      }
    }
    return found;
  }

  /// The runnable host.
  public Path hostJar() {
    return root.resolve("host-relay/target/host/host-relay.jar");
  }

  /// The plugin that hosts load.
  public Path pluginJar() {
    return pluginFolder().resolve("syncshell-plugin.jar");
  }

  /// The folder of plugins that every host is given.
  public Path pluginFolder() {
    return root.resolve("syncshell-plugin/target/plugin");
  }

  /// Options of the Java runtime of hosts, an argument file.
  public Path hostOptions() {
    return root.resolve("config/host.options");
  }

  /// The launcher script.
  public Path launcher() {
    return root.resolve("starshell");
  }

  /// The Java runtime that hosts run on: the one this program runs on.
  public Path java() {
    String name = System.getProperty("os.name", "").startsWith("Windows") ? "java.exe" : "java";
    return Path.of(System.getProperty("java.home"), "bin", name);
  }
}
