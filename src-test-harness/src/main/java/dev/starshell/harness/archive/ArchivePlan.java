package dev.starshell.harness.archive;

import java.util.List;

/// One archive to make.
///
/// @param kind what it is
/// @param names under which it lies in its library: paths with `/`, one or two
/// @param sizeBytes about how large it is
/// @param seed of its content
public record ArchivePlan(ArchiveKind kind, List<String> names, long sizeBytes, long seed) {
  public ArchivePlan {
    names = List.copyOf(names);
    if (names.isEmpty() || sizeBytes < LibraryPlan.ARCHIVE_BYTES_MIN) {
      throw new IllegalArgumentException("names=" + names + " sizeBytes=" + sizeBytes);
    }
  }

  /// Its title, for the descriptions inside of it.
  public String title() {
    String first = names.getFirst();
    String file = first.substring(first.lastIndexOf('/') + 1);
    return file.substring(0, file.length() - kind.extension().length());
  }
}
