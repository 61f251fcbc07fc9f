package dev.starshell.syncshell.text;

import java.text.Normalizer;

/// Makes text of a peer fit for a terminal, a log line or a page: nothing in it can move the
/// cursor, turn the writing direction, hide, or break the line. Markup is escaped where it is
/// shown.
///
/// Source: docs/LIMITS.md.
public final class SafeText {
  /// Unit: code points.
  public static final int POINTS_MAX = 80;

  /// More accents than this on one letter are dropped; real scripts need fewer.
  private static final int MARKS_MAX = 4;

  private SafeText() {}

  /// The text without controls, at most [#POINTS_MAX] long; a cut is marked by `…`.
  public static String of(String peerText) {
    return of(peerText, POINTS_MAX);
  }

  /// The text without controls, at most `pointsMax` code points long.
  public static String of(String peerText, int pointsMax) {
    // Cut first: the work must not grow with what a peer sends.
    int roughMax = Math.min(peerText.length(), (pointsMax + 1) * 16);
    String rough = Normalizer.normalize(peerText.substring(0, roughMax), Normalizer.Form.NFC);
    StringBuilder safe = new StringBuilder();
    int points = 0;
    int marks = 0;
    for (int at = 0; at < rough.length(); ) {
      int point = rough.codePointAt(at);
      at += Character.charCount(point);
      int shown = shown(point);
      if (shown < 0) {
        // Not even a letter that the next marks would belong to.
        continue;
      }
      marks = isMark(point) ? marks + 1 : 0;
      if (marks > MARKS_MAX) {
        continue;
      }
      if (points == pointsMax) {
        safe.setLength(safe.offsetByCodePoints(safe.length(), -1));
        return safe.append('…').toString();
      }
      safe.appendCodePoint(shown);
      points++;
    }
    // What was dropped may have kept a letter and its accent apart.
    return Normalizer.normalize(safe, Normalizer.Form.NFC);
  }

  /// What is shown for a code point; −1 for nothing.
  private static int shown(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL -> point == '\t' || point == '\n' || point == '\r' ? ' ' : -1;
      case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE -> -1;
      case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
          ' ';
      default -> isBlank(point) ? ' ' : point;
    };
  }

  /// Letters and symbols that are drawn as nothing.
  private static boolean isBlank(int point) {
    return point == 0x115F
        || point == 0x1160
        || point == 0x3164
        || point == 0xFFA0
        || point == 0x2800;
  }

  private static boolean isMark(int point) {
    int type = Character.getType(point);
    return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
  }
}
