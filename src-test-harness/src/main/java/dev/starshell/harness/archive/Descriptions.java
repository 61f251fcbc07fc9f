package dev.starshell.harness.archive;

import java.util.List;
import java.util.stream.Collectors;

/// The JSON files by which mod loaders know an archive.
final class Descriptions {
  private Descriptions() {}

  static String fabric(String id, String title) {
    return """
    {
      "schemaVersion": 1,
      "id": "%s",
      "version": "1.0.0",
      "name": "%s",
      "environment": "*",
      "entrypoints": {"main": ["net.%s.Part0"]},
      "icon": "assets/%s/icon.png",
      "depends": {"fabricloader": ">=0.16", "minecraft": "~1.21"}
    }
    """
        .formatted(id, title, id, id);
  }

  static String resourcePack(String title) {
    return """
    {"pack": {"pack_format": 46, "description": "%s"}}
    """
        .formatted(title);
  }

  /// Two entries whose offsets lie inside the data file.
  static String texToolsList(String title, long dataBytes) {
    long half = dataBytes / 2;
    return """
    {
      "TTMPVersion": "1.3s",
      "Name": "%s",
      "Author": "Starshell demo",
      "Version": "1.0.0",
      "Description": "Generated; belongs to no game.",
      "ModPackPages": null,
      "SimpleModsList": [
        {"Name": "a", "Category": "Gear", "FullPath": "chara/a.mdl", "DatFile": "040000",
         "ModOffset": 0, "ModSize": %d, "IsDefault": false},
        {"Name": "b", "Category": "Gear", "FullPath": "chara/b.tex", "DatFile": "040000",
         "ModOffset": %d, "ModSize": %d, "IsDefault": false}
      ]
    }
    """
        .formatted(title, half, half, dataBytes - half);
  }

  static String penumbraMeta(String title) {
    return """
    {
      "FileVersion": 3,
      "Name": "%s",
      "Author": "Starshell demo",
      "Description": "Generated; belongs to no game.",
      "Version": "1.0.0",
      "Website": "",
      "ModTags": []
    }
    """
        .formatted(title);
  }

  static String penumbraDefault(List<String> files) {
    String mapped =
        files.stream()
            .map(file -> "\"chara/" + file + "\": \"" + file.replace("/", "\\\\") + "\"")
            .collect(Collectors.joining(",\n    "));
    return """
    {
      "Version": 0,
      "Files": {
        %s
      },
      "FileSwaps": {},
      "Manipulations": []
    }
    """
        .formatted(mapped);
  }

  static String penumbraGroup() {
    return """
    {"Version": 0, "Name": "Colour", "Type": "Single", "Options": [{"Name": "Plain"}]}
    """;
  }
}
