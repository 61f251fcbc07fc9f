package dev.starshell.syncshell.archive;

import java.util.List;

/// What an archive says of itself. All texts are cut, cleaned and safe to show; empty means that it
/// does not say. None of it is proven: anybody can write anything there.
///
/// @param id by which other mods know it
/// @param name for people
/// @param version as written
/// @param authors in their order, at most [#LIST_MAX]
/// @param about what it is for
/// @param loader what it runs on, and which version of that
/// @param dependencies other mods, at most [#LIST_MAX]
public record ModDescription(
    Family family,
    String id,
    String name,
    String version,
    List<String> authors,
    String about,
    String loader,
    List<Dependency> dependencies) {
  /// Most authors, dependencies or mods that are listed.
  public static final int LIST_MAX = 50;

  public ModDescription {
    authors = List.copyOf(authors);
    dependencies = List.copyOf(dependencies);
    if (authors.size() > LIST_MAX || dependencies.size() > LIST_MAX) {
      throw new IllegalArgumentException("a description lists more than " + LIST_MAX);
    }
  }

  /// Another mod that is spoken of.
  ///
  /// @param versions as written; empty for any
  public record Dependency(String id, String versions, Need need) {}

  /// How another mod matters.
  public enum Need {
    /// Nothing works without it.
    REQUIRED,
    /// Better with it.
    OPTIONAL,
    /// Nothing works with it.
    INCOMPATIBLE
  }

  /// An archive that says nothing but what it is.
  static ModDescription bare(Family family) {
    return new ModDescription(family, "", "", "", List.of(), "", "", List.of());
  }
}
