package dev.starshell.host.plugins;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/// Real plugin JARs, compiled on the spot.
public final class PluginJars {
  private final Path folder;
  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final List<Path> classPath = new ArrayList<>();

  private PluginJars(Path folder) {
    this.folder = folder;
  }

  /// Starts a JAR. The folder is for sources and classes, and must be the JAR's own.
  public static PluginJars in(Path folder) {
    return new PluginJars(folder);
  }

  /// Adds one class.
  public PluginJars source(String className, String code) {
    sources.put(className, code);
    return this;
  }

  /// Adds one text entry.
  public PluginJars text(String entry, String text) {
    entries.put(entry, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /// Adds one file as an entry, and compiles against it.
  public PluginJars nested(String entry, Path jar) throws IOException {
    entries.put(entry, Files.readAllBytes(jar));
    classPath.add(jar);
    return this;
  }

  /// A descriptor with these lines after id, version 1.0 and API version 1.
  public PluginJars descriptor(String id, String entryPoint, String... more) {
    return text(
        "META-INF/starshell/plugin.properties",
        "id="
            + id
            + "\nversion=1.0\napi-version=1\nentry-point="
            + entryPoint
            + "\n"
            + String.join("\n", more));
  }

  /// Compiles and writes the JAR.
  public Path write(Path jar) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    compile(classes);
    Files.createDirectories(jar.toAbsolutePath().getParent());
    Path fresh = folder.resolve("fresh.jar");
    try (OutputStream out = Files.newOutputStream(fresh);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        put(zip, classes.relativize(file).toString(), Files.readAllBytes(file));
      }
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        put(zip, entry.getKey(), entry.getValue());
      }
    }
    return Files.move(fresh, jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private void compile(Path classes) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", classes.toString()));
    String path = System.getProperty("java.class.path");
    for (Path jar : classPath) {
      path += java.io.File.pathSeparator + jar;
    }
    arguments.addAll(List.of("-cp", path));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = folder.resolve("src").resolve(source.getKey().replace('.', '/') + ".java");
      Files.createDirectories(file.getParent());
      Files.writeString(file, source.getValue());
      arguments.add(file.toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (!sources.isEmpty()
        && compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new IllegalStateException("the test plugin does not compile");
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }
}
