package dev.starshell.host.plugins;

import dev.starshell.host.home.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// Libraries that stay loaded as long as the process: docs/decisions/0001-resident-libraries.md.
///
/// Thread: `plugins`.
final class ResidentLibraries {
  private final Path folder;
  private final SharedClasses shared;
  private final Map<Set<String>, ResidentClassLoader> loaders = new HashMap<>();

  /// @param folder private; extracted libraries are kept here, named by their hash
  ResidentLibraries(Path folder, SharedClasses shared) {
    this.folder = folder;
    this.shared = shared;
  }

  /// The loader for a JAR's resident libraries: the same one for the same bytes.
  ///
  /// @param jar the private copy
  /// @throws IOException if a library cannot be extracted
  ResidentClassLoader of(Path jar, List<String> entries) throws IOException {
    Map<String, Path> byHash = new TreeMap<>();
    try (JarFile open = new JarFile(jar.toFile(), false)) {
      for (String entry : entries) {
        Path file = extract(open, entry);
        byHash.put(String.valueOf(file.getFileName()), file);
      }
    }
    Set<String> hashes = Set.copyOf(byHash.keySet());
    ResidentClassLoader known = loaders.get(hashes);
    if (known == null) {
      known = new ResidentClassLoader(List.copyOf(byHash.values()), shared);
      loaders.put(hashes, known);
    }
    return known;
  }

  /// Deletes libraries that no plugin of this process uses: those of older versions.
  void deleteUnused() throws IOException {
    List<Path> unused = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file ->
              loaders.keySet().stream()
                  .noneMatch(used -> used.contains(String.valueOf(file.getFileName()))))
          .forEach(unused::add);
    }
    for (Path file : unused) {
      Files.deleteIfExists(file);
    }
  }

  private Path extract(JarFile jar, String entry) throws IOException {
    Path fresh =
        Files.createTempFile(folder, ".new-", ".part", PrivateFiles.fileAttributes(folder));
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(jar.getInputStream(jar.getEntry(entry)), sha256);
          OutputStream out = Files.newOutputStream(fresh)) {
        in.transferTo(out);
      }
      Path file = folder.resolve(HexFormat.of().formatHex(sha256.digest()) + ".jar");
      if (!isLoaded(file)) {
        // Replaces a file that was damaged since: the name is what its content must be.
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
      }
      return file;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private boolean isLoaded(Path file) {
    String name = String.valueOf(file.getFileName());
    return loaders.keySet().stream().anyMatch(hashes -> hashes.contains(name));
  }
}
