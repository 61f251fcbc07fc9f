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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
          .maxTokenCount(500_000)
          .build();

  /// As lenient as the loaders are: some take comments, single quotes and trailing commas.
  private static final ObjectReader JSON =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(BOUNDS).build())
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

  /// `key: value`, `key:` and `- item` of YAML; nothing else is understood.
  private static final Pattern YAML_LINE =
      Pattern.compile("(?:([A-Za-z][A-Za-z0-9_-]{0,40}):|(\\s*-))(?:\\s+(.{0,2000}))?\\s*");

  private static final int XML_DEPTH_MAX = 16;
  private static final int XML_TEXTS_MAX = 10_000;

  private Described() {}

  static JsonNode json(byte[] text) {
    try {
      JsonNode read = JSON.readTree(text);
      return read == null ? NOTHING : read;
    } catch (IOException e) {
      return NOTHING;
    }
  }

  static JsonNode toml(byte[] text) {
    try {
      return TOML.readTree(new String(text, StandardCharsets.UTF_8));
    } catch (IOException | RuntimeException e) {
      // The reader leaks what java.time throws for dates that do not exist.
      return NOTHING;
    }
  }

  /// Top-level texts and lists of texts of a YAML file: all that descriptions of plugins need. A
  /// whole YAML reader would follow aliases and tags for nothing.
  static JsonNode yaml(byte[] text) {
    ObjectNode read = JsonNodeFactory.instance.objectNode();
    String key = "";
    for (String line : new String(text, StandardCharsets.UTF_8).lines().limit(10_000).toList()) {
      Matcher matcher = YAML_LINE.matcher(line);
      if (!matcher.matches()) {
        continue;
      }
      String value = Optional.ofNullable(matcher.group(3)).map(Described::plain).orElse("");
      if (matcher.group(1) != null) {
        key = matcher.group(1);
        putYaml(read, key, value);
      } else if (!key.isEmpty() && !value.isEmpty() && !read.path(key).isTextual()) {
        read.withArray("/" + key).add(value);
      }
    }
    return read;
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
    } catch (XMLStreamException e) {
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
          if (!path.isEmpty() && !value.isEmpty()) {
            into.withArray("/" + path.substring(1).replace("/", "~1")).add(value);
            texts++;
          }
        }
        default -> {}
      }
    }
  }
}
