package dev.starshell.harness.archive;

import java.util.Locale;
import java.util.Set;

/// Names for mods as players know them, with blanks, versions and brackets.
final class ModNames {
  private static final String[] FIRST = {
    "Velvet", "Aurora", "Copper", "Moonlit", "Clockwork", "Amber", "Frosted", "Hollow", "Gilded",
    "Wandering", "Tidal", "Ashen", "Saffron", "Quiet", "Starfall", "Ivory", "Thornwood", "Cobalt"
  };

  private ModNames() {}

  /// A path in a library that is not used yet.
  static String path(Dice dice, ArchiveKind kind, Set<String> used) {
    while (true) {
      String name = name(dice, kind);
      if (used.add(name.toLowerCase(Locale.ROOT))) {
        return name;
      }
    }
  }

  /// Where players keep a second copy of the same archive.
  static String secondPath(String path, Set<String> used) {
    String file = path.substring(path.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    String copy = "backup/" + file.substring(0, dot) + " (copy)" + file.substring(dot);
    if (!used.add(copy.toLowerCase(Locale.ROOT))) {
      throw new IllegalStateException("two copies of " + path);
    }
    return copy;
  }

  private static String name(Dice dice, ArchiveKind kind) {
    String first = dice.pick(FIRST);
    return switch (kind) {
      case JAR -> {
        String id = first.toLowerCase(Locale.ROOT) + "-" + dice.pick("craft", "storage", "lights");
        yield "code/" + id + "-fabric-" + version(dice) + "+1.21.jar";
      }
      case ZIP ->
          "packs/"
              + first
              + " "
              + dice.pick("Skies", "Blocks", "Interface")
              + " "
              + version(dice)
              + " ["
              + dice.pick("32x", "64x", "128x")
              + "].zip";
      case TTMP2 ->
          dice.pick("hair", "gear", "emotes")
              + "/"
              + first
              + " "
              + dice.pick("Braids", "Longcoat", "Bow", "Idle Pose")
              + " v"
              + version(dice)
              + ".ttmp2";
      case PMP ->
          dice.pick("gear", "housing")
              + "/"
              + first
              + " "
              + dice.pick("Regalia", "Lantern", "Boots", "Tapestry")
              + " - "
              + dice.pick("Bibo", "Male", "All Races")
              + " "
              + version(dice)
              + ".pmp";
    };
  }

  private static String version(Dice dice) {
    return dice.nextInt(4) + "." + dice.nextInt(12) + "." + dice.nextInt(10);
  }
}
