package dev.starshell.host;

import dev.starshell.api.PluginFailure;
import dev.starshell.api.settings.Settings;
import dev.starshell.host.config.ConfigFile;
import dev.starshell.host.config.ConfigProblem;
import dev.starshell.host.config.Schema;
import dev.starshell.host.config.SchemaException;
import dev.starshell.host.config.SchemaReader;
import dev.starshell.host.home.HomeDirectory;
import dev.starshell.host.home.HomeFailure;
import dev.starshell.host.home.HomeLock;
import dev.starshell.host.home.PrivateFiles;
import dev.starshell.host.lifecycle.PluginRefusal;
import dev.starshell.host.plugins.PluginFinds;
import dev.starshell.host.plugins.PluginJar;
import dev.starshell.host.plugins.PluginJarReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a host stands on before anything is started: its home, the lock on it, a right config file,
/// and the plugin JARs that were found.
///
/// @param reading of the config file, without problems
record HostFoundation(
    HomeDirectory home,
    HomeLock lock,
    Path configFile,
    PluginFinds finds,
    ConfigFile.Reading reading) {

  /// Checks everything. Nothing runs, and no port is open, when this fails.
  ///
  /// @throws HostStartFailure with every mistake there is
  static HostFoundation lay(HostOptions options) throws HostStartFailure {
    HomeDirectory home = new HomeDirectory(options.home());
    HomeLock lock = locked(home);
    boolean isLaid = false;
    try {
      copyBundled(home, options);
      Path configFile = options.config().orElse(home.config()).toAbsolutePath().normalize();
      if (options.config().isEmpty() && Files.notExists(configFile)) {
        PrivateFiles.write(configFile, ConfigFile.shipped());
      }
      Map<String, Schema> schemas = new LinkedHashMap<>();
      PluginFinds finds = withSchemas(PluginJarReader.find(home.plugins()), schemas);
      ConfigFile.Reading reading = ConfigFile.read(configFile, home.root(), schemas);
      if (!reading.problems().isEmpty()) {
        throw new HostStartFailure(ExitCode.CONFIG, shown(configFile, reading.problems()));
      }
      isLaid = true;
      return new HostFoundation(home, lock, configFile, finds, reading);
    } catch (IOException e) {
      throw unusable(home, e);
    } finally {
      if (!isLaid) {
        release(lock);
      }
    }
  }

  /// One plugin's settings as they stand in the file now.
  ///
  /// @throws PluginFailure with every mistake of its section, or of the file as a whole
  Settings settingsOf(PluginJar jar) throws PluginFailure {
    Schema schema;
    try {
      schema = schema(jar);
    } catch (SchemaException e) {
      throw new PluginFailure("PLUGIN_BROKEN", brokenSchema(jar, e));
    }
    ConfigFile.Reading now = ConfigFile.read(configFile, home.root(), Map.of(jar.id(), schema));
    String section = "plugins." + jar.id();
    List<ConfigProblem> mine =
        now.problems().stream()
            .filter(problem ->
                problem.key().isEmpty()
                    || problem.key().equals(section)
                    || problem.key().startsWith(section + "."))
            .toList();
    if (!mine.isEmpty()) {
      throw new PluginFailure("CONFIG_INVALID", String.join(" · ", shown(configFile, mine)));
    }
    Settings settings = now.plugins().get(jar.id());
    if (settings == null) {
      throw new IllegalStateException("plugin=" + jar.id() + " has no settings");
    }
    return settings;
  }

  List<String> warnings() {
    return shown(configFile, reading.warnings());
  }

  private static HomeLock locked(HomeDirectory home) throws HostStartFailure {
    try {
      home.ensure();
      return HomeLock.tryTake(home)
          .orElseThrow(() ->
              HostStartFailure.of(
                  ExitCode.HOME_LOCKED,
                  "HOME_LOCKED",
                  "Another process (pid %s) has the home %s; stop it, or use another --home."
                      .formatted(holder(home), home.root())));
    } catch (HomeFailure e) {
      throw HostStartFailure.of(ExitCode.HOME_UNUSABLE, e.code(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw unusable(home, e);
    }
  }

  private static String holder(HomeDirectory home) {
    try {
      return Files.readString(home.run().resolve("host.lock"), StandardCharsets.US_ASCII).strip();
    } catch (IOException _) {
      // Windows locks the bytes for reading as well.
      return "unknown";
    }
  }

  private static void copyBundled(HomeDirectory home, HostOptions options) throws IOException {
    if (Files.exists(home.plugins())) {
      return;
    }
    // Copied aside and renamed: a crash half way leaves a home that still counts as new.
    Path fresh = Files.createTempDirectory(home.root(), ".plugins-");
    if (options.bundledPlugins().isPresent()) {
      try (Stream<Path> jars = Files.list(options.bundledPlugins().get())) {
        for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
          Files.copy(jar, fresh.resolve(jar.getFileName()));
        }
      }
    }
    Files.move(fresh, home.plugins());
  }

  private static PluginFinds withSchemas(PluginFinds finds, Map<String, Schema> schemas) {
    List<PluginJar> jars = new ArrayList<>();
    List<PluginRefusal> refusals = new ArrayList<>(finds.refusals());
    for (PluginJar jar : finds.jars()) {
      try {
        schemas.putIfAbsent(jar.id(), schema(jar));
        jars.add(jar);
      } catch (SchemaException e) {
        refusals.add(
            new PluginRefusal(jar.fileName(), jar.id(), "PLUGIN_BROKEN", brokenSchema(jar, e)));
      }
    }
    return new PluginFinds(jars, refusals);
  }

  private static Schema schema(PluginJar jar) throws SchemaException {
    return SchemaReader.read(jar.schema().orElse("").getBytes(StandardCharsets.UTF_8));
  }

  private static String brokenSchema(PluginJar jar, SchemaException e) {
    return jar.fileName() + ": META-INF/starshell/settings.yaml is broken, " + e.getMessage();
  }

  private static List<String> shown(Path file, List<ConfigProblem> problems) {
    return problems.stream().map(problem -> problem.show(file.toString())).toList();
  }

  static HostStartFailure unusable(HomeDirectory home, IOException e) {
    return HostStartFailure.of(
        ExitCode.HOME_UNUSABLE,
        "HOME_UNUSABLE",
        "The home %s cannot be used (%s); %s."
            .formatted(home.root(), e, home.advice("choose another --home")));
  }

  private static void release(HomeLock lock) throws HostStartFailure {
    try {
      lock.close();
    } catch (IOException e) {
      throw HostStartFailure.of(ExitCode.INTERNAL, "INTERNAL", "The lock stays: " + e);
    }
  }
}
