package dev.starshell.syncshell.archive;

/// Every reason to refuse an archive, with its code and what is wrong in words that follow "the
/// archive" or "the entry". Source: docs/ARCHIVES.md.
public enum ArchiveRule {
  /// A name that leads elsewhere, or is another name on some system.
  NAME_UNSAFE(ArchiveCode.ARCHIVE_UNSAFE, "has a name that is not safe on every system"),
  /// A symbolic link, or a reparse point of Windows.
  LINK(ArchiveCode.ARCHIVE_UNSAFE, "is a link, not a file"),
  /// A device, a pipe, or a file that would run with another's rights.
  SPECIAL_FILE(ArchiveCode.ARCHIVE_UNSAFE, "is a special file"),
  /// A mod list that other programs follow and that cannot be checked.
  LIST_UNREADABLE(ArchiveCode.ARCHIVE_UNSAFE, "is a list that cannot be read, so not checked"),
  /// A mod list that names bytes outside its data, or a file outside the pack.
  PACK_LEADS_OUT(ArchiveCode.ARCHIVE_UNSAFE, "points outside of the pack"),

  /// Bytes before the first entry.
  PREFIX(ArchiveCode.ARCHIVE_AMBIGUOUS, "has other data before its first entry"),
  /// Bytes after the end.
  SUFFIX(ArchiveCode.ARCHIVE_AMBIGUOUS, "has other data after its end"),
  /// Bytes between entries.
  GAP(ArchiveCode.ARCHIVE_AMBIGUOUS, "has bytes that belong to no entry"),
  /// More than one end record where there must be one.
  END_RECORDS(ArchiveCode.ARCHIVE_AMBIGUOUS, "has two ends: readers disagree on what is in it"),
  /// The two headers of an entry are not the same.
  HEADERS_DIFFER(
      ArchiveCode.ARCHIVE_AMBIGUOUS,
      "says one thing in front of it and another in" + " the directory"),
  /// Two entries of one name, but for case or composition.
  DUPLICATE_NAME(ArchiveCode.ARCHIVE_AMBIGUOUS, "is there twice, on some systems at least"),
  /// A file where another entry needs a folder.
  FILE_AND_FOLDER(ArchiveCode.ARCHIVE_AMBIGUOUS, "is a file where another entry needs a folder"),
  /// A folder with content.
  FOLDER_CONTENT(ArchiveCode.ARCHIVE_AMBIGUOUS, "is a folder and has content"),
  /// A field that could give another name or size.
  EXTRA_FIELD(ArchiveCode.ARCHIVE_AMBIGUOUS, "has an extra field that readers take differently"),
  /// The name is not text in the encoding that it claims.
  NAME_ENCODING(ArchiveCode.ARCHIVE_AMBIGUOUS, "has a name that is not valid text"),
  /// Large-archive records that are not needed or contradict the others.
  ZIP64(ArchiveCode.ARCHIVE_AMBIGUOUS, "has ZIP64 numbers that are not needed or not true"),

  /// Two entries share bytes.
  OVERLAP(ArchiveCode.ARCHIVE_BOMB, "shares bytes with another entry"),
  /// Packed far too well.
  RATIO(ArchiveCode.ARCHIVE_BOMB, "unpacks to over 200 times its size"),
  /// One entry unpacks to too much.
  ENTRY_SIZE(ArchiveCode.ARCHIVE_BOMB, "unpacks to more than 2 GiB"),
  /// All entries unpack to too much.
  TOTAL_SIZE(ArchiveCode.ARCHIVE_BOMB, "unpacks to more than is allowed"),
  /// The entry gives more or fewer bytes than it says.
  SIZE_LIE(ArchiveCode.ARCHIVE_BOMB, "unpacks to another size than it says"),
  /// Too many archives in the archive.
  NESTED(ArchiveCode.ARCHIVE_BOMB, "has more archives in it than are allowed"),

  /// Too many entries.
  ENTRIES(ArchiveCode.ARCHIVE_LIMIT, "has too many entries"),
  /// A directory too large to be looked at.
  DIRECTORY_SIZE(ArchiveCode.ARCHIVE_LIMIT, "has too large a directory"),
  /// A comment too long.
  COMMENT(ArchiveCode.ARCHIVE_LIMIT, "has too long a comment"),
  /// A name too long.
  NAME_LENGTH(ArchiveCode.ARCHIVE_LIMIT, "has too long a name"),

  /// More folders in all names than are kept.
  FOLDERS(ArchiveCode.ARCHIVE_LIMIT, "has too many folders"),
  /// A list of a mod pack that must be checked and is too large for that.
  LIST_SIZE(ArchiveCode.ARCHIVE_LIMIT, "is too large a list to be checked"),

  /// Encrypted in any way.
  ENCRYPTED(ArchiveCode.ARCHIVE_ENCRYPTED, "is encrypted"),

  /// Neither stored nor deflated.
  METHOD(ArchiveCode.ARCHIVE_UNSUPPORTED, "is packed in a way other than stored or deflated"),
  /// A flag of the format that nobody here knows.
  FLAGS(ArchiveCode.ARCHIVE_UNSUPPORTED, "uses a part of the format that is not supported"),
  /// One of several parts.
  MULTI_DISK(ArchiveCode.ARCHIVE_UNSUPPORTED, "is one of several parts"),

  /// No end.
  TRUNCATED(ArchiveCode.ARCHIVE_DAMAGED, "is cut short"),
  /// The directory is not where it should be, or not whole.
  DIRECTORY(ArchiveCode.ARCHIVE_DAMAGED, "has a broken directory"),
  /// The header in front of an entry is not there or not whole.
  LOCAL_HEADER(ArchiveCode.ARCHIVE_DAMAGED, "has a broken header"),
  /// The packed bytes make no sense.
  CONTENT(ArchiveCode.ARCHIVE_DAMAGED, "cannot be unpacked"),
  /// The content is not what the checksum says.
  CHECKSUM(ArchiveCode.ARCHIVE_DAMAGED, "does not match its checksum");

  private final ArchiveCode code;
  private final String sentence;

  ArchiveRule(ArchiveCode code, String sentence) {
    this.code = code;
    this.sentence = sentence;
  }

  /// The stable code.
  public ArchiveCode code() {
    return code;
  }

  /// What is wrong, to be read after the name of the entry.
  public String sentence() {
    return sentence;
  }
}
