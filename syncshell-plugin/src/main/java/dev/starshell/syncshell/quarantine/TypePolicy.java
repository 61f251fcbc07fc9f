package dev.starshell.syncshell.quarantine;

import dev.starshell.syncshell.quarantine.Contents.Carries;
import dev.starshell.syncshell.quarantine.Contents.Mod;
import dev.starshell.syncshell.quarantine.Contents.Nature;
import java.util.Locale;
import java.util.Map;

/// What an admin has decided about types of archives. Source: docs/ARCHIVES.md, "Policy".
///
/// The strictest of all that applies counts. A name can make a file suspicious, never harmless, and
/// neither can a description that the archive has beside its code.
///
/// @param code whatever can run, unless its family has a rule
/// @param assets whatever cannot, unless its family has a rule
/// @param sealed archives that cannot be looked into
/// @param families rules by the family's key; a rule covers code only where the family has some
/// @param extensions rules by the end of the file's name, in lower case without the dot
/// @param refusesUnsafe whether what the examination finds unsafe is refused, or treated as code
public record TypePolicy(
    Treatment code,
    Treatment assets,
    Treatment sealed,
    Map<String, Treatment> families,
    Map<String, Treatment> extensions,
    boolean refusesUnsafe) {
  /// Code and what cannot be looked into is held, assets are installed.
  public static final TypePolicy DEFAULT =
      new TypePolicy(Treatment.HOLD, Treatment.INSTALL, Treatment.HOLD, Map.of(), Map.of(), true);

  public TypePolicy {
    families = Map.copyOf(families);
    extensions = Map.copyOf(extensions);
  }

  /// Decides on a file by its type alone.
  ///
  /// @param name of the file
  /// @param isNamedCode whether files of that name can run, whatever is in them
  public Ruling ruling(Contents contents, String name, boolean isNamedCode) {
    if (contents.nature() == Nature.UNSAFE && refusesUnsafe) {
      return new Ruling(
          Treatment.REFUSE,
          Cause.ARCHIVE_REFUSED,
          contents.refusalSentence() + " [" + contents.refusalCode() + "]");
    }
    Ruling ruling = byExtension(name).and(byContents(contents));
    return isNamedCode ? ruling.and(asCode()) : ruling;
  }

  private Ruling byContents(Contents contents) {
    return switch (contents.nature()) {
      case UNSAFE ->
          new Ruling(code, asCode().cause(), contents.refusalSentence() + ", so it counts as code");
      case SEALED -> of(sealed, Cause.ARCHIVE_SEALED);
      case ASSETS, CODE -> byFamilies(contents);
    };
  }

  private Ruling byFamilies(Contents contents) {
    boolean hasCode = contents.nature() == Nature.CODE;
    boolean isCovered = false;
    Ruling ruling = Ruling.INSTALL;
    for (Mod mod : contents.mods()) {
      Treatment own = families.get(mod.family());
      if (own != null) {
        ruling = ruling.and(of(own, Cause.TYPE_HELD));
        isCovered |= mod.carries() != Carries.NO_CODE;
      } else {
        boolean isCode = mod.carries() == Carries.CODE;
        ruling = ruling.and(isCode ? asCode() : of(assets, Cause.TYPE_HELD));
        isCovered |= isCode;
      }
    }
    if (contents.mods().isEmpty() && !hasCode) {
      ruling = ruling.and(of(assets, Cause.TYPE_HELD));
    }
    return hasCode && !isCovered ? ruling.and(asCode()) : ruling;
  }

  private Ruling byExtension(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    Ruling ruling = Ruling.INSTALL;
    for (Map.Entry<String, Treatment> rule : extensions.entrySet()) {
      if (lower.endsWith("." + rule.getKey())) {
        ruling = ruling.and(of(rule.getValue(), Cause.TYPE_HELD));
      }
    }
    return ruling;
  }

  private Ruling asCode() {
    return of(code, Cause.EXECUTABLE_BLOCKED);
  }

  /// @param held why it is, if it is held
  private static Ruling of(Treatment treatment, Cause held) {
    return switch (treatment) {
      case INSTALL -> Ruling.INSTALL;
      case HOLD -> Ruling.of(treatment, held);
      case REFUSE -> Ruling.of(treatment, Cause.TYPE_REFUSED);
    };
  }
}
