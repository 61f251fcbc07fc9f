package dev.starshell.host.plugins;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;

/// Classes that stay for the life of the process, because native code holds on to them.
final class ResidentClassLoader extends URLClassLoader {
  static {
    ClassLoader.registerAsParallelCapable();
  }

  private final Set<String> packages;

  ResidentClassLoader(List<Path> jars, ClassLoader parent) throws IOException {
    super("starshell-resident", jars.stream().map(Urls::of).toArray(URL[]::new), parent);
    Set<String> found = new HashSet<>();
    for (Path file : jars) {
      try (JarFile jar = new JarFile(file.toFile())) {
        jar.stream()
            .map(entry -> entry.getName())
            .filter(name -> name.endsWith(".class") && name.indexOf('/') > 0)
            .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
            .forEach(found::add);
      }
    }
    packages = Set.copyOf(found);
  }

  /// Whether classes of this package are taken from here, never from the plugin.
  boolean hasPackageOf(String className) {
    int dot = className.lastIndexOf('.');
    return dot > 0 && packages.contains(className.substring(0, dot));
  }

  /// Local files as URLs.
  static final class Urls {
    private Urls() {}

    static URL of(Path file) {
      try {
        return file.toUri().toURL();
      } catch (MalformedURLException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
