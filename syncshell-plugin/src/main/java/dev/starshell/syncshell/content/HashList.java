package dev.starshell.syncshell.content;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hashes that files must have, by name: a text such as `sha256sum` writes. Immutable.
///
/// The first line is a comment that says of which version of which library the files are.
public final class HashList {
  private static final Pattern SUBJECT = Pattern.compile("# ([^ :]+) ([^ :]+):.*");
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) {2}(\\S+)");

  private final String library;
  private final String version;
  private final Map<String, Digest> hashes;

  private HashList(String library, String version, Map<String, Digest> hashes) {
    this.library = library;
    this.version = version;
    this.hashes = Map.copyOf(hashes);
  }

  /// Reads a list.
  ///
  /// @throws IllegalArgumentException if a line is not as it should be, or names a file again
  public static HashList of(String text) {
    String[] lines = text.split("\n", -1);
    Matcher subject = SUBJECT.matcher(lines[0]);
    if (!subject.matches()) {
      throw new IllegalArgumentException("the first line names no library: " + lines[0]);
    }
    Map<String, Digest> hashes = new LinkedHashMap<>();
    for (String line : lines) {
      if (line.startsWith("#") || line.isEmpty()) {
        continue;
      }
      Matcher entry = LINE.matcher(line);
      if (!entry.matches() || hashes.put(entry.group(2), Digest.fromHex(entry.group(1))) != null) {
        throw new IllegalArgumentException("not a hash and a new name: " + line);
      }
    }
    return new HashList(subject.group(1), subject.group(2), hashes);
  }

  /// The library's name, as its artifact is called.
  public String library() {
    return library;
  }

  /// The version that the hashes are of.
  public String version() {
    return version;
  }

  /// What a file must hash to; empty for one that is not listed.
  public Optional<Digest> hashOf(String name) {
    return Optional.ofNullable(hashes.get(name));
  }

  /// All names. Immutable.
  public Set<String> names() {
    return hashes.keySet();
  }
}
