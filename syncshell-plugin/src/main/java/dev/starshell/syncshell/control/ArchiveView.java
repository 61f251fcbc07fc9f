package dev.starshell.syncshell.control;

import java.util.List;

/// One archive that came from another member. All texts are safe to show.
///
/// @param id the beginning of its root that tells it from all others that came
/// @param root 64 hex digits
/// @param state `installed`, `held`, `rejected`, `refused`, `recalled`, or `waiting` if it is being
///   installed or could not be
/// @param code of the reason, such as `EXECUTABLE_BLOCKED`; empty while it is waiting
/// @param why the reason in words, without a full stop
/// @param places where the member offers it, library and path
/// @param seenMillis wall-clock time of its first examination here; 0 if it was not examined
/// @param replaces what is installed in its place now; empty for nothing
public record ArchiveView(
    String id,
    String root,
    String member,
    String state,
    String code,
    String why,
    List<String> places,
    long sizeBytes,
    long seenMillis,
    About about,
    String replaces) {
  public ArchiveView {
    places = List.copyOf(places);
  }

  /// What the examination found. What the archive says of itself is not proven.
  ///
  /// @param family such as `Fabric mod`; empty if it was not examined, or is no archive
  /// @param also what else it is
  /// @param loader what it runs on
  /// @param nature `assets`, `code`, `sealed` or `unsafe`; empty if it was not examined
  /// @param entries files in it
  /// @param contentBytes all of them after unpacking
  /// @param code files that a game's virtual machine or interpreter runs
  /// @param programs files that an operating system runs
  /// @param nested archives in it
  /// @param firstCode names of the first files of code
  public record About(
      String family,
      List<String> also,
      String name,
      String version,
      List<String> authors,
      String text,
      String loader,
      List<String> dependencies,
      String nature,
      int entries,
      long contentBytes,
      int code,
      int programs,
      int nested,
      List<String> firstCode) {
    /// Nothing is known.
    public static final About NOTHING =
        new About(
            "", List.of(), "", "", List.of(), "", "", List.of(), "", 0, 0, 0, 0, 0, List.of());

    public About {
      also = List.copyOf(also);
      authors = List.copyOf(authors);
      dependencies = List.copyOf(dependencies);
      firstCode = List.copyOf(firstCode);
    }
  }

  /// Several archives.
  ///
  /// @param archives the first of them
  /// @param more how many there are besides
  public record Listing(List<ArchiveView> archives, int more) {
    public Listing {
      archives = List.copyOf(archives);
    }
  }
}
