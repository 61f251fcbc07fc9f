package dev.starshell.syncshell.manifest;

/// Why a place in a manifest is not safe. The rules are the same on every system, so that a
/// manifest is safe for all members or for none. Source: docs/LIMITS.md.
public enum PathRule {
  /// A path, a part or a library without a name.
  EMPTY("is empty or has an empty part"),
  /// `.` or `..` as a part.
  DOT_PART("has a part . or .."),
  /// Begins with a slash.
  ABSOLUTE("begins with a slash"),
  /// Begins with `~`.
  HOME("begins with ~"),
  /// Begins with a drive letter.
  DRIVE("begins with a drive letter"),
  /// A backslash, which some systems read as a slash.
  BACKSLASH("has a backslash"),
  /// A control character.
  CONTROL("has a control character"),
  /// One of `<>:"|?*`, or a slash in a library's name.
  RESERVED("has one of < > : \" | ? *, or a slash in a library's name"),
  /// A character that turns the writing direction, or marks a byte order.
  DIRECTION("has a character that turns or hides text"),
  /// U+FFFD or half of a surrogate pair.
  BROKEN_TEXT("is not valid text"),
  /// Not in Unicode's composed form.
  NOT_COMPOSED("is not in composed form (NFC)"),
  /// A part ends in a dot or a space, which Windows drops, or begins with a space.
  EDGE("has a part that ends in a dot or a space, or begins with a space"),
  /// Over 240 bytes.
  PATH_TOO_LONG("is over 240 bytes"),
  /// A part over 120 bytes.
  PART_TOO_LONG("has a part over 120 bytes"),
  /// Over 16 parts.
  TOO_DEEP("has over 16 parts"),
  /// A name that Windows gives to a device.
  DEVICE("has a name of a device"),
  /// A file that a system reads by itself.
  SYSTEM_FILE("is a file that a system acts upon"),
  /// A part begins with a dot.
  HIDDEN("has a part that begins with a dot"),
  /// A harmless ending followed by one that runs.
  DISGUISED("has a harmless ending before one that runs"),
  /// Same place as another entry, but for case or composition.
  DUPLICATE("is the same place as another entry on some systems"),
  /// A file where another entry needs a folder.
  FILE_AND_FOLDER("is a file where another entry needs a folder");

  private final String sentence;

  PathRule(String sentence) {
    this.sentence = sentence;
  }

  /// What is wrong, to be read after the name of the entry.
  public String sentence() {
    return sentence;
  }
}
