package dev.starshell.syncshell.scan;

import dev.starshell.syncshell.limits.Limits;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Which names can be shared: those that every system can keep, alike on all of them. Source:
/// docs/LIMITS.md; receivers check the same and refuse a whole manifest with one name that breaks
/// it.
final class ShareableNames {
  private static final Set<String> DESKTOP = Set.of("desktop.ini", "autorun.inf", "thumbs.db");
  private static final List<String> TEMPORARY_ENDS =
      List.of(".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".swp", "~");
  private static final Pattern DEVICE =
      Pattern.compile(
          "(con|prn|aux|nul|clock\\$|conin\\$|conout\\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])"
              + "( *\\..*)?");

  private ShareableNames() {}

  /// Why a part of a path keeps it from being shared.
  static Optional<ScanCode> refuse(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (name.startsWith(".") || DESKTOP.contains(lower)) {
      return Optional.of(ScanCode.NAME_HIDDEN);
    }
    if (name.startsWith("~$") || TEMPORARY_ENDS.stream().anyMatch(lower::endsWith)) {
      return Optional.of(ScanCode.NAME_TEMPORARY);
    }
    return isSafe(name, lower) ? Optional.empty() : Optional.of(ScanCode.PATH_UNSAFE);
  }

  private static boolean isSafe(String name, String lower) {
    return !name.isEmpty()
        && !name.endsWith(".")
        && !name.endsWith(" ")
        && !name.startsWith("~")
        && utf8Bytes(name) <= Limits.PATH_PART_BYTES_MAX
        && name.codePoints().noneMatch(ShareableNames::isUnsafe)
        && !DEVICE.matcher(lower).matches()
        && Normalizer.isNormalized(name, Normalizer.Form.NFC);
  }

  private static boolean isUnsafe(int c) {
    return c < 0x20
        || c == 0x7f
        || "<>:\"|?*\\/".indexOf(c) >= 0
        || c >= 0x202a && c <= 0x202e
        || c >= 0x2066 && c <= 0x2069
        || c == 0xfeff
        || c == 0xfffd
        || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  /// Why a whole path cannot be shared, beyond its parts.
  static Optional<ScanCode> refusePath(String path) {
    long parts = path.chars().filter(c -> c == '/').count() + 1;
    return utf8Bytes(path) > Limits.PATH_BYTES_MAX || parts > Limits.PATH_PARTS_MAX
        ? Optional.of(ScanCode.PATH_UNSAFE)
        : Optional.empty();
  }

  /// Equal for two paths that some system takes for the same.
  static String folded(String path) {
    String upper = Normalizer.normalize(path, Normalizer.Form.NFC).toUpperCase(Locale.ROOT);
    return Normalizer.normalize(upper.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
  }

  private static int utf8Bytes(String text) {
    CharsetEncoder strict = StandardCharsets.UTF_8.newEncoder();
    try {
      return strict.encode(java.nio.CharBuffer.wrap(text)).remaining();
    } catch (CharacterCodingException e) {
      return Integer.MAX_VALUE;
    }
  }

  /// The sentence for people.
  static String sentence(ScanCode code, String path) {
    return switch (code) {
      case NAME_HIDDEN -> "Not shared: " + path + " is hidden. Rename it to share it.";
      case NAME_TEMPORARY ->
          "Not shared: " + path + " looks unfinished. It is shared under its final name.";
      case PATH_UNSAFE ->
          "Not shared: not every system can have the name " + path + ". Rename it to share it.";
      case PATH_COLLIDES ->
          "Not shared: " + path + " differs from another file only in case. Rename one of them.";
      case NOT_A_FILE ->
          "Not shared: " + path + " is not a regular file. Put the file itself there.";
      case FILE_TOO_LARGE ->
          "Not shared: " + path + " is larger than 16 GiB. Split it into smaller archives.";
      case FILE_UNREADABLE -> "Not shared: " + path + " cannot be read. Check its permissions.";
      case FOLDER_UNREADABLE ->
          "Not shared: the folder " + path + " cannot be read. Check its permissions.";
      case SOURCE_CHANGED ->
          "Not shared yet: " + path + " changed while it was read. The next scan tries again.";
      case MANIFEST_LIMIT ->
          "Not shared: "
              + path
              + " and what follows, a library has at most "
              + Limits.MANIFEST_ENTRIES_MAX
              + " files. Share folders below it one by one.";
      case FOLDER_MISSING -> "The folder " + path + " is not there. Check the path or the drive.";
      case FOLDER_NESTED ->
          "The folder " + path + " overlaps another folder in use. Choose one that stands alone.";
    };
  }
}
