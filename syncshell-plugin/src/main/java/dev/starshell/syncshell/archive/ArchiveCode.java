package dev.starshell.syncshell.archive;

/// Kinds of refusals. The names are stable: people and programs see them.
public enum ArchiveCode {
  /// An entry would be written where it must not be, or is no plain file.
  ARCHIVE_UNSAFE,
  /// Two readers could see different files in it.
  ARCHIVE_AMBIGUOUS,
  /// It unpacks to more than it may, or to more than it says.
  ARCHIVE_BOMB,
  /// More entries, or longer names and comments, than are looked at.
  ARCHIVE_LIMIT,
  /// It cannot be looked into without a password.
  ARCHIVE_ENCRYPTED,
  /// It uses a part of the format that nobody here reads.
  ARCHIVE_UNSUPPORTED,
  /// It is cut short, or its parts do not fit together.
  ARCHIVE_DAMAGED
}
