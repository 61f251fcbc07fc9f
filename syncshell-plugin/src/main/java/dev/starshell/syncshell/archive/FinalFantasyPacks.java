package dev.starshell.syncshell.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// TexTools and Penumbra. Both have lists that name bytes or files of the pack; a list that leads
/// out of it is refused.
final class FinalFantasyPacks {
  private static final String LIST = "TTMPL.mpl";
  private static final String DATA = "TTMPD.mpd";
  private static final int LIST_BYTES_MAX = 16 << 20;

  private FinalFantasyPacks() {}

  static Optional<ModDescription> describe(PackContents pack) throws IOException, RefusedException {
    if (pack.has(LIST) && pack.has(DATA)) {
      return Optional.of(texTools(pack));
    }
    String meta = pack.find("meta.json");
    JsonNode read = meta.isEmpty() ? Described.NOTHING : pack.json(meta);
    if (!read.has("FileVersion") || !read.has("Name")) {
      return Optional.empty();
    }
    checkPenumbra(pack, meta.substring(0, meta.length() - "meta.json".length()), read);
    Draft draft =
        new Draft(Family.PENUMBRA)
            .name(read.path("Name"))
            .authors(read.path("Author"))
            .version(read.path("Version"))
            .about(read.path("Description"))
            .loader("Penumbra file version " + Draft.word(read.path("FileVersion")));
    return Optional.of(draft.id(read.path("Identifier")).done());
  }

  private static ModDescription texTools(PackContents pack) throws IOException, RefusedException {
    byte[] text = pack.list(LIST, LIST_BYTES_MAX);
    long dataBytes = pack.member(DATA).map(ZipMember::contentBytes).orElse(0L);
    JsonNode read = Described.json(text);
    if (read.has("TTMPVersion")) {
      checkOffsets(read, dataBytes);
      return new Draft(Family.TEXTOOLS)
          .name(read.path("Name"))
          .authors(read.path("Author"))
          .version(read.path("Version"))
          .about(read.path("Description"))
          .loader("TexTools format " + Draft.word(read.path("TTMPVersion")))
          .done();
    }
    // Version 1: one object on each line.
    List<String> lines = new String(text, StandardCharsets.UTF_8).lines().limit(100_000).toList();
    String name = "";
    for (String line : lines) {
      JsonNode one = Described.json(line.getBytes(StandardCharsets.UTF_8));
      checkRange(one, dataBytes);
      name = name.isEmpty() ? Draft.word(one.path("Name")) : name;
    }
    return new Draft(Family.TEXTOOLS_1)
        .name(com.fasterxml.jackson.databind.node.TextNode.valueOf(name))
        .done();
  }

  private static void checkOffsets(JsonNode read, long dataBytes) throws RefusedException {
    for (JsonNode one : read.path("SimpleModsList")) {
      checkRange(one, dataBytes);
    }
    for (JsonNode page : read.path("ModPackPages")) {
      for (JsonNode group : page.path("ModGroups")) {
        for (JsonNode option : group.path("OptionList")) {
          for (JsonNode one : option.path("ModsJsons")) {
            checkRange(one, dataBytes);
          }
        }
      }
    }
  }

  private static void checkRange(JsonNode mod, long dataBytes) throws RefusedException {
    JsonNode offset = mod.path("ModOffset");
    JsonNode size = mod.path("ModSize");
    if (!offset.isNumber() && !size.isNumber()) {
      return;
    }
    boolean isInside =
        offset.canConvertToLong()
            && size.canConvertToLong()
            && offset.asLong() >= 0
            && size.asLong() >= 0
            && offset.asLong() <= dataBytes
            && size.asLong() <= dataBytes - offset.asLong();
    if (!isInside) {
      throw RefusedException.entry(
          ArchiveRule.PACK_LEADS_OUT, LIST, "a mod lies outside of " + DATA);
    }
  }

  /// Penumbra joins these names to the folder of the pack when it imports it.
  private static void checkPenumbra(PackContents pack, String folder, JsonNode meta)
      throws IOException, RefusedException {
    checkFiles(meta.path("DefaultData"), folder + "meta.json");
    checkGroups(meta.path("Groups"), folder + "meta.json");
    List<String> lists =
        pack.names(
            name ->
                name.startsWith(folder)
                    && (name.endsWith("default_mod.json")
                        || (name.startsWith("group_", folder.length()) && name.endsWith(".json"))),
            Integer.MAX_VALUE);
    for (String list : lists) {
      JsonNode read = Described.json(pack.list(list, LIST_BYTES_MAX));
      checkFiles(read, list);
      checkOptions(read, list);
    }
  }

  private static void checkGroups(JsonNode groups, String list) throws RefusedException {
    for (JsonNode group : groups) {
      checkOptions(group, list);
    }
  }

  private static void checkOptions(JsonNode group, String list) throws RefusedException {
    for (JsonNode option : group.path("Options")) {
      checkFiles(option, list);
    }
    for (JsonNode container : group.path("Containers")) {
      checkFiles(container, list);
    }
  }

  private static void checkFiles(JsonNode option, String list) throws RefusedException {
    for (JsonNode target : option.path("Files")) {
      String path = target.asText().replace('\\', '/');
      boolean isOut =
          path.startsWith("/")
              || path.indexOf(':') >= 0
              || path.indexOf('\0') >= 0
              || List.of(path.split("/", -1)).contains("..");
      if (isOut) {
        throw RefusedException.entry(
            ArchiveRule.PACK_LEADS_OUT, list, "it names a file outside of the pack");
      }
    }
  }
}
