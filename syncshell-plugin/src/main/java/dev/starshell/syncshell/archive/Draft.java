package dev.starshell.syncshell.archive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starshell.syncshell.archive.ModDescription.Dependency;
import dev.starshell.syncshell.archive.ModDescription.Need;
import dev.starshell.syncshell.text.SafeText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// A [ModDescription] in the making: takes whatever stands in a description file, and keeps what is
/// text, short and clean. Thread: one.
final class Draft {
  private static final int WORD_POINTS = 80;
  private static final int ABOUT_POINTS = 300;
  private static final int DEPTH_MAX = 8;
  private static final Pattern COLOUR = Pattern.compile("§.");

  private final Family family;
  private String id = "";
  private String name = "";
  private String version = "";
  private String about = "";
  private String loader = "";
  private final List<String> authors = new ArrayList<>();
  private final List<Dependency> dependencies = new ArrayList<>();

  Draft(Family family) {
    this.family = family;
  }

  Draft id(JsonNode node) {
    id = word(node);
    return this;
  }

  Draft name(JsonNode node) {
    name = word(node);
    return this;
  }

  /// A place holder such as `${version}` is no version.
  Draft version(JsonNode node) {
    String written = word(node);
    version = written.contains("${") ? "" : written;
    return this;
  }

  boolean hasVersion() {
    return !version.isEmpty();
  }

  Draft about(JsonNode node) {
    about = SafeText.of(flat(node, 0), ABOUT_POINTS).strip();
    return this;
  }

  Draft loader(String text) {
    loader = SafeText.of(text).strip();
    return this;
  }

  /// One text with commas, or an array of texts or of objects with a name.
  Draft authors(JsonNode node) {
    if (node.isTextual()) {
      String text = node.textValue();
      text = text.substring(0, Math.min(text.length(), 4_096)).replace(';', ',').replace('&', ',');
      Arrays.stream(text.split(",", -1)).forEach(this::author);
    } else if (node.isArray()) {
      node.forEach(one -> author(one.isObject() ? one.path("name").asText() : one.asText()));
    }
    return this;
  }

  Draft author(String text) {
    String clean = authors.size() < ModDescription.LIST_MAX ? SafeText.of(text).strip() : "";
    if (!clean.isEmpty()) {
      authors.add(clean);
    }
    return this;
  }

  Draft depends(String other, JsonNode versions, Need need) {
    boolean isWanted = dependencies.size() < ModDescription.LIST_MAX;
    String clean = isWanted ? SafeText.of(other).strip() : "";
    if (!clean.isEmpty()) {
      dependencies.add(new Dependency(clean, word(versions), need));
    }
    return this;
  }

  /// An object from mods to versions, or an array of objects with `id` and versions, or of texts.
  Draft dependsAll(JsonNode node, String versions, Need need) {
    if (node.isObject()) {
      node.properties().forEach(entry -> depends(entry.getKey(), entry.getValue(), need));
    } else if (node.isArray()) {
      for (JsonNode one : node) {
        if (one.isObject()) {
          depends(one.path("id").asText(), one.path(versions), need);
        } else {
          depends(one.asText(), Described.NOTHING, need);
        }
      }
    }
    return this;
  }

  ModDescription done() {
    return new ModDescription(family, id, name, version, authors, about, loader, dependencies);
  }

  /// A short text; numbers and lists of texts are written out.
  static String word(JsonNode node) {
    return SafeText.of(flat(node, 0), WORD_POINTS).strip();
  }

  /// Texts of a node in their order, also of Minecraft's text components.
  private static String flat(JsonNode node, int depth) {
    if (node.isValueNode()) {
      return node.isNull() ? "" : COLOUR.matcher(start(node.asText())).replaceAll("");
    }
    if (depth >= DEPTH_MAX) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    if (node.isArray()) {
      String between = "";
      for (JsonNode one : node) {
        if (text.length() > ABOUT_POINTS * 4) {
          break;
        }
        text.append(between).append(flat(one, depth + 1));
        // Parts of one text, or texts of a list.
        between = node.path(0).isObject() ? "" : ", ";
      }
      return text.toString();
    }
    JsonNode own = node.has("text") ? node.path("text") : node.path("fallback");
    return text.append(flat(own, depth + 1)).append(flat(node.path("extra"), depth + 1)).toString();
  }

  private static String start(String text) {
    return text.length() <= ABOUT_POINTS * 16 ? text : text.substring(0, ABOUT_POINTS * 16);
  }
}
