package dev.starshell.syncshell.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecoveryFiguresTest {
  @Test
  void nothingIsKnownBeforeTheFirstRecovery() {
    assertThat(RecoveryFigures.none().within(0.5)).isEmpty();
    assertThat(RecoveryFigures.none().mean()).isZero();
  }

  @Test
  void eachHappeningIsCountedUnderItsCause() {
    RecoveryFigures figures =
        RecoveryFigures.none()
            .lost(LossCause.SILENT)
            .lost(LossCause.SILENT)
            .lost(LossCause.RELAY_LOST)
            .attempted()
            .failed(LossCause.CONNECT_TIMEOUT)
            .parkedOnce()
            .resumed(1_000, 24);

    assertThat(figures.outages()).isEqualTo(Map.of(LossCause.SILENT, 2L, LossCause.RELAY_LOST, 1L));
    assertThat(figures.attempts()).isEqualTo(1);
    assertThat(figures.failures()).isEqualTo(Map.of(LossCause.CONNECT_TIMEOUT, 1L));
    assertThat(figures.parked()).isEqualTo(1);
    assertThat(figures.savedBytes()).isEqualTo(1_000);
    assertThat(figures.againBytes()).isEqualTo(24);
  }

  @Test
  void percentilesAreTheBoundsOfTheirClasses() {
    RecoveryFigures figures = RecoveryFigures.none();
    for (int i = 0; i < 94; i++) {
      figures = figures.recovered(Duration.ofMillis(900));
    }
    for (int i = 0; i < 5; i++) {
      figures = figures.recovered(Duration.ofSeconds(8));
    }
    figures = figures.recovered(Duration.ofHours(3));

    assertThat(figures.recovered()).isEqualTo(100);
    assertThat(figures.within(0.5)).contains(Duration.ofSeconds(1));
    assertThat(figures.within(0.95)).contains(Duration.ofSeconds(8));
    assertThat(figures.within(1)).contains(Duration.ofHours(3));
    assertThat(figures.longest()).isEqualTo(Duration.ofHours(3));
  }

  @Test
  void codesOfCausesAreNeverShared() {
    for (LossCause cause : LossCause.values()) {
      assertThat(LossCause.ofCode(cause.code())).contains(cause);
    }
    assertThat(LossCause.ofCode(999)).isEmpty();
  }
}
