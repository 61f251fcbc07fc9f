package dev.starshell.syncshell.archive;

import dev.starshell.syncshell.archive.ModDescription.Dependency;
import dev.starshell.syncshell.quarantine.Contents;
import dev.starshell.syncshell.quarantine.Contents.Mod;
import dev.starshell.syncshell.quarantine.Contents.Nature;

/// Says what [Preflight] found in the words that decisions are made with.
public final class Examined {
  private Examined() {}

  /// What a file is, by its content alone.
  public static Contents contents(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Clean(ArchiveSummary summary) -> clean(summary);
      case Verdict.Refused refused -> Contents.unsafe(refused.code().name(), refused.sentence());
      case Verdict.NotAnArchive(Verdict.Opaque kind) ->
          Contents.plain(
              switch (kind) {
                case PROGRAM, CODE -> Nature.CODE;
                case OTHER_ARCHIVE -> Nature.SEALED;
                case MARE_CHARACTER, DATA -> Nature.ASSETS;
              });
    };
  }

  private static Contents clean(ArchiveSummary summary) {
    return new Contents(
        summary.hasCode() ? Nature.CODE : Nature.ASSETS,
        "",
        "",
        summary.entries(),
        summary.contentBytes(),
        summary.code(),
        summary.programs(),
        summary.nested(),
        summary.firstCode(),
        summary.contents().stream().map(Examined::mod).toList());
  }

  private static Mod mod(ModDescription mod) {
    return new Mod(
        mod.family().key(),
        mod.family().label(),
        mod.family().carries(),
        mod.id(),
        mod.name(),
        mod.version(),
        mod.authors(),
        mod.about(),
        mod.loader(),
        mod.dependencies().stream().map(Examined::dependency).toList());
  }

  private static String dependency(Dependency on) {
    String text = on.versions().isEmpty() ? on.id() : on.id() + " " + on.versions();
    return switch (on.need()) {
      case REQUIRED -> text;
      case OPTIONAL -> text + " (optional)";
      case INCOMPATIBLE -> text + " (incompatible)";
    };
  }

  /// Whether files of that name can run, whatever is in them.
  public static boolean isNamedCode(String path) {
    EntryNature byName = EntryNature.ofName(path.substring(path.lastIndexOf('/') + 1));
    return byName == EntryNature.CODE || byName == EntryNature.PROGRAM;
  }
}
