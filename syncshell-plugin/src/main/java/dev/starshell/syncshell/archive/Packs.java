package dev.starshell.syncshell.archive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starshell.syncshell.archive.ModDescription.Need;
import java.io.IOException;
import java.util.Optional;

/// Packs of several mods, and Minecraft's packs of data.
final class Packs {
  private Packs() {}

  static Optional<ModDescription> lists(PackContents pack) throws IOException, RefusedException {
    JsonNode modrinth = pack.json("modrinth.index.json");
    if (modrinth.has("formatVersion")) {
      return Optional.of(
          new Draft(Family.MODRINTH_PACK)
              .name(modrinth.path("name"))
              .version(modrinth.path("versionId"))
              .about(modrinth.path("summary"))
              .loader(Draft.word(modrinth.path("game")))
              .dependsAll(modrinth.path("dependencies"), "", Need.REQUIRED)
              .done());
    }
    String packwiz = pack.find("pack.toml");
    JsonNode list = packwiz.isEmpty() ? Described.NOTHING : pack.toml(packwiz);
    if (list.has("pack-format") || list.path("index").has("file")) {
      return Optional.of(
          new Draft(Family.PACKWIZ_PACK)
              .name(list.path("name"))
              .version(list.path("version"))
              .authors(list.path("author"))
              .about(list.path("description"))
              .dependsAll(list.path("versions"), "", Need.REQUIRED)
              .done());
    }
    return Optional.empty();
  }

  /// Four families call their description `manifest.json`; its keys tell them apart.
  static Optional<ModDescription> manifests(PackContents pack)
      throws IOException, RefusedException {
    String file = pack.find("manifest.json");
    JsonNode read = file.isEmpty() ? Described.NOTHING : pack.json(file);
    if (read.path("manifestType").asText().equals("minecraftModpack")) {
      return Optional.of(curseForge(read));
    }
    if (read.has("format_version") && read.has("header")) {
      JsonNode header = read.path("header");
      Draft draft =
          new Draft(Family.BEDROCK_PACK)
              .id(header.path("uuid"))
              .name(header.path("name"))
              .version(dotted(header.path("version")))
              .authors(read.path("metadata").path("authors"))
              .about(header.path("description"))
              .loader("Bedrock format " + Draft.word(read.path("format_version")));
      for (JsonNode other : read.path("dependencies")) {
        String id = other.path(other.has("uuid") ? "uuid" : "module_name").asText();
        draft.depends(id, dotted(other.path("version")), Need.REQUIRED);
      }
      return Optional.of(draft.done());
    }
    if (read.has("version_number") && read.has("name")) {
      return Optional.of(
          new Draft(Family.THUNDERSTORE)
              .id(read.path("name"))
              .name(read.path("name"))
              .version(read.path("version_number"))
              .authors(read.path("author"))
              .about(read.path("description"))
              .dependsAll(read.path("dependencies"), "", Need.REQUIRED)
              .done());
    }
    return Optional.empty();
  }

  private static ModDescription curseForge(JsonNode read) {
    JsonNode game = read.path("minecraft");
    Draft draft =
        new Draft(Family.CURSEFORGE_PACK)
            .name(read.path("name"))
            .version(read.path("version"))
            .authors(read.path("author"))
            .loader("Minecraft " + Draft.word(game.path("version")));
    game.path("modLoaders")
        .forEach(
            loader -> draft.depends(loader.path("id").asText(), Described.NOTHING, Need.REQUIRED));
    return draft.done();
  }

  /// `[1, 2, 3]` is 1.2.3.
  private static JsonNode dotted(JsonNode version) {
    return version.isArray()
        ? com.fasterxml.jackson.databind.node.TextNode.valueOf(
            Draft.word(version).replace(", ", "."))
        : version;
  }

  static Optional<ModDescription> game(PackContents pack) throws IOException, RefusedException {
    String file = pack.find("pack.mcmeta");
    if (!file.isEmpty()) {
      JsonNode read = pack.json(file).path("pack");
      boolean isData = pack.hasFolder("data/") && !pack.hasFolder("assets/");
      return Optional.of(
          new Draft(isData ? Family.DATA_PACK : Family.RESOURCE_PACK)
              .about(read.path("description"))
              .loader("pack format " + format(read))
              .done());
    }
    return pack.hasFolder("shaders/")
        ? Optional.of(ModDescription.bare(Family.SHADER_PACK))
        : Optional.empty();
  }

  private static String format(JsonNode pack) {
    if (pack.has("min_format") || pack.has("max_format")) {
      String from = Draft.word(dotted(pack.path("min_format")));
      String to = Draft.word(dotted(pack.path("max_format")));
      return from.equals(to) ? from : from + " to " + to;
    }
    JsonNode range = pack.path("supported_formats");
    if (range.isObject()) {
      return Draft.word(range.path("min_inclusive"))
          + " to "
          + Draft.word(range.path("max_inclusive"));
    }
    if (range.isArray() && range.size() == 2) {
      return Draft.word(range.path(0)) + " to " + Draft.word(range.path(1));
    }
    return Draft.word(range.isNumber() ? range : pack.path("pack_format"));
  }
}
