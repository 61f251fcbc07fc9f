package dev.starshell.syncshell.archive;

import dev.starshell.syncshell.manifest.PathRule;
import dev.starshell.syncshell.manifest.PathRules;
import dev.starshell.syncshell.text.Folding;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Names of entries, each by itself and next to the others. Stricter than readers, and looser than
/// the rules for manifests where an archive is only read in place: long, deep, hidden and
/// decomposed names pass, and classes may differ in case alone. Source: docs/ARCHIVES.md, "Names".
final class EntryNames {
  /// What a name without the flag for UTF-8 is in, if it is not UTF-8 anyway.
  private static final Charset CODE_PAGE_437 = Charset.forName("IBM437");

  private static final int PARTS_MAX = 64;

  /// Most different folders and files in all names, folders without an entry included. Bounds the
  /// memory: 5 MiB while it is filled.
  private static final int PLACES_MAX = 250_000;

  private static final int META_CHARS = "META-INF".length();
  private static final int FILE = 1;
  private static final int FOLDER = 1 << 1;
  private static final int PARENT = 1 << 2;

  /// Folded.
  private final SeenNames places = new SeenNames();

  private final SeenNames exact = new SeenNames();

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

  /// Reads a name that was read before.
  static String decode(byte[] raw) {
    String text = new String(raw, StandardCharsets.UTF_8);
    // The replacement may be meant, too.
    return text.indexOf('\uFFFD') < 0 || Arrays.equals(text.getBytes(StandardCharsets.UTF_8), raw)
        ? text
        : new String(raw, CODE_PAGE_437);
  }

  /// Adds a name, if it is safe and new.
  void add(String name) throws RefusedException {
    Optional<String> unsafe = unsafe(name);
    if (unsafe.isPresent()) {
      throw RefusedException.entry(ArchiveRule.NAME_UNSAFE, name, unsafe.get());
    }
    boolean isFolder = name.endsWith("/");
    String place = isFolder ? name.substring(0, name.length() - 1) : name;
    int kind = isFolder ? FOLDER : FILE;
    int same = exact.add(place, kind);
    if ((same & (FILE | FOLDER)) != 0) {
      throw RefusedException.entry(ArchiveRule.DUPLICATE_NAME, name, "");
    }
    String folded = Folding.fold(place);
    int before = places.add(folded, kind);
    if ((before & FILE) != 0 && !isFolder && !isClass(name)) {
      throw RefusedException.entry(ArchiveRule.DUPLICATE_NAME, name, "");
    }
    // JARs have META-INF/LICENSE beside META-INF/license/, and nobody unpacks that folder.
    boolean isMeta = folded.startsWith("meta-inf/");
    if (((isMeta ? same : before) & (isFolder ? FILE : FOLDER | PARENT)) != 0) {
      throw RefusedException.entry(ArchiveRule.FILE_AND_FOLDER, name, "");
    }
    addParents(places, folded, isMeta ? META_CHARS : 0, name);
    if (isMeta) {
      addParents(exact, place, 0, name);
    }
  }

  /// Marks the folders around an entry, up to the first that was marked before.
  ///
  /// @param freeFrom folders longer than this may have the name of a file; 0 if none may
  private void addParents(SeenNames seen, String place, int freeFrom, String name)
      throws RefusedException {
    for (int at = place.lastIndexOf('/'); at > 0; at = place.lastIndexOf('/', at - 1)) {
      int before = seen.add(place.substring(0, at), PARENT);
      if ((before & FILE) != 0 && (freeFrom == 0 || at <= freeFrom)) {
        throw RefusedException.entry(ArchiveRule.FILE_AND_FOLDER, name, "");
      }
      if ((before & PARENT) != 0) {
        break;
      }
    }
    if (seen.size() > PLACES_MAX) {
      throw RefusedException.archive(ArchiveRule.FOLDERS, "at most " + PLACES_MAX + " places");
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
