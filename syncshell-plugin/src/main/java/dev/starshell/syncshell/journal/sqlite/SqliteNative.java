package dev.starshell.syncshell.journal.sqlite;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.HashList;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.journal.StateException;
import dev.starshell.syncshell.journal.StateFault;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/// Loads SQLite's native part only if it is, byte for byte, the one that this source tree names
/// (`natives.sha256`), from a directory of our own.
///
/// Left alone, the driver would extract it to the directory for temporary files and, where that
/// fails, load whatever the library path has under its name. It is loaded here in the driver's own
/// name, and the driver is told that it is done: the JVM binds a native library to the class loader
/// that asks, and the driver's outlives this plugin's.
final class SqliteNative {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteNative.class);
  private static final String LIST = "natives.sha256";
  private static final String PREFIX = "sqlite-";

  private SqliteNative() {}

  /// Opens a resource of the driver's JAR.
  interface Source {
    Optional<InputStream> open(String resource) throws IOException;
  }

  /// Loads the library, or finds it loaded.
  ///
  /// @param folder private to this process's user; made if absent
  /// @throws StateException with `NATIVE_ALTERED` if its bytes are not those that are listed
  @SuppressWarnings("LockOnNonEnclosingClassLiteral")
  static void load(Path folder) throws IOException {
    // The monitor that the driver's own loading takes: its class outlives ours.
    synchronized (SQLiteJDBCLoader.class) {
      try {
        Lookup driver =
            MethodHandles.privateLookupIn(SQLiteJDBCLoader.class, MethodHandles.lookup());
        VarHandle done =
            driver.findStaticVarHandle(SQLiteJDBCLoader.class, "extracted", boolean.class);
        if (!(boolean) done.get()) {
          loadFirst(driver, folder);
          done.set(true);
        }
      } catch (ReflectiveOperationException e) {
        throw new StateException(
            StateFault.STATE_FAILED,
            "The SQLite classes on the class path are not of version %s; install the plugin's own"
                    .formatted(listed().version())
                + " JAR without another copy of sqlite-jdbc beside it.",
            e);
      }
    }
  }

  private static void loadFirst(Lookup driver, Path folder)
      throws IOException, ReflectiveOperationException {
    MethodHandle load =
        driver.findStatic(
            SQLiteJDBCLoader.class,
            "loadNativeLibrary",
            MethodType.methodType(boolean.class, String.class, String.class));
    String resource =
        LibraryLoaderUtil.getNativeLibResourcePath().substring(1)
            + "/"
            + LibraryLoaderUtil.getNativeLibName();
    Path file =
        checked(
            folder,
            resource,
            name ->
                Optional.ofNullable(
                    SQLiteJDBCLoader.class.getClassLoader().getResourceAsStream(name)));
    // The JVM gives one file to one class loader. A plugin of another version, with other resident
    // libraries, may have had it in this process (docs/decisions/0001).
    if (!loads(load, file) && !loads(load, copied(file, wanted(resource)))) {
      throw new StateException(
          StateFault.STATE_FAILED,
          "The SQLite library %s does not load on this system; it needs a data directory that is"
                  .formatted(file)
              + " not mounted noexec.");
    }
  }

  private static boolean loads(MethodHandle load, Path file) {
    try {
      return (boolean) load.invokeExact(file.getParent() + "", file.getFileName() + "");
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("loading failed in an unknown way", e);
    }
  }

  /// The same library under a name that nobody has loaded; gone after the next start.
  private static Path copied(Path file, Digest wanted) throws IOException {
    Path copy = Files.createTempFile(file.getParent(), PREFIX, suffix(file.toString()));
    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    if (!holds(copy, wanted)) {
      throw altered(copy.toString(), wanted);
    }
    return copy;
  }

  /// Keeps the listed library in `folder` under its hash, read again from there and compared.
  static Path checked(Path folder, String resource, Source source) throws IOException {
    Digest wanted = wanted(resource);
    byte[] bytes = bytesOf(resource, source);
    if (!Sha256.of(bytes).equals(wanted)) {
      throw altered(resource + " in the plugin's JAR", wanted);
    }
    Path file = prepare(folder).resolve(PREFIX + wanted.toHex() + suffix(resource));
    if (!holds(file, wanted)) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        LOG.atWarn().addKeyValue("file", file).log("native library was altered, written anew");
      }
      Path part = Files.createTempFile(file.getParent(), "part-", ".tmp");
      Files.write(part, bytes);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      if (!holds(file, wanted)) {
        throw altered(file.toString(), wanted);
      }
    }
    deleteOthers(file);
    return file;
  }

  private static Digest wanted(String resource) throws IOException {
    return listed()
        .hashOf(resource)
        .orElseThrow(() ->
            new StateException(
                StateFault.STATE_FAILED,
                "SQLite has no native library %s that is known to be good; use Linux, macOS"
                        .formatted(resource)
                    + " or Windows on x86-64 or arm64."));
  }

  /// The hashes that this source tree names.
  static HashList listed() throws IOException {
    try (InputStream in = SqliteNative.class.getResourceAsStream(LIST)) {
      if (in == null) {
        throw new StateException(
            StateFault.NATIVE_ALTERED,
            "The list " + LIST + " is not in the plugin's JAR; get the JAR anew.");
      }
      return HashList.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static byte[] bytesOf(String resource, Source source) throws IOException {
    try (InputStream in =
        source
            .open(resource)
            .orElseThrow(() ->
                new StateException(
                    StateFault.STATE_FAILED,
                    resource + " is not in the plugin's JAR; get the JAR anew."))) {
      return in.readAllBytes();
    }
  }

  private static boolean holds(Path file, Digest wanted) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Sha256.of(Files.readAllBytes(file)).equals(wanted);
  }

  private static Path prepare(Path folder) throws IOException {
    Path absolute = Files.createDirectories(folder.toAbsolutePath().normalize());
    if (absolute.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(absolute, PosixFilePermissions.fromString("rwx------"));
    }
    return absolute;
  }

  private static void deleteOthers(Path kept) throws IOException {
    try (DirectoryStream<Path> old =
        Files.newDirectoryStream(kept.resolveSibling(""), PREFIX + "*")) {
      for (Path file : old) {
        if (!file.equals(kept)) {
          deleteOld(file);
        }
      }
    }
  }

  private static void deleteOld(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      // Windows holds a library that is loaded; the next start tries again.
      LOG.atDebug().setCause(e).addKeyValue("file", file).log("old native library not deleted");
    }
  }

  private static String suffix(String resource) {
    return resource.substring(resource.lastIndexOf('.'));
  }

  private static StateException altered(String what, Digest wanted) {
    return new StateException(
        StateFault.NATIVE_ALTERED,
        "%s is not the SQLite library that this version was made with (SHA-256 %s); nothing of it"
                .formatted(what, wanted.toHex())
            + " was loaded. Get the plugin's JAR anew from where you trust it.");
  }
}
