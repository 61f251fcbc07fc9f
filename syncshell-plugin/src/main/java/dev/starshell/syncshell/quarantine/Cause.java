package dev.starshell.syncshell.quarantine;

/// Why an archive is not installed, or may be. The names are stable codes.
public enum Cause {
  /// Nothing speaks against it.
  ALLOWED("its type is installed at once"),
  /// A person has approved these bytes of this member.
  APPROVED("it was approved here"),
  /// It is code, and nobody here has approved exactly these bytes of this member.
  EXECUTABLE_BLOCKED("it has code in it, which is held until you approve exactly these bytes"),
  /// It cannot be looked into.
  ARCHIVE_SEALED("nobody can look into it here, so it is held until you approve it"),
  /// Its type is held by the settings.
  TYPE_HELD("the settings of this host hold its type until you approve it"),
  /// Its type is refused by the settings.
  TYPE_REFUSED("the settings of this host refuse its type"),
  /// The examination found that it is not safe to be read.
  ARCHIVE_REFUSED("it is not safe to be read"),
  /// A person here rejected these bytes of this member.
  CONTENT_REJECTED("it was rejected here"),
  /// Its owner has taken it out of use.
  CONTENT_RECALLED("the owner of the shell has taken it out of use");

  private final String sentence;

  Cause(String sentence) {
    this.sentence = sentence;
  }

  /// Why, without a full stop.
  public String sentence() {
    return sentence;
  }
}
