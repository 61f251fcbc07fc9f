package dev.starshell.host.plugins;

import dev.starshell.api.PluginDescriptor;
import dev.starshell.host.admin.Nearest;
import dev.starshell.host.lifecycle.PluginRefusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/// Reads what plugin JARs say of themselves, without loading a class of them.
public final class PluginJarReader {
  static final String DESCRIPTOR = "META-INF/starshell/plugin.properties";
  static final String SCHEMA = "META-INF/starshell/settings.yaml";

  /// Unit: bytes. Descriptor and schema are written by hand; more is a mistake.
  private static final int TEXT_BYTES_MAX = 256 * 1024;

  private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,40}");
  private static final Set<String> KEYS =
      Set.of("id", "version", "api-version", "entry-point", "depends", "resident");

  private final Path file;
  private final JarFile jar;
  private final Properties properties;
  private final List<String> mistakes = new ArrayList<>();

  private PluginJarReader(Path file, JarFile jar, Properties properties) {
    this.file = file;
    this.jar = jar;
    this.properties = properties;
  }

  /// Looks through a folder; one that is missing is empty.
  ///
  /// @throws IOException if the folder cannot be listed
  public static PluginFinds find(Path folder) throws IOException {
    List<PluginJar> jars = new ArrayList<>();
    List<PluginRefusal> refusals = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return new PluginFinds(jars, refusals);
    }
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files = listed.filter(PluginJarReader::isJar).sorted().toList();
    }
    for (Path file : files) {
      read(file, refusals).ifPresent(jars::add);
    }
    return new PluginFinds(jars, refusals);
  }

  /// Reads one JAR.
  ///
  /// @param refusals gets one entry for each mistake
  static Optional<PluginJar> read(Path file, List<PluginRefusal> refusals) {
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      Optional<String> text = text(jar, DESCRIPTOR);
      if (text.isEmpty()) {
        refusals.add(broken(file, "has no " + DESCRIPTOR + "; it is no Starshell plugin."));
        return Optional.empty();
      }
      Properties properties = new Properties();
      properties.load(new StringReader(text.get()));
      PluginJarReader reader = new PluginJarReader(file, jar, properties);
      Optional<PluginJar> read = reader.check();
      for (String mistake : reader.mistakes) {
        refusals.add(broken(file, mistake));
      }
      return reader.mistakes.isEmpty() ? read : Optional.empty();
    } catch (IllegalArgumentException _) {
      // What Properties.load says of a \\u that is no escape.
      refusals.add(broken(file, DESCRIPTOR + " has a broken \\u escape."));
    } catch (IOException e) {
      refusals.add(broken(file, "cannot be read as a JAR (" + e + "); copy it again."));
    }
    return Optional.empty();
  }

  private Optional<PluginJar> check() throws IOException {
    String id = value("id");
    int apiVersion = apiVersion();
    if (apiVersion > PluginDescriptor.API_VERSION && ID.matcher(id).matches()) {
      // A later API may have keys that we cannot judge; the plan refuses it as too new.
      return Optional.of(jar(id, apiVersion, List.of(), List.of()));
    }
    unknownKeys();
    if (!ID.matcher(id).matches()) {
      mistake("id", "is not 1 to 40 lower-case letters, digits and hyphens.");
    }
    if (value("version").isEmpty()) {
      mistake("version", "is missing.");
    }
    String entryPoint = value("entry-point");
    if (entryPoint.isEmpty() || jar.getEntry(entryPoint.replace('.', '/') + ".class") == null) {
      mistake("entry-point", "names no class in the JAR.");
    }
    List<String> depends = list("depends");
    for (String needed : depends) {
      if (!ID.matcher(needed).matches()) {
        mistakes.add(DESCRIPTOR + ": depends has '" + needed + "', which is no plugin id.");
      }
    }
    List<String> residents = list("resident");
    for (String entry : residents) {
      if (jar.getEntry(entry) == null) {
        mistakes.add(DESCRIPTOR + ": resident has '" + entry + "', which is not in the JAR.");
      }
    }
    return Optional.of(jar(id, apiVersion, depends, residents));
  }

  private PluginJar jar(String id, int apiVersion, List<String> depends, List<String> residents)
      throws IOException {
    PluginDescriptor descriptor =
        new PluginDescriptor(id, value("version"), apiVersion, value("entry-point"), depends);
    return new PluginJar(file, descriptor, residents, text(jar, SCHEMA));
  }

  private int apiVersion() {
    String text = value("api-version");
    if (Pattern.matches("[1-9][0-9]{0,8}", text)) {
      return Integer.parseInt(text);
    }
    mistake("api-version", "is no whole number from 1.");
    return 0;
  }

  private void unknownKeys() {
    for (String key : properties.stringPropertyNames().stream().sorted().toList()) {
      if (!KEYS.contains(key)) {
        String meant =
            Nearest.to(key, KEYS).map(near -> "; did you mean " + near + "?").orElse(".");
        mistakes.add(DESCRIPTOR + ": there is no key " + key + meant);
      }
    }
  }

  private void mistake(String key, String what) {
    mistakes.add(DESCRIPTOR + ": " + key + "=" + value(key) + " " + what);
  }

  private String value(String key) {
    return properties.getProperty(key, "").strip();
  }

  private List<String> list(String key) {
    return Stream.of(value(key).split(",", -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static boolean isJar(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".jar") && !name.startsWith(".") && Files.isRegularFile(file);
  }

  private static Optional<String> text(JarFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    if (entry == null) {
      return Optional.empty();
    }
    try (InputStream in = jar.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(TEXT_BYTES_MAX + 1);
      if (bytes.length > TEXT_BYTES_MAX) {
        throw new IOException(name + " has more than " + TEXT_BYTES_MAX + " bytes");
      }
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private static PluginRefusal broken(Path file, String sentence) {
    String name = String.valueOf(file.getFileName());
    return new PluginRefusal(name, name, "PLUGIN_BROKEN", name + ": " + sentence);
  }
}
