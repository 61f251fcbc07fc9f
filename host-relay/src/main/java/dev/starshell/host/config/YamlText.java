package dev.starshell.host.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// Turns bytes into YAML nodes that know their line and column.
sealed interface YamlText {
  /// Well-formed.
  ///
  /// @param root empty when the file has nothing but comments
  record Tree(Optional<Node> root) implements YamlText {}

  /// Not well-formed, and where.
  record Broken(ConfigProblem problem) implements YamlText {}

  /// Reads one document. It may start with a byte-order mark and have any line ends.
  static YamlText read(byte[] bytes) {
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
    } catch (CharacterCodingException _) {
      return new Broken(notUtf8(bytes));
    }
    return compose(text.startsWith("\uFEFF") ? text.substring(1) : text);
  }

  private static YamlText compose(String text) {
    LoadSettings settings =
        LoadSettings.builder().setUseMarks(true).setAllowDuplicateKeys(true).build();
    try {
      Iterator<Node> documents = new Compose(settings).composeAllFromString(text).iterator();
      Optional<Node> root = documents.hasNext() ? Optional.of(documents.next()) : Optional.empty();
      if (documents.hasNext()) {
        return broken(
            documents.next().getStartMark(),
            "a second document begins here; keep everything in one, without ---.");
      }
      return new Tree(root);
    } catch (MarkedYamlEngineException e) {
      return broken(e.getProblemMark(), syntax(e, text));
    } catch (ReaderException e) {
      return new Broken(unprintable(text, e));
    } catch (YamlEngineException e) {
      return broken(Optional.empty(), "the file is no YAML (" + e.getMessage() + ").");
    } catch (StackOverflowError _) {
      // The parser calls itself for each level; a file of ten thousand brackets ends here.
      return broken(Optional.empty(), "the file is nested far too deeply.");
    }
  }

  private static String syntax(MarkedYamlEngineException e, String text) {
    Optional<Mark> mark = e.getProblemMark();
    if (mark.isPresent()) {
      int index = text.offsetByCodePoints(0, Math.min(mark.get().getIndex(), codePoints(text)));
      if (index < text.length() && text.charAt(index) == '\t') {
        return "a tab stands here; YAML is indented with blanks only.";
      }
    }
    return "the YAML cannot be read: " + e.getProblem() + "; check indentation, colons and quotes.";
  }

  private static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }

  private static ConfigProblem unprintable(String text, ReaderException e) {
    int index = text.indexOf(e.getCodePoint());
    int[] place = place(text, Math.max(index, 0));
    return new ConfigProblem(
        "CONFIG_SYNTAX",
        place[0],
        place[1],
        "",
        "the character U+%04X may not stand in a config file.".formatted(e.getCodePoint()));
  }

  private static ConfigProblem notUtf8(byte[] bytes) {
    // Everything before the first byte that is wrong decodes; what was decoded gives its place.
    java.nio.CharBuffer decoded = java.nio.CharBuffer.allocate(bytes.length);
    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), decoded, true);
    String before = decoded.flip().toString();
    int[] place = place(before, before.length());
    return new ConfigProblem(
        "CONFIG_NOT_UTF8",
        place[0],
        place[1],
        "",
        "a byte here is not UTF-8; save the file as UTF-8.");
  }

  /// Line and column of an offset, both from 1.
  private static int[] place(String text, int offset) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < offset; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    return new int[] {line, offset - start + 1};
  }

  private static Broken broken(Optional<Mark> mark, String sentence) {
    return new Broken(
        new ConfigProblem(
            "CONFIG_SYNTAX",
            mark.map(Mark::getLine).orElse(-1) + 1,
            mark.map(m -> m.getColumn() + 1).orElse(0),
            "",
            sentence));
  }
}
