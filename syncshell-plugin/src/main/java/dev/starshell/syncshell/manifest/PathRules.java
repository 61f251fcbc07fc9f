package dev.starshell.syncshell.manifest;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.text.Folding;
import dev.starshell.syncshell.text.SafeText;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Decides whether the places of a manifest may be written to on any system. It asks no file
/// system: `Path` takes on one system what it refuses on another. Source: docs/LIMITS.md.
public final class PathRules {
  private static final Pattern DEVICE =
      Pattern.compile("(CON|PRN|AUX|NUL|CLOCK\\$|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9¹²³])");
  private static final String RESERVED = "<>:\"|?*";
  private static final BitSet PLAIN = plain();
  private static final Set<String> SYSTEM_FILES =
      Set.of("desktop.ini", "autorun.inf", ".ds_store", "thumbs.db");

  /// Endings that a double click runs.
  private static final Set<String> RUNNING =
      Set.of(
          "exe", "com", "scr", "bat", "cmd", "pif", "msi", "msp", "vbs", "vbe", "js", "jse", "wsf",
          "wsh", "hta", "ps1", "lnk", "url", "reg", "cpl", "sh", "command", "desktop", "app");

  /// Endings that people take for harmless.
  private static final Set<String> HARMLESS =
      Set.of(
          "zip", "7z", "rar", "jar", "ttmp", "ttmp2", "pmp", "pcp", "txt", "md", "pdf", "png",
          "jpg", "jpeg", "gif", "webp", "dds", "tga", "ogg", "wav", "mp3", "mp4", "json", "toml",
          "yml", "yaml", "cfg", "ini", "mcpack", "litemod", "mrpack", "tex", "mdl", "doc", "docx");

  private PathRules() {}

  /// An entry that breaks a rule.
  public record Broken(PathRule rule, Entry entry) {
    /// What and why, safe to show.
    public String detail() {
      return "entry \"" + SafeText.of(entry.place()) + "\" " + rule.sentence();
    }
  }

  /// The first rule that the path of one entry breaks, other entries aside.
  public static Optional<PathRule> ofPath(String path) {
    if (path.isEmpty()) {
      return Optional.of(PathRule.EMPTY);
    }
    return beginning(path)
        .or(() -> characters(path))
        .or(() -> when(utf8Length(path) > Limits.PATH_BYTES_MAX, PathRule.PATH_TOO_LONG))
        .or(() -> parts(path));
  }

  /// The first rule that a library's name breaks. It becomes the name of a folder.
  public static Optional<PathRule> ofLibrary(String name) {
    return name.indexOf('/') > 0 ? Optional.of(PathRule.RESERVED) : ofPath(name);
  }

  /// The first entry that breaks a rule, by itself or together with another.
  public static Optional<Broken> firstBroken(List<Entry> entries) {
    Places places = new Places();
    for (Entry entry : entries) {
      Optional<Broken> broken = places.add(entry);
      if (broken.isPresent()) {
        return broken;
      }
    }
    return Optional.empty();
  }

  /// The first rule that the beginning or a character of a path breaks, whatever its parts are.
  public static Optional<PathRule> ofCharacters(String path) {
    return path.isEmpty()
        ? Optional.of(PathRule.EMPTY)
        : beginning(path).or(() -> characters(path));
  }

  static int utf8Length(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return text.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return text.length();
  }

  /// Entries that were found safe next to each other, so far.
  static final class Places {
    private final Map<String, Optional<PathRule>> libraries = new HashMap<>();
    private final Map<String, String> foldedLibraries = new HashMap<>();
    private final Set<String> files = new HashSet<>();
    private final Set<String> folders = new HashSet<>();

    /// Adds an entry, or says why it cannot be added; then nothing changes but for its library.
    Optional<Broken> add(Entry entry) {
      Optional<PathRule> rule =
          libraries.computeIfAbsent(entry.library(), this::ofNewLibrary).or(() -> place(entry));
      return rule.map(broken -> new Broken(broken, entry));
    }

    private Optional<PathRule> ofNewLibrary(String name) {
      return ofLibrary(name)
          .or(() ->
              foldedLibraries.putIfAbsent(Folding.fold(name), name) == null
                  ? Optional.empty()
                  : Optional.of(PathRule.DUPLICATE));
    }

    private Optional<PathRule> place(Entry entry) {
      Optional<PathRule> own = ofPath(entry.path());
      if (own.isPresent()) {
        return own;
      }
      String place = Folding.fold(entry.place());
      if (files.contains(place)) {
        return Optional.of(PathRule.DUPLICATE);
      }
      if (folders.contains(place)) {
        return Optional.of(PathRule.FILE_AND_FOLDER);
      }
      for (int at = place.indexOf('/'); at >= 0; at = place.indexOf('/', at + 1)) {
        if (files.contains(place.substring(0, at))) {
          return Optional.of(PathRule.FILE_AND_FOLDER);
        }
      }
      files.add(place);
      for (int at = place.lastIndexOf('/'); at >= 0; at = place.lastIndexOf('/', at - 1)) {
        if (!folders.add(place.substring(0, at))) {
          break;
        }
      }
      return Optional.empty();
    }
  }

  private static Optional<PathRule> beginning(String path) {
    char start = path.charAt(0);
    boolean isLetter = (start >= 'a' && start <= 'z') || (start >= 'A' && start <= 'Z');
    return when(start == '/', PathRule.ABSOLUTE)
        .or(() -> when(start == '~', PathRule.HOME))
        .or(() -> when(isLetter && path.length() > 1 && path.charAt(1) == ':', PathRule.DRIVE));
  }

  private static Optional<PathRule> characters(String path) {
    boolean isPlain = true;
    for (int at = 0; at < path.length(); ) {
      int point = path.codePointAt(at);
      at += Character.charCount(point);
      isPlain &= point < 0x80;
      if (point >= 0x80 || !PLAIN.get(point)) {
        Optional<PathRule> broken = point < 0x80 ? ascii(point) : beyondAscii(point);
        if (broken.isPresent()) {
          return broken;
        }
      }
    }
    return when(
        !isPlain && !Normalizer.isNormalized(path, Normalizer.Form.NFC), PathRule.NOT_COMPOSED);
  }

  private static Optional<PathRule> ascii(int point) {
    return when(point < 0x20 || point == 0x7F, PathRule.CONTROL)
        .or(() -> when(point == '\\', PathRule.BACKSLASH))
        .or(() -> when(RESERVED.indexOf(point) >= 0, PathRule.RESERVED));
  }

  private static Optional<PathRule> beyondAscii(int point) {
    boolean isTurning =
        (point >= 0x202A && point <= 0x202E)
            || (point >= 0x2066 && point <= 0x2069)
            || point == 0x200E
            || point == 0x200F
            || point == 0x061C
            || point == 0x00AD
            || point == 0x200B
            || point == 0xFEFF;
    boolean isBroken = point == 0xFFFD || (point >= 0xD800 && point <= 0xDFFF);
    boolean isControl = point < 0xA0 || point == 0x2028 || point == 0x2029;
    return when(isTurning, PathRule.DIRECTION)
        .or(() -> when(isBroken, PathRule.BROKEN_TEXT))
        .or(() -> when(isControl, PathRule.CONTROL));
  }

  /// Characters that no rule speaks of, so that most paths are passed at a glance.
  private static BitSet plain() {
    BitSet plain = new BitSet();
    plain.set(0x20, 0x7F);
    plain.clear('\\');
    RESERVED.chars().forEach(plain::clear);
    return plain;
  }

  private static Optional<PathRule> parts(String path) {
    String[] parts = path.split("/", -1);
    if (parts.length > Limits.PATH_PARTS_MAX) {
      return Optional.of(PathRule.TOO_DEEP);
    }
    for (String part : parts) {
      Optional<PathRule> broken = part(part);
      if (broken.isPresent()) {
        return broken;
      }
    }
    return when(isDisguised(parts[parts.length - 1]), PathRule.DISGUISED);
  }

  /// Of any script, non-breaking ones too: a name of one of these alone is not seen.
  private static boolean isSpace(char sign) {
    return Character.isWhitespace(sign) || Character.isSpaceChar(sign);
  }

  private static Optional<PathRule> part(String part) {
    if (part.isEmpty()) {
      return Optional.of(PathRule.EMPTY);
    }
    if (part.equals(".") || part.equals("..")) {
      return Optional.of(PathRule.DOT_PART);
    }
    char first = part.charAt(0);
    char last = part.charAt(part.length() - 1);
    if (last == '.' || isSpace(last) || isSpace(first)) {
      return Optional.of(PathRule.EDGE);
    }
    if (utf8Length(part) > Limits.PATH_PART_BYTES_MAX) {
      return Optional.of(PathRule.PART_TOO_LONG);
    }
    return when(first == '.', PathRule.HIDDEN)
        .or(() -> when(isDevice(part), PathRule.DEVICE))
        .or(() -> when(SYSTEM_FILES.contains(part.toLowerCase(Locale.ROOT)), PathRule.SYSTEM_FILE));
  }

  /// Whether Windows takes a part for a device: it looks at what stands before the first dot,
  /// without spaces at its end.
  public static boolean isDevice(String part) {
    int dot = part.indexOf('.');
    String stem = (dot < 0 ? part : part.substring(0, dot)).stripTrailing();
    return stem.length() <= 7 && DEVICE.matcher(stem.toUpperCase(Locale.ROOT)).matches();
  }

  private static boolean isDisguised(String name) {
    String[] pieces = name.toLowerCase(Locale.ROOT).split("\\.", -1);
    return pieces.length > 2
        && RUNNING.contains(pieces[pieces.length - 1].strip())
        && HARMLESS.contains(pieces[pieces.length - 2].strip());
  }

  private static Optional<PathRule> when(boolean isBroken, PathRule rule) {
    return isBroken ? Optional.of(rule) : Optional.empty();
  }
}
