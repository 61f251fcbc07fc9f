package dev.starshell.syncshell.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlFactory;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads description files, whoever wrote them: bounded in size by the caller, in depth and in
/// tokens here. What cannot be read is missing; nothing is refused for it.
final class Described {
  static final JsonNode NOTHING = MissingNode.getInstance();

  private static final StreamReadConstraints BOUNDS =
      StreamReadConstraints.builder()
          .maxNestingDepth(64)
          .maxNumberLength(100)
          .maxNameLength(4_096)
          .maxTokenCount(50_000)
          .build();

  /// As lenient as the loaders are: some take comments, single quotes and trailing commas.
  private static final ObjectReader JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(BOUNDS)
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .build())
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .build()
          .reader();

  private static final ObjectReader TOML =
      TomlMapper.builder(TomlFactory.builder().streamReadConstraints(BOUNDS).build())
          .build()
          .reader();

  private static final int YAML_LINES_MAX = 10_000;
  private static final int YAML_LINE_CHARS_MAX = 2_048;
  private static final int YAML_KEY_CHARS_MAX = 41;

  private static final int XML_DEPTH_MAX = 16;
  private static final int XML_TEXTS_MAX = 2_000;
  private static final int XML_PATH_CHARS_MAX = 200;
  private static final int TOML_DEPTH_MAX = 64;

  private Described() {}

  static JsonNode json(byte[] text) {
    try {
      JsonNode read = JSON.readTree(text);
      return read == null ? NOTHING : read;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      return NOTHING;
    }
  }

  static JsonNode toml(byte[] text) {
    try {
      return isDeep(text) ? NOTHING : TOML.readTree(new String(text, StandardCharsets.UTF_8));
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // The reader leaks what java.time throws for dates that do not exist.
      return NOTHING;
    }
  }

  /// Whether a line has more dots or brackets than any key or array is deep: each may be a level,
  /// and the reader counts none.
  private static boolean isDeep(byte[] text) {
    int marks = 0;
    for (byte one : text) {
      marks = one == '\n' ? 0 : one == '.' || one == '[' || one == '{' ? marks + 1 : marks;
      if (marks > TOML_DEPTH_MAX) {
        return true;
      }
    }
    return false;
  }

  /// Top-level texts and lists of texts of a YAML file: all that descriptions of plugins need. A
  /// whole YAML reader would follow aliases and tags for nothing.
  static JsonNode yaml(byte[] text) {
    ObjectNode read = JsonNodeFactory.instance.objectNode();
    String key = "";
    Iterator<String> lines =
        new String(text, StandardCharsets.UTF_8).lines().limit(YAML_LINES_MAX).iterator();
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.length() > YAML_LINE_CHARS_MAX) {
        continue;
      }
      String bare = line.strip();
      int colon = line.indexOf(':');
      if (isYamlKey(line, colon)) {
        key = line.substring(0, colon);
        putYaml(read, key, plain(line.substring(colon + 1)));
      } else if (bare.startsWith("- ") && !key.isEmpty() && !read.path(key).isTextual()) {
        String value = plain(bare.substring(1));
        if (!value.isEmpty()) {
          read.withArray("/" + key).add(value);
        }
      }
    }
    return read;
  }

  /// `key: value` and `key:` at the beginning of a line. Nothing else but `- item` is understood.
  private static boolean isYamlKey(String line, int colon) {
    boolean isKey =
        colon > 0
            && colon <= YAML_KEY_CHARS_MAX
            && (colon + 1 == line.length() || Character.isWhitespace(line.charAt(colon + 1)));
    for (int i = 0; i < colon && isKey; i++) {
      char c = line.charAt(i);
      boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      isKey = isLetter || (i > 0 && ((c >= '0' && c <= '9') || c == '_' || c == '-'));
    }
    return isKey;
  }

  private static void putYaml(ObjectNode read, String key, String value) {
    if (value.startsWith("[") && value.endsWith("]")) {
      var list = read.putArray(key);
      for (String one : value.substring(1, value.length() - 1).split(",", 200)) {
        if (!one.isBlank()) {
          list.add(plain(one));
        }
      }
    } else if (!value.isEmpty()) {
      read.put(key, value);
    }
  }

  /// A scalar without its quotes or comment.
  private static String plain(String written) {
    String text = written.strip();
    char quote = text.isEmpty() ? ' ' : text.charAt(0);
    if (quote == '"' || quote == '\'') {
      int end = text.indexOf(quote, 1);
      return end < 0 ? text.substring(1) : text.substring(1, end);
    }
    int comment = text.indexOf(" #");
    return comment < 0 ? text : text.substring(0, comment).stripTrailing();
  }

  /// Texts of an XML file below its outermost element, by the names of the elements around them:
  /// `name`, `modDependencies/li/packageId`. Document types are not read, so no entity is.
  static JsonNode xml(byte[] text) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    ObjectNode read = JsonNodeFactory.instance.objectNode();
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(text));
      try {
        readXml(reader, read);
      } finally {
        reader.close();
      }
      return read;
    } catch (XMLStreamException | RuntimeException | StackOverflowError e) {
      return NOTHING;
    }
  }

  private static void readXml(XMLStreamReader reader, ObjectNode into) throws XMLStreamException {
    StringBuilder path = new StringBuilder();
    int depth = 0;
    int texts = 0;
    while (reader.hasNext() && texts < XML_TEXTS_MAX && depth <= XML_DEPTH_MAX) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (depth++ > 0) {
            path.append('/').append(reader.getLocalName());
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          if (--depth > 0) {
            path.setLength(path.lastIndexOf("/"));
          }
        }
        case XMLStreamConstants.CHARACTERS -> {
          String value = reader.getText().strip();
          if (!path.isEmpty() && path.length() <= XML_PATH_CHARS_MAX && !value.isEmpty()) {
            into.withArray("/" + path.substring(1).replace("/", "~1")).add(value);
            texts++;
          }
        }
        default -> {}
      }
    }
  }
}
