package dev.starshell.host.plugins;

import java.util.List;

/// What a plugin sees of its host: the JDK, the plugin API, slf4j and JSpecify; nothing else.
final class SharedClasses extends ClassLoader {
  static {
    ClassLoader.registerAsParallelCapable();
  }

  private static final List<String> PREFIXES =
      List.of("dev.starshell.api.", "org.slf4j.", "org.jspecify.");

  private final ClassLoader host;

  SharedClasses(ClassLoader host) {
    super("starshell-shared", ClassLoader.getPlatformClassLoader());
    this.host = host;
  }

  static boolean isShared(String className) {
    return className.startsWith("java.") || PREFIXES.stream().anyMatch(className::startsWith);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    return PREFIXES.stream().anyMatch(name::startsWith)
        ? host.loadClass(name)
        : super.loadClass(name, resolve);
  }
}
