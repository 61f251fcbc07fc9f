package dev.starshell.syncshell.carrier.webrtc;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Plays a host that loads, unloads and loads the plugin: the WebRTC library stays in a loader of
/// its own, everything else comes from a loader that must become unreachable.
final class ReloadMain {
  private static final Duration GONE_MAX = Duration.ofSeconds(10);

  private ReloadMain() {}

  /// Arguments: directory of the native library.
  public static void main(String[] arguments) throws Exception {
    List<URL> resident = new ArrayList<>();
    List<URL> plugin = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      URL url = Path.of(entry).toUri().toURL();
      (entry.contains("webrtc-java") ? resident : plugin).add(url);
    }
    URLClassLoader parent =
        new URLClassLoader(resident.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    for (String turn : List.of("first", "second")) {
      WeakReference<ClassLoader> loader = oneLife(turn, parent, plugin, arguments[0]);
      System.out.println(turn + " loader gone=" + isGone(loader));
    }
    // The resident loader is needed to the end.
    System.out.println("resident=" + (parent.getURLs().length > 0));
  }

  private static WeakReference<ClassLoader> oneLife(
      String turn, ClassLoader parent, List<URL> plugin, String directory) throws Exception {
    URLClassLoader child = new URLClassLoader(plugin.toArray(URL[]::new), parent);
    Thread life =
        Thread.ofPlatform()
            .name("life-" + turn)
            .unstarted(() -> {
              try {
                child
                    .loadClass(PluginLife.class.getName())
                    .getMethod("run", String.class, String.class)
                    .invoke(null, turn, directory);
              } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("the plugin class does not run", e);
              }
            });
    life.setContextClassLoader(child);
    life.start();
    life.join();
    child.close();
    return new WeakReference<>(child);
  }

  private static boolean isGone(WeakReference<ClassLoader> loader) {
    long end = System.nanoTime() + GONE_MAX.toNanos();
    while (loader.get() != null && System.nanoTime() < end) {
      System.gc();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    return loader.get() == null;
  }
}
