package dev.starshell.syncshell.scan;

/// Why a folder or a file is not shared. The names are stable codes shown to people.
public enum ScanCode {
  /// The folder is not there, or is not a folder.
  FOLDER_MISSING,
  /// The folder, or one in it, cannot be listed.
  FOLDER_UNREADABLE,
  /// The folder lies in another shared folder or in the program's own data, or has one of them in
  /// it.
  FOLDER_NESTED,
  /// The name begins with a dot, or is one that a desktop keeps for itself.
  NAME_HIDDEN,
  /// The name is that of a file which some program is still writing.
  NAME_TEMPORARY,
  /// Not every system can have a file of this name.
  PATH_UNSAFE,
  /// Another file has the same name but for case: some systems could not keep both.
  PATH_COLLIDES,
  /// A link, a device or the like: only regular files are shared.
  NOT_A_FILE,
  /// The file is larger than an archive may be.
  FILE_TOO_LARGE,
  /// The file cannot be read.
  FILE_UNREADABLE,
  /// The file changed or vanished while it was read. The next scan tries again.
  SOURCE_CHANGED,
  /// The library has more files than a manifest may have.
  MANIFEST_LIMIT
}
