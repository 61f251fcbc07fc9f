package dev.starshell.harness.archive;

/// The kinds of mod archives that the generator can make.
public enum ArchiveKind {
  /// A code mod of a Java game.
  JAR(".jar"),
  /// A resource pack.
  ZIP(".zip"),
  /// A TexTools mod pack.
  TTMP2(".ttmp2"),
  /// A Penumbra mod pack.
  PMP(".pmp");

  private final String extension;

  ArchiveKind(String extension) {
    this.extension = extension;
  }

  /// The end of its file names, with the dot.
  public String extension() {
    return extension;
  }
}
