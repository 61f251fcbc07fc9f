package dev.starshell.syncshell.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.protocol.Bytes;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RecoveryFiguresCodecTest {
  private static final RecoveryFigures FIGURES =
      RecoveryFigures.none()
          .lost(LossCause.SILENT)
          .lost(LossCause.SILENT)
          .lost(LossCause.RESTARTED)
          .attempted()
          .failed(LossCause.CONNECT_TIMEOUT)
          .parkedOnce()
          .recovered(Duration.ofMillis(2_500))
          .recovered(Duration.ofHours(3))
          .resumed(1L << 40, 77);

  @Test
  void figuresComeBackAsTheyWereWritten() {
    assertThat(RecoveryFiguresCodec.read(RecoveryFiguresCodec.write(FIGURES))).contains(FIGURES);
    assertThat(RecoveryFiguresCodec.read(RecoveryFiguresCodec.write(RecoveryFigures.none())))
        .contains(RecoveryFigures.none());
  }

  @Test
  void whatIsCutOrLongerIsNotRead() {
    byte[] written = RecoveryFiguresCodec.write(FIGURES).toArray();

    for (int length = 0; length < written.length; length++) {
      assertThat(RecoveryFiguresCodec.read(Bytes.copyOf(Arrays.copyOf(written, length)))).isEmpty();
    }
    assertThat(RecoveryFiguresCodec.read(Bytes.copyOf(Arrays.copyOf(written, written.length + 1))))
        .isEmpty();
  }

  @Test
  void anotherVersionIsNotRead() {
    byte[] written = RecoveryFiguresCodec.write(FIGURES).toArray();
    written[1] = 2;

    assertThat(RecoveryFiguresCodec.read(Bytes.copyOf(written))).isEmpty();
  }
}
