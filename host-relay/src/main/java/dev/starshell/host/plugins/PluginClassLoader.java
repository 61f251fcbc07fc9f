package dev.starshell.host.plugins;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A plugin's own classes, which win over everything but the shared ones and its resident ones.
///
/// Its name is unique in the process, so a stack trace tells whose code a thread runs.
final class PluginClassLoader extends URLClassLoader {
  static {
    ClassLoader.registerAsParallelCapable();
  }

  private final ResidentClassLoader resident;

  PluginClassLoader(String name, Path jar, ResidentClassLoader resident) {
    super(name, new URL[] {ResidentClassLoader.Urls.of(jar)}, resident);
    this.resident = resident;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        loaded = find(name);
      }
      if (resolve) {
        resolveClass(loaded);
      }
      return loaded;
    }
  }

  private Class<?> find(String name) throws ClassNotFoundException {
    if (SharedClasses.isShared(name) || resident.hasPackageOf(name)) {
      return resident.loadClass(name);
    }
    try {
      return findClass(name);
    } catch (ClassNotFoundException _) {
      return resident.loadClass(name);
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    URL own = findResource(name);
    return own != null ? own : resident.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    List<URL> all = new ArrayList<>(Collections.list(findResources(name)));
    all.addAll(Collections.list(resident.getResources(name)));
    return Collections.enumeration(all);
  }
}
