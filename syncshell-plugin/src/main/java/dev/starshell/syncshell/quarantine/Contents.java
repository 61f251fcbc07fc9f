package dev.starshell.syncshell.quarantine;

import java.util.List;

/// What the examination of an archive found. All texts are cut and safe to show; what the mods say
/// of themselves is not proven.
///
/// @param refusalCode why it is unsafe, a stable code; empty unless it is
/// @param refusalSentence the same in words, without a full stop
/// @param entries files in it
/// @param contentBytes all files after unpacking
/// @param code files that a game's virtual machine or interpreter runs
/// @param programs files that an operating system runs
/// @param nested archives in it; they were not looked into
/// @param firstCode names of the first few files of code or programs
/// @param mods what it is, the most telling first; empty if it is no archive
public record Contents(
    Nature nature,
    String refusalCode,
    String refusalSentence,
    int entries,
    long contentBytes,
    int code,
    int programs,
    int nested,
    List<String> firstCode,
    List<Mod> mods) {
  /// Most authors, dependencies, mods and names of files.
  public static final int LIST_MAX = 50;

  /// Version of the rules that made them: what was found by others is found anew.
  public static final int RULES = 1;

  public Contents {
    firstCode = List.copyOf(firstCode);
    mods = List.copyOf(mods);
    if (firstCode.size() > LIST_MAX || mods.size() > LIST_MAX) {
      throw new IllegalArgumentException("contents list more than " + LIST_MAX);
    }
  }

  /// What a file is, all of it considered.
  public enum Nature {
    /// Nothing in it can run.
    ASSETS,
    /// Something in it can run, or may: an archive in it was not looked into.
    CODE,
    /// An archive that cannot be looked into: 7z, RAR.
    SEALED,
    /// It must not be given to anything that reads archives.
    UNSAFE
  }

  /// Whether archives of a family have code.
  public enum Carries {
    /// Whatever runs in one does not belong there.
    NO_CODE,
    /// Some of them do.
    SOME_CODE,
    /// Each of them is code.
    CODE
  }

  /// What an archive says of itself.
  ///
  /// @param family key of the family, as in the settings
  /// @param label what people call the family
  /// @param loader what it runs on
  /// @param dependencies other mods, with versions
  public record Mod(
      String family,
      String label,
      Carries carries,
      String id,
      String name,
      String version,
      List<String> authors,
      String about,
      String loader,
      List<String> dependencies) {
    public Mod {
      authors = List.copyOf(authors);
      dependencies = List.copyOf(dependencies);
      if (authors.size() > LIST_MAX || dependencies.size() > LIST_MAX) {
        throw new IllegalArgumentException("a mod lists more than " + LIST_MAX);
      }
    }
  }

  /// A file that is no archive.
  public static Contents plain(Nature nature) {
    return new Contents(nature, "", "", 0, 0, 0, 0, 0, List.of(), List.of());
  }

  /// A file that must not be read.
  public static Contents unsafe(String code, String sentence) {
    return new Contents(Nature.UNSAFE, code, sentence, 0, 0, 0, 0, 0, List.of(), List.of());
  }
}
