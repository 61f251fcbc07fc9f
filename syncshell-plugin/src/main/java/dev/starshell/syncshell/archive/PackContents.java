package dev.starshell.syncshell.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Entries of a checked archive by name, and the description files among them. Thread: one.
final class PackContents {
  /// Largest description file. Unit: bytes.
  static final int DESCRIPTION_BYTES_MAX = 512 * 1_024;

  /// The same for TOML and XML, whose readers take many times the size of the text.
  static final int MARKUP_BYTES_MAX = 64 * 1_024;

  /// Names are decoded anew whenever they are looked at: a map of them would be the largest part of
  /// an examination.
  private final List<ZipMember> members;

  private final Unpacking unpacking;
  private final String top;

  PackContents(List<ZipMember> all, Unpacking unpacking) {
    this.unpacking = unpacking;
    this.members = all;
    this.top = top();
  }

  /// The one folder that everything is in, with its slash; empty if there is none.
  private String top() {
    String top = "";
    for (ZipMember member : members) {
      if (member.isFolder()) {
        continue;
      }
      String name = member.name();
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
    return member(name).isPresent();
  }

  boolean hasAny(Predicate<String> names) {
    return files(names).findAny().isPresent();
  }

  boolean hasFolder(String folder) {
    return hasAny(name -> name.startsWith(folder) || name.startsWith(top + folder));
  }

  /// The first names of a kind.
  List<String> names(Predicate<String> wanted, int countMax) {
    return files(wanted).limit(countMax).map(ZipMember::name).sorted().toList();
  }

  /// All files whose names are of a kind.
  List<ZipMember> members(Predicate<String> wanted) {
    return files(wanted).toList();
  }

  private Stream<ZipMember> files(Predicate<String> wanted) {
    return members.stream().filter(member -> !member.isFolder() && wanted.test(member.name()));
  }

  private Optional<ZipMember> member(String name) {
    byte[] raw = name.getBytes(StandardCharsets.UTF_8);
    for (ZipMember member : members) {
      if (member.isNamed(name, raw) && !member.isFolder()) {
        return Optional.of(member);
      }
    }
    return Optional.empty();
  }

  /// Where a file is: in the root, or in the one folder that everything is in. Empty if neither.
  String find(String name) {
    return has(name) ? name : !top.isEmpty() && has(top + name) ? top + name : "";
  }

  /// The same, whatever the case of its letters.
  String findAnyCase(String name) {
    return files(found -> found.equalsIgnoreCase(name) || found.equalsIgnoreCase(top + name))
        .map(ZipMember::name)
        .min(Comparator.naturalOrder())
        .orElse("");
  }

  Optional<byte[]> bytes(String name, int bytesMax) throws IOException, RefusedException {
    Optional<ZipMember> member = member(name);
    return member.isEmpty() || member.get().contentBytes() > bytesMax
        ? Optional.empty()
        : Optional.of(unpacking.whole(member.get()));
  }

  /// A list that is checked, not only shown: one that is too large to be read is refused.
  byte[] list(ZipMember member, int bytesMax) throws IOException, RefusedException {
    if (member.contentBytes() > bytesMax) {
      throw RefusedException.entry(
          ArchiveRule.LIST_SIZE, member.name(), "at most " + bytesMax + " bytes");
    }
    return unpacking.whole(member);
  }

  byte[] list(String name, int bytesMax) throws IOException, RefusedException {
    return list(member(name).orElseThrow(), bytesMax);
  }

  private byte[] description(String name, int bytesMax) throws IOException, RefusedException {
    return bytes(name, bytesMax).orElseGet(() -> new byte[0]);
  }

  JsonNode json(String name) throws IOException, RefusedException {
    return has(name) ? Described.json(description(name, DESCRIPTION_BYTES_MAX)) : Described.NOTHING;
  }

  JsonNode toml(String name) throws IOException, RefusedException {
    return has(name) ? Described.toml(description(name, MARKUP_BYTES_MAX)) : Described.NOTHING;
  }

  JsonNode yaml(String name) throws IOException, RefusedException {
    return has(name) ? Described.yaml(description(name, DESCRIPTION_BYTES_MAX)) : Described.NOTHING;
  }

  JsonNode xml(String name) throws IOException, RefusedException {
    return has(name) ? Described.xml(description(name, MARKUP_BYTES_MAX)) : Described.NOTHING;
  }
}
