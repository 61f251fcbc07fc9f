package dev.starshell.host.config;

import dev.starshell.api.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads host.yaml: the host's own settings and a section for each plugin, all mistakes at once.
public final class ConfigFile {
  /// Largest config file. Unit: bytes. Nobody writes more by hand.
  static final int BYTES_MAX = 1024 * 1024;

  static final String PLUGINS = "plugins";

  private ConfigFile() {}

  /// What a config file says.
  ///
  /// @param host the host's own settings
  /// @param plugins those of each plugin, by id
  /// @param problems every mistake, by line; if there is one the settings must not be used
  /// @param warnings what is odd and does no harm
  public record Reading(
      Settings host,
      Map<String, Settings> plugins,
      List<ConfigProblem> problems,
      List<ConfigProblem> warnings) {
    public Reading {
      plugins = Map.copyOf(plugins);
      problems = List.copyOf(problems);
      warnings = List.copyOf(warnings);
    }
  }

  /// Reads and checks the file.
  ///
  /// @param home relative paths are resolved against it
  /// @param plugins the schema of each plugin that is installed, by id
  public static Reading read(Path file, Path home, Map<String, Schema> plugins) {
    byte[] bytes;
    try {
      if (Files.isDirectory(file)) {
        return unread(
            home,
            plugins,
            ConfigProblem.ofFile("CONFIG_NOT_A_FILE", file + " is a folder; name the file in it."));
      }
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(BYTES_MAX + 1);
      }
    } catch (NoSuchFileException _) {
      return unread(
          home,
          plugins,
          ConfigProblem.ofFile(
              "CONFIG_MISSING", file + " is not there; leave --config away for the default."));
    } catch (IOException e) {
      return unread(
          home,
          plugins,
          ConfigProblem.ofFile("CONFIG_UNREADABLE", file + " cannot be read: " + e + "."));
    }
    return check(bytes, home, plugins);
  }

  /// Checks the bytes of a config file.
  public static Reading check(byte[] bytes, Path home, Map<String, Schema> plugins) {
    if (bytes.length > BYTES_MAX) {
      return unread(
          home,
          plugins,
          ConfigProblem.ofFile(
              "CONFIG_TOO_LARGE", "the file has more than " + BYTES_MAX + " bytes."));
    }
    return switch (YamlText.read(bytes)) {
      case YamlText.Broken(ConfigProblem problem) -> unread(home, plugins, problem);
      case YamlText.Tree(Optional<Node> root) -> walk(root, home, plugins, new Problems());
    };
  }

  /// The commented default file, as it is written to a new home.
  public static byte[] shipped() {
    return resource("host.yaml");
  }

  private static Reading unread(Path home, Map<String, Schema> plugins, ConfigProblem problem) {
    Reading defaults = walk(Optional.empty(), home, plugins, new Problems());
    return new Reading(defaults.host(), defaults.plugins(), List.of(problem), List.of());
  }

  private static Reading walk(
      Optional<Node> root, Path home, Map<String, Schema> plugins, Problems problems) {
    Schema whole = hostSchema().withSection(PLUGINS, Schema.EMPTY);
    for (Map.Entry<String, Schema> plugin : plugins.entrySet()) {
      whole = whole.withSection(PLUGINS + "." + plugin.getKey(), plugin.getValue());
    }
    ValueReader values = new ValueReader(home.toAbsolutePath().normalize(), problems);
    Optional<MappingNode> mapping = Optional.empty();
    if (root.isPresent() && root.get() instanceof MappingNode top) {
      mapping = Optional.of(top);
    } else if (root.isPresent() && !ValueReader.isNull(root.get())) {
      var _ = values.wrongType("the file", root.get(), "keys with values", "something else");
    }
    CheckedSettings all = new SectionReader(whole, values, "").read(mapping);
    Map<String, Settings> sections = new LinkedHashMap<>();
    for (String id : plugins.keySet()) {
      sections.put(id, all.section(PLUGINS + "." + id));
    }
    return new Reading(all, sections, problems.errors(), problems.warnings());
  }

  private static Schema hostSchema() {
    try {
      return SchemaReader.read(resource("host-settings.yaml"));
    } catch (SchemaException e) {
      throw new IllegalStateException("the host's own schema is broken", e);
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = ConfigFile.class.getResourceAsStream("/dev/starshell/host/" + name)) {
      if (in == null) {
        throw new IllegalStateException("resource=" + name + " is not in this JAR");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
