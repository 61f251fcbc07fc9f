package dev.starshell.syncshell.command;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.util.ArrayList;
import java.util.List;

/// A text as a QR code.
///
/// @param rows from top to bottom, a character for each module: `1` is dark, `0` is light; without
///   the light margin
record QrPicture(List<String> rows) {
  /// Light modules around the code, which readers need. The standard asks for 4.
  private static final int MARGIN = 4;

  QrPicture {
    rows = List.copyOf(rows);
  }

  /// Draws a text, with the least error correction, so that it stays small: it is read off a
  /// screen.
  ///
  /// @param text at most 2,900 characters of ASCII; capitals and digits alone take half the room
  static QrPicture of(String text) {
    try {
      ByteMatrix matrix = Encoder.encode(text, ErrorCorrectionLevel.L).getMatrix();
      List<String> rows = new ArrayList<>();
      for (int y = 0; y < matrix.getHeight(); y++) {
        StringBuilder row = new StringBuilder();
        for (int x = 0; x < matrix.getWidth(); x++) {
          row.append(matrix.get(x, y) == 1 ? '1' : '0');
        }
        rows.add(row.toString());
      }
      return new QrPicture(rows);
    } catch (WriterException e) {
      throw new IllegalArgumentException("too long for a QR code: " + text.length(), e);
    }
  }

  /// For a terminal: two rows of modules to a line. Light modules are drawn and dark ones left out,
  /// as most terminals are dark; readers take a code either way round.
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (int y = -MARGIN; y < rows.size() + MARGIN; y += 2) {
      StringBuilder line = new StringBuilder();
      for (int x = -MARGIN; x < rows.size() + MARGIN; x++) {
        line.append(block(isLight(x, y), isLight(x, y + 1)));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private static char block(boolean upper, boolean lower) {
    if (upper) {
      return lower ? '█' : '▀';
    }
    return lower ? '▄' : ' ';
  }

  private boolean isLight(int x, int y) {
    boolean inside = y >= 0 && y < rows.size() && x >= 0 && x < rows.size();
    return !inside || rows.get(y).charAt(x) == '0';
  }
}
