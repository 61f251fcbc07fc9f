package dev.starshell.syncshell.archive;

import dev.starshell.syncshell.manifest.PathRule;
import dev.starshell.syncshell.manifest.PathRules;
import dev.starshell.syncshell.text.Folding;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Names of entries, each by itself and next to the others. Stricter than readers, and looser than
/// the rules for manifests where an archive is only read in place: long, deep, hidden and
/// decomposed names pass, and classes may differ in case alone. Source: docs/ARCHIVES.md, "Names".
final class EntryNames {
  /// What a name without the flag for UTF-8 is in, if it is not UTF-8 anyway.
  private static final Charset CODE_PAGE_437 = Charset.forName("IBM437");

  private static final int PARTS_MAX = 64;

  /// Folded place to whether it is a folder.
  private final Map<String, Boolean> places = new HashMap<>();

  private final Set<String> parents = new HashSet<>();
  private final Set<String> exact = new HashSet<>();

  /// Reads a name.
  static String decode(byte[] raw, boolean isUtf8) throws RefusedException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException e) {
      String shown = new String(raw, CODE_PAGE_437);
      if (isUtf8) {
        throw RefusedException.entry(ArchiveRule.NAME_ENCODING, shown, "not UTF-8");
      }
      return shown;
    }
  }

  /// Adds a name, if it is safe and new.
  void add(String name) throws RefusedException {
    Optional<String> unsafe = unsafe(name);
    if (unsafe.isPresent()) {
      throw RefusedException.entry(ArchiveRule.NAME_UNSAFE, name, unsafe.get());
    }
    boolean isFolder = name.endsWith("/");
    String place = isFolder ? name.substring(0, name.length() - 1) : name;
    if (!exact.add(place)) {
      throw RefusedException.entry(ArchiveRule.DUPLICATE_NAME, name, "");
    }
    String folded = Folding.fold(place);
    Boolean before = places.put(folded, isFolder);
    if (before != null && !isFolder && !before && !isClass(name)) {
      throw RefusedException.entry(ArchiveRule.DUPLICATE_NAME, name, "");
    }
    boolean isTwo = before != null && before != isFolder;
    if (isTwo || (!isFolder && parents.contains(folded))) {
      throw RefusedException.entry(ArchiveRule.FILE_AND_FOLDER, name, "");
    }
    addParents(folded, name);
  }

  private void addParents(String folded, String name) throws RefusedException {
    for (int at = folded.lastIndexOf('/'); at > 0; at = folded.lastIndexOf('/', at - 1)) {
      String parent = folded.substring(0, at);
      if (Boolean.FALSE.equals(places.get(parent))) {
        throw RefusedException.entry(ArchiveRule.FILE_AND_FOLDER, name, "");
      }
      if (!parents.add(parent)) {
        break;
      }
    }
  }

  /// Obfuscated mods have `a.class` and `A.class`. The virtual machine tells them apart, and nobody
  /// unpacks classes.
  private static boolean isClass(String name) {
    return name.endsWith(".class");
  }

  /// Why a name is not safe.
  static Optional<String> unsafe(String name) {
    String place =
        Normalizer.normalize(
            name.endsWith("/") ? name.substring(0, name.length() - 1) : name, Normalizer.Form.NFC);
    Optional<PathRule> broken = PathRules.ofCharacters(place);
    String[] parts = place.split("/", PARTS_MAX + 1);
    if (broken.isEmpty() && parts.length > PARTS_MAX) {
      broken = Optional.of(PathRule.TOO_DEEP);
    }
    for (int i = 0; i < parts.length && broken.isEmpty(); i++) {
      broken = part(parts[i]);
    }
    return broken.map(EntryNames::words);
  }

  private static Optional<PathRule> part(String part) {
    if (part.isEmpty()) {
      return Optional.of(PathRule.EMPTY);
    }
    if (part.equals(".") || part.equals("..")) {
      return Optional.of(PathRule.DOT_PART);
    }
    char last = part.charAt(part.length() - 1);
    if (last == '.' || last == ' ' || part.charAt(0) == ' ') {
      return Optional.of(PathRule.EDGE);
    }
    return PathRules.isDevice(part) && !isClass(part.toLowerCase(Locale.ROOT))
        ? Optional.of(PathRule.DEVICE)
        : Optional.empty();
  }

  private static String words(PathRule rule) {
    return rule == PathRule.TOO_DEEP
        ? "it has over " + PARTS_MAX + " parts"
        : "it " + rule.sentence();
  }
}
