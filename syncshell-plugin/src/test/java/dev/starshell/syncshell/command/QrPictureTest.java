package dev.starshell.syncshell.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import org.junit.jupiter.api.Test;

final class QrPictureTest {
  private static final int MARGIN = 4;
  private static final String CODE = "FSHELL1" + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L".repeat(13);

  @Test
  void aReaderReadsFromTheTerminalWhatWasDrawn() throws Exception {
    var lines = QrPicture.of(CODE).lines();
    int size = QrPicture.of(CODE).rows().size();
    BitMatrix seen = new BitMatrix(size);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        char block = lines.get((y + MARGIN) / 2).charAt(x + MARGIN);
        boolean isLight = block == '█' || block == (y % 2 == 0 ? '▀' : '▄');
        if (!isLight) {
          seen.set(x, y);
        }
      }
    }

    assertThat(new Decoder().decode(seen).getText()).isEqualTo(CODE);
  }

  @Test
  void aCodeOfUsualLengthFitsATerminalOfEightyColumns() {
    assertThat(QrPicture.of(CODE).lines())
        .allSatisfy(line -> assertThat(line.length()).isBetween(30, 80));
  }

  @Test
  void aTextThatIsTooLongIsRefused() {
    assertThatThrownBy(() -> QrPicture.of("x".repeat(3_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
