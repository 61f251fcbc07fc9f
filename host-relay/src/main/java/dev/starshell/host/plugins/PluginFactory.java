package dev.starshell.host.plugins;

import dev.starshell.api.PluginFailure;
import dev.starshell.api.settings.Settings;
import dev.starshell.host.home.HomeDirectory;
import dev.starshell.host.home.HomeFailure;
import dev.starshell.host.home.PrivateFiles;
import dev.starshell.host.lifecycle.PluginRefusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Brings plugin JARs into memory, from private copies. Thread: `plugins`.
final class PluginFactory {
  private final HomeDirectory home;
  private final PluginServices services;
  private final ResidentLibraries residents;

  private long copies;

  PluginFactory(HomeDirectory home, PluginServices services) {
    this.home = home;
    this.services = services;
    SharedClasses shared = new SharedClasses(PluginFactory.class.getClassLoader());
    residents = new ResidentLibraries(residentFolder(), shared);
  }

  /// Makes the private folders and throws away copies of an earlier process.
  void prepare() throws IOException, HomeFailure {
    PrivateFiles.ensureDirectory(copyFolder());
    PrivateFiles.ensureDirectory(residentFolder());
    try (Stream<Path> old = Files.list(copyFolder())) {
      for (Path file : old.toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /// Copies the JAR and makes its class loaders. No code of the plugin runs yet.
  ///
  /// @throws PluginFailure `PLUGIN_BROKEN` if the JAR or the disk fails; nothing stays loaded
  LoadedPlugin load(PluginJar jar, Settings settings) throws PluginFailure {
    copies++;
    String name = jar.id() + "-" + copies;
    Path copy = copyFolder().resolve(name + ".jar");
    try {
      PrivateFiles.ensureDirectory(home.pluginData(jar.id()));
      Files.copy(jar.file(), copy);
      refuseIfChanged(jar, copy);
      ResidentClassLoader resident = residents.of(copy, jar.residents());
      PluginClassLoader loader = new PluginClassLoader("plugin-" + name, copy, resident);
      Path data = home.pluginData(jar.id());
      return new LoadedPlugin(
          jar, copy, loader, new Grants(jar, home.root(), data, settings, services));
    } catch (HomeFailure e) {
      throw new PluginFailure(e.code(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new PluginFailure(
          "PLUGIN_BROKEN",
          "%s cannot be loaded (%s); %s."
              .formatted(jar.fileName(), e, home.advice("copy it again")),
          e);
    }
  }

  /// Deletes resident libraries that nothing uses. For after the start, when all that are used are
  /// known.
  void deleteUnusedResidents() throws IOException {
    residents.deleteUnused();
  }

  private static void refuseIfChanged(PluginJar jar, Path copy) throws PluginFailure {
    List<PluginRefusal> refusals = new ArrayList<>();
    Optional<PluginJar> copied = PluginJarReader.read(copy, refusals);
    boolean isSame =
        copied.isPresent()
            && copied.get().descriptor().equals(jar.descriptor())
            && copied.get().residents().equals(jar.residents())
            && copied.get().schema().equals(jar.schema());
    if (!isSame) {
      throw new PluginFailure(
          "PLUGIN_BROKEN", jar.fileName() + " changed while it was loaded; load it again.");
    }
  }

  private Path copyFolder() {
    return home.hostData().resolve("loaded");
  }

  private Path residentFolder() {
    return home.hostData().resolve("resident");
  }
}
