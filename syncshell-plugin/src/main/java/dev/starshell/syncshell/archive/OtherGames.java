package dev.starshell.syncshell.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.starshell.syncshell.archive.ModDescription.Need;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Mods for games other than Minecraft and Final Fantasy XIV.
final class OtherGames {
  private static final int FACTORIO_DEPENDENCY_CHARS_MAX = 200;

  private OtherGames() {}

  static List<ModDescription> describe(PackContents pack) throws IOException, RefusedException {
    List<ModDescription> found = new ArrayList<>();
    factorio(pack).ifPresent(found::add);
    found.addAll(smapi(pack));
    rimWorld(pack).ifPresent(found::add);
    modInfo(pack).ifPresent(found::add);
    fomod(pack).ifPresent(found::add);
    return found;
  }

  private static Optional<ModDescription> factorio(PackContents pack)
      throws IOException, RefusedException {
    String file = pack.find("info.json");
    JsonNode read = file.isEmpty() ? Described.NOTHING : pack.json(file);
    if (!read.has("name") || !read.has("factorio_version")) {
      return Optional.empty();
    }
    Draft draft =
        new Draft(Family.FACTORIO)
            .id(read.path("name"))
            .name(read.path(read.has("title") ? "title" : "name"))
            .version(read.path("version"))
            .authors(read.path("author"))
            .about(read.path("description"))
            .loader("Factorio " + Draft.word(read.path("factorio_version")));
    for (JsonNode other : read.path("dependencies")) {
      factorioDependency(draft, other.asText());
    }
    return Optional.of(draft.done());
  }

  /// `! other`, `? other >= 1.0`, `(?) other`, `~ other`.
  private static void factorioDependency(Draft draft, String written) {
    if (written.length() > FACTORIO_DEPENDENCY_CHARS_MAX) {
      return;
    }
    String text = written.strip();
    Need need = Need.REQUIRED;
    for (String mark : List.of("!", "?", "(?)", "~")) {
      if (text.startsWith(mark)) {
        text = text.substring(mark.length()).strip();
        need = mark.equals("!") ? Need.INCOMPATIBLE : need;
        need = mark.endsWith("?") || mark.endsWith(")") ? Need.OPTIONAL : need;
        break;
      }
    }
    int end = 0;
    while (end < text.length() && "<>=".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    draft.depends(
        text.substring(0, end).strip(), TextNode.valueOf(text.substring(end).strip()), need);
  }

  /// One folder for each mod, at most three deep.
  private static List<ModDescription> smapi(PackContents pack)
      throws IOException, RefusedException {
    List<ModDescription> mods = new ArrayList<>();
    List<String> files =
        pack.names(
            name ->
                (name.equals("manifest.json") || name.endsWith("/manifest.json"))
                    && name.chars().filter(c -> c == '/').count() <= 3,
            ModDescription.LIST_MAX);
    for (String file : files) {
      JsonNode read = pack.json(file);
      if (read.has("UniqueID")) {
        Draft draft =
            new Draft(Family.SMAPI)
                .id(read.path("UniqueID"))
                .name(read.path("Name"))
                .version(read.path("Version"))
                .authors(read.path("Author"))
                .about(read.path("Description"))
                .loader(("SMAPI " + Draft.word(read.path("MinimumApiVersion"))).strip());
        JsonNode host = read.path("ContentPackFor");
        draft.depends(host.path("UniqueID").asText(), host.path("MinimumVersion"), Need.REQUIRED);
        for (JsonNode other : read.path("Dependencies")) {
          Need need = other.path("IsRequired").asBoolean(true) ? Need.REQUIRED : Need.OPTIONAL;
          draft.depends(other.path("UniqueID").asText(), other.path("MinimumVersion"), need);
        }
        mods.add(draft.done());
      }
    }
    return mods;
  }

  private static Optional<ModDescription> rimWorld(PackContents pack)
      throws IOException, RefusedException {
    String file = pack.findAnyCase("About/About.xml");
    JsonNode read = file.isEmpty() ? Described.NOTHING : pack.xml(file);
    if (!read.has("packageId") && !read.has("name")) {
      return Optional.empty();
    }
    Draft draft =
        new Draft(Family.RIMWORLD)
            .id(read.path("packageId").path(0))
            .name(read.path("name").path(0))
            .version(read.path("modVersion").path(0))
            .authors(read.path("author").path(0))
            .authors(read.path("authors/li"))
            .about(read.path("description").path(0))
            .loader("RimWorld " + Draft.word(read.path("supportedVersions/li")));
    read.path("modDependencies/li/packageId")
        .forEach(other -> draft.depends(other.asText(), Described.NOTHING, Need.REQUIRED));
    read.path("incompatibleWith/li")
        .forEach(other -> draft.depends(other.asText(), Described.NOTHING, Need.INCOMPATIBLE));
    return Optional.of(draft.done());
  }

  /// Vintage Story has `modid`, SpaceWarp `mod_id`.
  private static Optional<ModDescription> modInfo(PackContents pack)
      throws IOException, RefusedException {
    for (String name : List.of("swinfo.json", "modinfo.json")) {
      String file = pack.findAnyCase(name);
      JsonNode read = file.isEmpty() ? Described.NOTHING : pack.json(file);
      boolean isSpaceWarp = read.has("mod_id");
      JsonNode id = isSpaceWarp ? read.path("mod_id") : either(read, "modid", "ModID");
      if (!id.isMissingNode()) {
        JsonNode authors = either(read, "authors", "Authors");
        return Optional.of(
            new Draft(isSpaceWarp ? Family.SPACEWARP : Family.VINTAGE_STORY)
                .id(id)
                .name(either(read, "name", "Name"))
                .version(either(read, "version", "Version"))
                .authors(authors.isMissingNode() ? read.path("author") : authors)
                .about(either(read, "description", "Description"))
                .loader(isSpaceWarp ? "SpaceWarp" : "Vintage Story")
                .dependsAll(either(read, "dependencies", "Dependencies"), "version", Need.REQUIRED)
                .done());
      }
    }
    return Optional.empty();
  }

  private static JsonNode either(JsonNode read, String one, String other) {
    return read.has(one) ? read.path(one) : read.path(other);
  }

  private static Optional<ModDescription> fomod(PackContents pack)
      throws IOException, RefusedException {
    String file = pack.findAnyCase("fomod/info.xml");
    if (file.isEmpty()) {
      return pack.findAnyCase("fomod/ModuleConfig.xml").isEmpty()
          ? Optional.empty()
          : Optional.of(ModDescription.bare(Family.FOMOD));
    }
    JsonNode read = pack.xml(file);
    return Optional.of(
        new Draft(Family.FOMOD)
            .id(read.path("Id").path(0))
            .name(read.path("Name").path(0))
            .version(read.path("Version").path(0))
            .authors(read.path("Author").path(0))
            .about(read.path("Description").path(0))
            .done());
  }
}
