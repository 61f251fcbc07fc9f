package dev.starshell.syncshell.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.starshell.syncshell.archive.ModDescription.Need;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Mods and plugins for Minecraft. A JAR may carry descriptions for several loaders; each is told.
final class MinecraftMods {
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  private static final String VERSION = "Implementation-Version:";

  /// How much of a manifest is looked at. Its main section is in front.
  private static final int MANIFEST_BYTES_MAX = 64 * 1_024;

  private MinecraftMods() {}

  static List<ModDescription> describe(PackContents pack) throws IOException, RefusedException {
    List<ModDescription> found = new ArrayList<>();
    found.addAll(forge(pack, "META-INF/neoforge.mods.toml", Family.NEOFORGE));
    fabric(pack).ifPresent(found::add);
    quilt(pack).ifPresent(found::add);
    found.addAll(forge(pack, "META-INF/mods.toml", Family.FORGE));
    found.addAll(old(pack));
    plugin(pack, "paper-plugin.yml", Family.PAPER_PLUGIN).ifPresent(found::add);
    plugin(pack, "plugin.yml", Family.BUKKIT_PLUGIN).ifPresent(found::add);
    plugin(pack, "bungee.yml", Family.BUNGEE_PLUGIN).ifPresent(found::add);
    velocity(pack).ifPresent(found::add);
    return found;
  }

  private static Optional<ModDescription> fabric(PackContents pack)
      throws IOException, RefusedException {
    JsonNode read = pack.json("fabric.mod.json");
    if (!pack.has("fabric.mod.json")) {
      return Optional.empty();
    }
    JsonNode depends = read.path("depends");
    return Optional.of(
        new Draft(Family.FABRIC)
            .id(read.path("id"))
            .name(read.path(read.has("name") ? "name" : "id"))
            .version(read.path("version"))
            .authors(read.path("authors"))
            .about(read.path("description"))
            .loader("Fabric " + Draft.word(depends.path("fabricloader")))
            .dependsAll(depends, "", Need.REQUIRED)
            .dependsAll(read.path("recommends"), "", Need.OPTIONAL)
            .dependsAll(read.path("suggests"), "", Need.OPTIONAL)
            .dependsAll(read.path("breaks"), "", Need.INCOMPATIBLE)
            .done());
  }

  private static Optional<ModDescription> quilt(PackContents pack)
      throws IOException, RefusedException {
    if (!pack.has("quilt.mod.json")) {
      return Optional.empty();
    }
    JsonNode read = pack.json("quilt.mod.json").path("quilt_loader");
    JsonNode meta = read.path("metadata");
    Draft draft =
        new Draft(Family.QUILT)
            .id(read.path("id"))
            .name(meta.has("name") ? meta.path("name") : read.path("id"))
            .version(read.path("version"))
            .about(meta.path("description"))
            .loader("Quilt")
            .dependsAll(read.path("depends"), "versions", Need.REQUIRED)
            .dependsAll(read.path("breaks"), "versions", Need.INCOMPATIBLE);
    meta.path("contributors").properties().forEach(person -> draft.author(person.getKey()));
    return Optional.of(draft.done());
  }

  /// Forge and NeoForge, whose files differ in how a dependency is said to be needed.
  private static List<ModDescription> forge(PackContents pack, String file, Family family)
      throws IOException, RefusedException {
    if (!pack.has(file)) {
      return List.of();
    }
    JsonNode read = pack.toml(file);
    String loader =
        Draft.word(read.path("modLoader")) + " " + Draft.word(read.path("loaderVersion"));
    List<ModDescription> mods = new ArrayList<>();
    for (JsonNode mod : read.path("mods")) {
      Draft draft =
          new Draft(family)
              .id(mod.path("modId"))
              .name(mod.path(mod.has("displayName") ? "displayName" : "modId"))
              .version(mod.path("version"))
              .authors(mod.path("authors"))
              .about(mod.path("description"))
              .loader(loader);
      if (!draft.hasVersion()) {
        draft.version(TextNode.valueOf(implementationVersion(pack)));
      }
      for (JsonNode other : read.path("dependencies").path(mod.path("modId").asText())) {
        draft.depends(other.path("modId").asText(), other.path("versionRange"), need(other));
      }
      mods.add(draft.done());
      if (mods.size() == ModDescription.LIST_MAX) {
        break;
      }
    }
    return mods.isEmpty() ? List.of(ModDescription.bare(family)) : mods;
  }

  private static Need need(JsonNode dependency) {
    if (dependency.has("mandatory")) {
      return dependency.path("mandatory").asBoolean() ? Need.REQUIRED : Need.OPTIONAL;
    }
    return switch (dependency.path("type").asText("required").toLowerCase(Locale.ROOT)) {
      case "optional" -> Need.OPTIONAL;
      case "incompatible", "discouraged" -> Need.INCOMPATIBLE;
      default -> Need.REQUIRED;
    };
  }

  private static String implementationVersion(PackContents pack)
      throws IOException, RefusedException {
    Optional<byte[]> text = pack.bytes(MANIFEST, PackContents.DESCRIPTION_BYTES_MAX);
    if (text.isEmpty()) {
      return "";
    }
    // By hand: a whole manifest may have a hundred thousand sections.
    int length = Math.min(text.get().length, MANIFEST_BYTES_MAX);
    for (String line : new String(text.get(), 0, length, UTF_8).split("\r?\n|\r", -1)) {
      if (line.isEmpty()) {
        break;
      }
      if (line.regionMatches(true, 0, VERSION, 0, VERSION.length())) {
        return line.substring(VERSION.length()).strip();
      }
    }
    return "";
  }

  /// `mcmod.info`: an array of mods, in an object since version 2.
  private static List<ModDescription> old(PackContents pack) throws IOException, RefusedException {
    if (!pack.has("mcmod.info")) {
      return List.of();
    }
    JsonNode read = pack.json("mcmod.info");
    List<ModDescription> mods = new ArrayList<>();
    for (JsonNode mod : read.isArray() ? read : read.path("modList")) {
      if (mods.size() < ModDescription.LIST_MAX) {
        JsonNode authors = mod.has("authorList") ? mod.path("authorList") : mod.path("authors");
        mods.add(
            new Draft(Family.FORGE_OLD)
                .id(mod.path("modid"))
                .name(mod.path(mod.has("name") ? "name" : "modid"))
                .version(mod.path("version"))
                .authors(authors)
                .about(mod.path("description"))
                .loader("Forge for Minecraft " + Draft.word(mod.path("mcversion")))
                .dependsAll(mod.path("requiredMods"), "", Need.REQUIRED)
                .done());
      }
    }
    return mods.isEmpty() ? List.of(ModDescription.bare(Family.FORGE_OLD)) : mods;
  }

  private static Optional<ModDescription> plugin(PackContents pack, String file, Family family)
      throws IOException, RefusedException {
    JsonNode read = pack.yaml(file);
    if (!read.has("name") || !(read.has("main") || read.has("version"))) {
      return Optional.empty();
    }
    return Optional.of(
        new Draft(family)
            .id(read.path("name"))
            .name(read.path("name"))
            .version(read.path("version"))
            .authors(read.path("author"))
            .authors(read.path("authors"))
            .about(read.path("description"))
            .loader(("API " + Draft.word(read.path("api-version"))).strip())
            .dependsAll(read.path("depend"), "", Need.REQUIRED)
            .dependsAll(read.path("depends"), "", Need.REQUIRED)
            .dependsAll(read.path("softdepend"), "", Need.OPTIONAL)
            .done());
  }

  private static Optional<ModDescription> velocity(PackContents pack)
      throws IOException, RefusedException {
    JsonNode read = pack.json("velocity-plugin.json");
    if (!read.has("id")) {
      return Optional.empty();
    }
    Draft draft =
        new Draft(Family.VELOCITY_PLUGIN)
            .id(read.path("id"))
            .name(read.path(read.has("name") ? "name" : "id"))
            .version(read.path("version"))
            .authors(read.path("authors"))
            .about(read.path("description"))
            .loader("Velocity");
    for (JsonNode other : read.path("dependencies")) {
      Need need = other.path("optional").asBoolean() ? Need.OPTIONAL : Need.REQUIRED;
      draft.depends(other.path("id").asText(), Described.NOTHING, need);
    }
    return Optional.of(draft.done());
  }
}
