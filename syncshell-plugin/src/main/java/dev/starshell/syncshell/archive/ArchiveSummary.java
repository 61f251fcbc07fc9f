package dev.starshell.syncshell.archive;

import java.util.List;

/// What a clean archive holds.
///
/// @param entries files in it, folders left out
/// @param contentBytes all files after unpacking
/// @param code files that a game's virtual machine or interpreter runs
/// @param programs files that an operating system runs
/// @param nested archives in it; they were not looked into
/// @param firstCode names of the first few files of code or programs, safe to show
/// @param contents what it is, by its content; the first is what it mainly is
public record ArchiveSummary(
    int entries,
    long contentBytes,
    int code,
    int programs,
    int nested,
    List<String> firstCode,
    List<ModDescription> contents) {
  public ArchiveSummary {
    firstCode = List.copyOf(firstCode);
    contents = List.copyOf(contents);
    if (contents.isEmpty()) {
      throw new IllegalArgumentException("an archive is at least a ZIP archive");
    }
  }

  /// What it mainly is.
  public ModDescription main() {
    return contents.getFirst();
  }

  /// Whether something in it can run. An archive in an archive counts: it was not looked into.
  public boolean hasCode() {
    return code + programs > 0
        || nested > 0
        || contents.stream().anyMatch(content -> content.family().runs());
  }
}
