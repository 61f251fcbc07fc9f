package dev.starshell.syncshell.archive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Tells what a checked archive is, by its content. All that it is is told, the most telling first;
/// at least a plain ZIP archive. Source: docs/ARCHIVES.md, "Families".
final class Families {
  private Families() {}

  static List<ModDescription> of(PackContents pack) throws IOException, RefusedException {
    List<ModDescription> found = new ArrayList<>();
    FinalFantasyPacks.describe(pack).ifPresent(found::add);
    try {
      addShown(pack, found);
    } catch (RuntimeException | StackOverflowError e) {
      // What a description breaks in its reader is no fault of the archive: it is only shown, and
      // left out. Lists that are followed were checked before.
    }
    if (found.isEmpty()) {
      boolean isJava =
          pack.has("META-INF/MANIFEST.MF") || pack.hasAny(name -> name.endsWith(".class"));
      found.add(ModDescription.bare(isJava ? Family.JAVA_ARCHIVE : Family.PLAIN_ZIP));
    }
    return found.subList(0, Math.min(found.size(), ModDescription.LIST_MAX));
  }

  private static void addShown(PackContents pack, List<ModDescription> found)
      throws IOException, RefusedException {
    found.addAll(MinecraftMods.describe(pack));
    Packs.lists(pack).ifPresent(found::add);
    Packs.manifests(pack).ifPresent(found::add);
    if (found.isEmpty()) {
      // Mods have packs of their own within, which are not what they are.
      Packs.game(pack).ifPresent(found::add);
      found.addAll(OtherGames.describe(pack));
    }
  }
}
