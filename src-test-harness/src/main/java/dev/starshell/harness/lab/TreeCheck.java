package dev.starshell.harness.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Compares folders by their bytes, with nothing of Starshell's own hashing.
public final class TreeCheck {
  private static final int BUFFER_BYTES = 1 << 18;

  private TreeCheck() {}

  /// What a comparison found.
  ///
  /// @param files compared
  /// @param bytes compared
  /// @param differences one line each; empty when both are the same
  public record Result(long files, long bytes, List<String> differences) {
    public Result {
      differences = List.copyOf(differences);
    }

    /// The sum of both.
    public Result plus(Result other) {
      List<String> all = new ArrayList<>(differences);
      all.addAll(other.differences);
      return new Result(files + other.files, bytes + other.bytes, all);
    }
  }

  /// Files below a folder by their paths with `/`; empty when the folder is not there. Hidden ones
  /// are left out: they are never shared, and hosts keep their own marks in them.
  public static Map<String, Long> sizes(Path folder) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String name = folder.relativize(file).toString().replace('\\', '/');
          if (!name.startsWith(".") && !name.contains("/.")) {
            sizes.put(name, Files.size(file));
          }
        }
      }
    }
    return sizes;
  }

  /// Hashes every file of the source and its copy with SHA-256.
  public static Result compare(Path source, Path copy) throws IOException {
    Map<String, Long> wanted = sizes(source);
    Set<String> extra = new HashSet<>(sizes(copy).keySet());
    List<String> differences = new ArrayList<>();
    long bytes = 0;
    for (Map.Entry<String, Long> file : wanted.entrySet()) {
      String name = file.getKey();
      bytes += file.getValue();
      if (!extra.remove(name)) {
        differences.add(copy.resolve(name) + " is missing");
      } else if (!sha256(source.resolve(name)).equals(sha256(copy.resolve(name)))) {
        differences.add(copy.resolve(name) + " differs from " + source.resolve(name));
      }
    }
    extra.stream().sorted().forEach(name -> differences.add(copy.resolve(name) + " is too much"));
    return new Result(wanted.size(), bytes, differences);
  }

  /// Bytes of the different contents below a folder, each counted once.
  public static long uniqueBytes(Path folder) throws IOException {
    Map<String, Long> unique = new HashMap<>();
    for (Map.Entry<String, Long> file : sizes(folder).entrySet()) {
      unique.put(sha256(folder.resolve(file.getKey())), file.getValue());
    }
    return unique.values().stream().mapToLong(Long::longValue).sum();
  }

  /// SHA-256 of a file in hex.
  public static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
