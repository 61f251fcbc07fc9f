package dev.starshell.syncshell.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// TexTools and Penumbra. Both have lists that name bytes or files of the pack; a list that leads
/// out of it is refused.
final class FinalFantasyPacks {
  /// Readers look for these names in every folder.
  private static final String LIST = "ttmpl.mpl";

  private static final String DATA = "ttmpd.mpd";

  /// Largest list. Unit: bytes.
  private static final int LIST_BYTES_MAX = 2 << 20;

  private FinalFantasyPacks() {}

  static Optional<ModDescription> describe(PackContents pack) throws IOException, RefusedException {
    List<ZipMember> lists = pack.members(name -> isFile(name, LIST));
    List<ZipMember> data = pack.members(name -> isFile(name, DATA));
    if (!lists.isEmpty() && !data.isEmpty()) {
      return Optional.of(texTools(pack, lists, data));
    }
    String meta = pack.findAnyCase("meta.json");
    return meta.isEmpty() ? Optional.empty() : penumbra(pack, meta);
  }

  private static boolean isFile(String name, String file) {
    return name.length() >= file.length()
        && name.regionMatches(true, name.length() - file.length(), file, 0, file.length())
        && (name.length() == file.length()
            || name.charAt(name.length() - file.length() - 1) == '/');
  }

  private static ModDescription texTools(
      PackContents pack, List<ZipMember> lists, List<ZipMember> data)
      throws IOException, RefusedException {
    long dataBytes = data.stream().mapToLong(ZipMember::contentBytes).min().orElse(0);
    Optional<CheckedList> first = Optional.empty();
    for (ZipMember list : lists) {
      CheckedList read =
          CheckedList.ranges(pack.list(list, LIST_BYTES_MAX), list.name(), dataBytes);
      first = first.or(() -> Optional.of(read));
    }
    CheckedList read = first.orElseThrow();
    if (!read.has("TTMPVersion")) {
      // Version 1: one object on each line.
      return new Draft(Family.TEXTOOLS_1).name(text(read, "Name")).done();
    }
    return new Draft(Family.TEXTOOLS)
        .name(text(read, "Name"))
        .authors(text(read, "Author"))
        .version(text(read, "Version"))
        .about(text(read, "Description"))
        .loader("TexTools format " + Draft.word(text(read, "TTMPVersion")))
        .done();
  }

  private static JsonNode text(CheckedList list, String key) {
    return TextNode.valueOf(list.text(key));
  }

  /// Penumbra joins the names in these lists to the folder of the pack when it imports it.
  private static Optional<ModDescription> penumbra(PackContents pack, String meta)
      throws IOException, RefusedException {
    JsonNode shown = pack.json(meta);
    int folder = meta.length() - "meta.json".length();
    List<ZipMember> lists =
        pack.members(name -> isBeside(name, meta, folder) && isList(name.substring(folder)));
    if (lists.isEmpty() && !(shown.has("FileVersion") && shown.has("Name"))) {
      return Optional.empty();
    }
    CheckedList read = CheckedList.files(pack.list(meta, LIST_BYTES_MAX), meta);
    for (ZipMember list : lists) {
      CheckedList.files(pack.list(list, LIST_BYTES_MAX), list.name());
    }
    return Optional.of(
        new Draft(Family.PENUMBRA)
            .name(text(read, "Name"))
            .authors(text(read, "Author"))
            .version(text(read, "Version"))
            .about(text(read, "Description"))
            .loader("Penumbra file version " + Draft.word(text(read, "FileVersion")))
            .id(text(read, "Identifier"))
            .done());
  }

  private static boolean isBeside(String name, String meta, int folder) {
    return name.regionMatches(true, 0, meta, 0, folder);
  }

  private static boolean isList(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith("default_mod.json")
        || (lower.startsWith("group_") && lower.endsWith(".json"));
  }
}
