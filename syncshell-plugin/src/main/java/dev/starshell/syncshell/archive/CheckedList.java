package dev.starshell.syncshell.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads the lists of packs that other programs follow, token by token, so that the size of a list
/// bounds the memory. Strict, and without regard to the case of keys: what cannot be read to its
/// end is refused, because somebody else may read it.
final class CheckedList {
  private static final int TEXT_CHARS_MAX = 256 * 1_024;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxNumberLength(100)
                  .maxNameLength(4_096)
                  .maxStringLength(TEXT_CHARS_MAX)
                  .build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private final String list;
  private final long dataBytes;

  /// Texts of the first object itself, by their keys in small letters.
  private final Map<String, String> top = new HashMap<>();

  private int values;

  private CheckedList(String list, long dataBytes) {
    this.list = list;
    this.dataBytes = dataBytes;
  }

  /// One object around the tokens.
  private static final class Level {
    long offset;
    long size;
  }

  /// Checks that every mod of a TexTools list lies in its data: one object, or one for each line.
  static CheckedList ranges(byte[] text, String list, long dataBytes) throws RefusedException {
    CheckedList reading = new CheckedList(list, dataBytes);
    reading.read(text, CheckedList::rangesOf);
    return reading;
  }

  /// Checks that every file a Penumbra list names is in the pack.
  static CheckedList files(byte[] text, String list) throws RefusedException {
    CheckedList reading = new CheckedList(list, 0);
    reading.read(text, CheckedList::filesOf);
    return reading;
  }

  /// A text of the first object itself; empty if there is none.
  String text(String key) {
    return top.getOrDefault(key.toLowerCase(Locale.ROOT), "");
  }

  boolean has(String key) {
    return top.containsKey(key.toLowerCase(Locale.ROOT));
  }

  /// What is done with one value, whose first token is the current one.
  private interface Check {
    void value(CheckedList to, JsonParser parser) throws IOException, RefusedException;
  }

  private void read(byte[] text, Check check) throws RefusedException {
    boolean isMarked =
        text.length >= 3
            && text[0] == (byte) 0xEF
            && text[1] == (byte) 0xBB
            && text[2] == (byte) 0xBF;
    int from = isMarked ? 3 : 0;
    // A decoder of its own: the parser would take other encodings, which readers may not.
    try (JsonParser parser =
        JSON.createParser(
            new InputStreamReader(
                new ByteArrayInputStream(text, from, text.length - from),
                StandardCharsets.UTF_8.newDecoder()))) {
      while (parser.nextToken() != null) {
        values++;
        check.value(this, parser);
      }
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw unreadable();
    }
  }

  private static void rangesOf(CheckedList to, JsonParser parser)
      throws IOException, RefusedException {
    Level[] levels = new Level[66];
    int depth = 0;
    JsonToken token = parser.currentToken();
    do {
      if (token == JsonToken.START_OBJECT) {
        levels[depth++] = new Level();
      } else if (token == JsonToken.END_OBJECT) {
        to.checkRange(levels[--depth]);
      } else if (token == JsonToken.FIELD_NAME) {
        String key = parser.currentName().toLowerCase(Locale.ROOT);
        Level level = levels[depth - 1];
        if (key.equals("modoffset") || key.equals("modsize")) {
          long number = to.number(parser);
          // The worst of all, if a key is there twice.
          if (key.equals("modsize")) {
            level.size = Math.max(level.size, number);
          } else {
            level.offset = Math.max(level.offset, number);
          }
        }
      } else {
        to.keep(parser, depth);
      }
      token = isDone(parser) ? null : to.next(parser);
    } while (token != null);
  }

  private static void filesOf(CheckedList to, JsonParser parser)
      throws IOException, RefusedException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw to.unreadable();
    }
    int depth = 1;
    // Depth of the object of files that is being read; 0 outside.
    int filesAt = 0;
    while (depth > 0) {
      JsonToken token = to.next(parser);
      if (token == JsonToken.FIELD_NAME && filesAt > 0) {
        if (to.next(parser) != JsonToken.VALUE_STRING) {
          throw to.unreadable();
        }
        to.checkPath(parser.getText());
      } else if (token == JsonToken.FIELD_NAME) {
        if (parser.currentName().equalsIgnoreCase("Files")) {
          JsonToken value = to.next(parser);
          if (value == JsonToken.START_OBJECT) {
            filesAt = ++depth;
          } else if (value != JsonToken.VALUE_NULL) {
            throw to.unreadable();
          }
        }
      } else if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
        depth++;
      } else if (token.isStructEnd()) {
        filesAt = filesAt == depth ? 0 : filesAt;
        depth--;
      } else {
        to.keep(parser, depth);
      }
    }
  }

  private static boolean isDone(JsonParser parser) {
    return parser.getParsingContext().inRoot();
  }

  private JsonToken next(JsonParser parser) throws IOException, RefusedException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw unreadable();
    }
    return token;
  }

  /// Keeps the current token, if it is a text or number of the first object itself.
  private void keep(JsonParser parser, int depth) throws IOException {
    boolean isKept =
        depth == 1
            && values == 1
            && top.size() < 100
            && parser.currentToken().isScalarValue()
            && parser.getParsingContext().inObject();
    if (isKept) {
      String text = parser.getText();
      top.putIfAbsent(
          parser.currentName().toLowerCase(Locale.ROOT),
          text.substring(0, Math.min(text.length(), 4_096)));
    }
  }

  private long number(JsonParser parser) throws IOException, RefusedException {
    JsonToken token = next(parser);
    if (!token.isNumeric()) {
      throw unreadable();
    }
    boolean isLong =
        token == JsonToken.VALUE_NUMBER_INT
            && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    return isLong && parser.getLongValue() >= 0 ? parser.getLongValue() : Long.MAX_VALUE;
  }

  private void checkRange(Level mod) throws RefusedException {
    if (mod.offset > dataBytes || mod.size > dataBytes - mod.offset) {
      throw RefusedException.entry(
          ArchiveRule.PACK_LEADS_OUT, list, "a mod lies outside of its data");
    }
  }

  private void checkPath(String target) throws RefusedException {
    String path = target.replace('\\', '/');
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

  private RefusedException unreadable() {
    return RefusedException.entry(ArchiveRule.LIST_UNREADABLE, list, "");
  }
}
