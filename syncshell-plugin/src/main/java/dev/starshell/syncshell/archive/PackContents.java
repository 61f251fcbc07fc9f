package dev.starshell.syncshell.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Entries of a checked archive by name, and the description files among them. Thread: one.
final class PackContents {
  /// Largest description file. Unit: bytes.
  static final int DESCRIPTION_BYTES_MAX = 1 << 20;

  private final Map<String, ZipMember> members = new HashMap<>();
  private final Unpacking unpacking;
  private final String top;

  PackContents(List<ZipMember> all, Unpacking unpacking) {
    this.unpacking = unpacking;
    all.stream()
        .filter(member -> !member.isFolder())
        .forEach(member -> members.put(member.name(), member));
    this.top = top(members.keySet());
  }

  /// The one folder that everything is in, with its slash; empty if there is none.
  private static String top(Collection<String> names) {
    String top = "";
    for (String name : names) {
      int slash = name.indexOf('/');
      String own = slash < 0 ? "" : name.substring(0, slash + 1);
      if (own.isEmpty() || (!top.isEmpty() && !top.equals(own))) {
        return "";
      }
      top = own;
    }
    return top;
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  boolean hasAny(Predicate<String> names) {
    return members.keySet().stream().anyMatch(names);
  }

  boolean hasFolder(String folder) {
    return hasAny(name -> name.startsWith(folder) || name.startsWith(top + folder));
  }

  /// The first names of a kind, in order.
  List<String> names(Predicate<String> wanted, int countMax) {
    return members.keySet().stream().filter(wanted).sorted().limit(countMax).toList();
  }

  Optional<ZipMember> member(String name) {
    return Optional.ofNullable(members.get(name));
  }

  /// Where a file is: in the root, or in the one folder that everything is in. Empty if neither.
  String find(String name) {
    return has(name) ? name : !top.isEmpty() && has(top + name) ? top + name : "";
  }

  /// The same, whatever the case of its letters.
  String findAnyCase(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return members.keySet().stream()
        .filter(found -> {
          String folded = found.toLowerCase(Locale.ROOT);
          return folded.equals(lower) || folded.equals(top.toLowerCase(Locale.ROOT) + lower);
        })
        .sorted()
        .findFirst()
        .orElse("");
  }

  Optional<byte[]> bytes(String name, int bytesMax) throws IOException, RefusedException {
    ZipMember member = members.get(name);
    return member == null || member.contentBytes() > bytesMax
        ? Optional.empty()
        : Optional.of(unpacking.whole(member));
  }

  /// A list that is checked, not only shown: one that is too large to be read is refused.
  byte[] list(String name, int bytesMax) throws IOException, RefusedException {
    Optional<byte[]> read = bytes(name, bytesMax);
    if (read.isEmpty()) {
      throw RefusedException.entry(ArchiveRule.LIST_SIZE, name, "at most " + bytesMax + " bytes");
    }
    return read.get();
  }

  private byte[] description(String name) throws IOException, RefusedException {
    return bytes(name, DESCRIPTION_BYTES_MAX).orElseGet(() -> new byte[0]);
  }

  JsonNode json(String name) throws IOException, RefusedException {
    return has(name) ? Described.json(description(name)) : Described.NOTHING;
  }

  JsonNode toml(String name) throws IOException, RefusedException {
    return has(name) ? Described.toml(description(name)) : Described.NOTHING;
  }

  JsonNode yaml(String name) throws IOException, RefusedException {
    return has(name) ? Described.yaml(description(name)) : Described.NOTHING;
  }

  JsonNode xml(String name) throws IOException, RefusedException {
    return has(name) ? Described.xml(description(name)) : Described.NOTHING;
  }
}
