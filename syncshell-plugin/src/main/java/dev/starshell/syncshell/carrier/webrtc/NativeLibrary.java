package dev.starshell.syncshell.carrier.webrtc;

import dev.onvoid.webrtc.internal.NativeLoader;
import dev.starshell.syncshell.content.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Loads the WebRTC library's native part on any machine, headless ones included.
///
/// The library would extract 23 MB into the temporary directory at each load. Here it is kept once
/// in a private directory under its own hash, which must be the one that `natives.sha256` lists for
/// the platform, in the JAR and on the disk alike. It is loaded from there in the name of the class
/// loader that holds the WebRTC classes, so that it outlives a reload of the plugin. Desktop
/// libraries that are absent are replaced by empty stand-ins first ([StandInObject]).
public final class NativeLibrary {
  /// What the native library names and never calls with the headless audio module. Nothing else is
  /// ever replaced. Source: docs/decisions/0008-webrtc-library.md, measured with all seven
  /// replaced.
  static final Set<String> REPLACEABLE =
      Set.of(
          "libpulse.so.0",
          "libX11.so.6",
          "libXfixes.so.3",
          "libXrandr.so.2",
          "libXcomposite.so.1",
          "libdbus-1.so.3",
          "libudev.so.1");

  private final ResidentCode resident;
  private final List<String> replaced;

  private NativeLibrary(ResidentCode resident, List<String> replaced) {
    this.resident = resident;
    this.replaced = List.copyOf(replaced);
  }

  /// Loads the library, or finds it loaded by an earlier start of the plugin.
  ///
  /// Thread: a platform thread; takes some 200 ms the first time.
  ///
  /// @param directory private to this process's user; made if absent
  /// @throws NativeMissingException if the library cannot be used here
  public static NativeLibrary load(Path directory) throws NativeMissingException {
    return load(directory, NativeLibrary::canLoad);
  }

  /// As [#load(Path)], with another word on which sonames the machine has.
  @SuppressWarnings("LockOnNonEnclosingClassLiteral")
  static NativeLibrary load(Path directory, Predicate<String> present)
      throws NativeMissingException {
    ResidentCode resident;
    try {
      resident = ResidentCode.attach();
    } catch (ReflectiveOperationException e) {
      throw new NativeMissingException(
          "The WebRTC classes on the class path are not those of this version; install the plugin's own"
              + " JAR without another copy of webrtc-java beside it.",
          e);
    }
    // The one monitor that all loads of this plugin share: its class outlives theirs.
    synchronized (NativeLoader.class) {
      List<String> replaced = List.of();
      if (!resident.isLoaded()) {
        replaced = loadFirst(resident, directory, present);
        resident.markLoaded();
      }
      return new NativeLibrary(resident, replaced);
    }
  }

  /// The sonames for which this call loaded a stand-in.
  public List<String> replaced() {
    return replaced;
  }

  ResidentCode resident() {
    return resident;
  }

  private static List<String> loadFirst(
      ResidentCode resident, Path directory, Predicate<String> present)
      throws NativeMissingException {
    NativePlatform platform = NativePlatform.ofThisProcess();
    List<String> replaced = new ArrayList<>();
    try {
      Digest wanted = NativeHashes.of(platform.resource());
      PrivateFiles files = PrivateFiles.open(directory);
      Path file =
          files.keepOnly("webrtc-", platform.suffix(), wanted, () -> resource(resident, platform));
      if (platform.takesStandIns()) {
        replaceMissing(resident, platform, files, NeededLibraries.of(file), present, replaced);
      }
      // Right before it is loaded: the stand-ins took their time.
      PrivateFiles.requireHash(file, wanted);
      load(resident, files, file, wanted);
    } catch (NativeMissingException e) {
      throw e;
    } catch (IOException e) {
      throw new NativeMissingException(
          "The WebRTC library cannot be written to %s; make the directory writable or free space."
              .formatted(directory),
          e);
    }
    return replaced;
  }

  /// The JVM gives one file to one class loader. A plugin of another version, with other resident
  /// libraries, may have had it in this process (docs/decisions/0001): then a copy is loaded.
  private static void load(ResidentCode resident, PrivateFiles files, Path file, Digest wanted)
      throws IOException {
    try {
      resident.load(file.toString());
    } catch (UnsatisfiedLinkError first) {
      try {
        resident.load(files.copy(file, wanted).toString());
      } catch (UnsatisfiedLinkError e) {
        e.addSuppressed(first);
        throw new NativeMissingException(
            "The WebRTC library %s does not load on this system; it needs glibc 2.18 or newer on"
                    .formatted(file)
                + " Linux and a data directory that is not mounted noexec.",
            e);
      }
    }
  }

  private static void replaceMissing(
      ResidentCode resident,
      NativePlatform platform,
      PrivateFiles files,
      List<String> needed,
      Predicate<String> present,
      List<String> replaced)
      throws IOException {
    List<String> hopeless = new ArrayList<>();
    for (String soname : needed) {
      if (present.test(soname)) {
        continue;
      }
      if (!REPLACEABLE.contains(soname)) {
        hopeless.add(soname);
        continue;
      }
      byte[] standIn = StandInObject.bytes(soname, platform.elfMachine());
      Path file = files.write("standin-" + soname, standIn);
      try {
        resident.load(file.toString());
      } catch (UnsatisfiedLinkError e) {
        throw new NativeMissingException(
            "%s is missing and its stand-in %s does not load; install the system's package with %s"
                    .formatted(soname, file, soname)
                + " or move the data directory to a file system that is not mounted noexec.",
            e);
      }
      replaced.add(soname);
    }
    if (!hopeless.isEmpty()) {
      throw new NativeMissingException(
          "The WebRTC library needs %s; install the system's packages that have them (glibc-based"
                  .formatted(String.join(", ", hopeless))
              + " Linux only).",
          null);
    }
  }

  private static InputStream resource(ResidentCode resident, NativePlatform platform)
      throws IOException {
    @Nullable InputStream found = resident.loader().getResourceAsStream(platform.resource());
    if (found == null) {
      throw new NativeMissingException(
          "%s is not in the plugin's JAR; install the JAR that was built for this platform."
              .formatted(platform.resource()),
          null);
    }
    return found;
  }

  /// Asks the system's linker, which knows its own search path.
  private static boolean canLoad(String soname) {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(soname, arena);
      return true;
    } catch (IllegalArgumentException _) {
      // The one documented sign that the library cannot be loaded.
      return false;
    }
  }
}
