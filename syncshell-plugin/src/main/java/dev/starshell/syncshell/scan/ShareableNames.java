package dev.starshell.syncshell.scan;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.manifest.PathRules;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Which names are shared: those that [PathRules] lets through, as receivers refuse a whole
/// manifest with one that breaks a rule, and of these neither hidden nor unfinished ones.
final class ShareableNames {
  private static final Set<String> DESKTOP = Set.of("desktop.ini", "autorun.inf", "thumbs.db");
  private static final List<String> TEMPORARY_ENDS =
      List.of(".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".swp", "~");

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
    boolean isUnsafe =
        name.indexOf('/') >= 0
            || name.startsWith("~")
            || PathRules.ofPath(composed(name)).isPresent();
    return isUnsafe ? Optional.of(ScanCode.PATH_UNSAFE) : Optional.empty();
  }

  /// Why a whole path cannot be shared, beyond its parts.
  static Optional<ScanCode> refusePath(String path) {
    return PathRules.ofPath(composed(path)).map(_ -> ScanCode.PATH_UNSAFE);
  }

  /// The form that a name is offered in: some systems keep names decomposed.
  private static String composed(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
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
