package dev.starshell.host.bridge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes and reads bridge messages. Streaming only, so that the client of a script loads no data
/// binding. One `./starshell cmd` took 0.25 s that way (one run, idle machine).
final class BridgeCodec {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final Set<String> REQUEST_FIELDS = Set.of("token", "line", "input");

  private BridgeCodec() {}

  static String encode(BridgeMessage.Request request) {
    return write(out -> {
      out.writeStartObject();
      out.writeStringField("token", request.token());
      out.writeStringField("line", request.line());
      out.writeStringField("input", request.input());
      out.writeEndObject();
    });
  }

  static String encode(BridgeMessage.Answer answer) {
    return write(out -> {
      out.writeStartObject();
      out.writeBooleanField("ok", answer.ok());
      out.writeFieldName("lines");
      writeValue(out, answer.lines());
      out.writeFieldName("data");
      writeValue(out, answer.data());
      out.writeStringField("code", answer.code());
      out.writeStringField("sentence", answer.sentence());
      out.writeEndObject();
    });
  }

  /// Reads a request: exactly the three fields, each a text.
  ///
  /// @throws IOException if it is anything else
  static BridgeMessage.Request request(String line) throws IOException {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser in = JSON.createParser(line)) {
      expect(in.nextToken(), JsonToken.START_OBJECT);
      while (isField(in)) {
        String name = in.currentName();
        expect(in.nextToken(), JsonToken.VALUE_STRING);
        if (!REQUEST_FIELDS.contains(name)) {
          throw new IOException("unknown field");
        }
        fields.put(name, in.getText());
      }
      if (in.nextToken() != null) {
        throw new IOException("trailing text");
      }
    }
    return new BridgeMessage.Request(
        field(fields, "token"), field(fields, "line"), field(fields, "input"));
  }

  /// Reads an answer without its data, which a client hands on as it came.
  ///
  /// @throws IOException if it is none
  static BridgeMessage.Answer answer(String line) throws IOException {
    boolean ok = false;
    List<String> lines = new ArrayList<>();
    Map<String, String> texts = new HashMap<>();
    try (JsonParser in = JSON.createParser(line)) {
      expect(in.nextToken(), JsonToken.START_OBJECT);
      while (isField(in)) {
        String name = in.currentName();
        in.nextToken();
        switch (name) {
          case "ok" -> ok = in.getBooleanValue();
          case "lines" -> {
            expect(in.currentToken(), JsonToken.START_ARRAY);
            while (in.nextToken() != JsonToken.END_ARRAY) {
              expect(in.currentToken(), JsonToken.VALUE_STRING);
              lines.add(in.getText());
            }
          }
          case "code", "sentence" -> texts.put(name, in.getText());
          default -> in.skipChildren();
        }
      }
    }
    return new BridgeMessage.Answer(
        ok, lines, Map.of(), field(texts, "code"), field(texts, "sentence"));
  }

  /// Whether a field follows and not the end of the object.
  ///
  /// @throws IOException if it is neither, as where the text is cut
  private static boolean isField(JsonParser in) throws IOException {
    JsonToken token = in.nextToken();
    if (token == JsonToken.END_OBJECT) {
      return false;
    }
    expect(token, JsonToken.FIELD_NAME);
    return true;
  }

  private static String field(Map<String, String> fields, String name) throws IOException {
    String value = fields.get(name);
    if (value == null) {
      throw new IOException("field=" + name + " is missing");
    }
    return value;
  }

  private static void expect(@Nullable JsonToken found, JsonToken wanted) throws IOException {
    if (found != wanted) {
      throw new IOException("token=" + found + " instead of " + wanted);
    }
  }

  private static void writeValue(JsonGenerator out, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> out.writeNull();
      case Boolean flag -> out.writeBoolean(flag);
      case Integer number -> out.writeNumber(number);
      case Long number -> out.writeNumber(number);
      case Short number -> out.writeNumber(number);
      case Float number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      case BigInteger number -> out.writeNumber(number);
      case BigDecimal number -> out.writeNumber(number);
      case Map<?, ?> map -> {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.writeFieldName(String.valueOf(entry.getKey()));
          writeValue(out, entry.getValue());
        }
        out.writeEndObject();
      }
      case Iterable<?> list -> {
        out.writeStartArray();
        for (Object item : list) {
          writeValue(out, item);
        }
        out.writeEndArray();
      }
      default -> out.writeString(value.toString());
    }
  }

  private interface Writing {
    void to(JsonGenerator out) throws IOException;
  }

  private static String write(Writing writing) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      writing.to(out);
    } catch (IOException e) {
      throw new IllegalStateException("a string writer does not fail", e);
    }
    return text.toString();
  }
}
