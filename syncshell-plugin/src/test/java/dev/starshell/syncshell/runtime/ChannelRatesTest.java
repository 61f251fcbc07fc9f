package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ChannelRatesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MIB = ChannelRates.MEASURED_BYTES_MIN;

  private final ChannelRates rates = new ChannelRates(4);

  @Test
  void aChannelIsMeasuredFromItsBeginToItsLastReceipt() {
    rates.begin(2, 5 * MIB, 0);
    rates.end(2, 9 * MIB, 2 * SECOND);

    assertThat(rates.measured()).containsExactly(0L, 2 * MIB, 0L);
  }

  @Test
  void aNewFigureCountsAsMuchAsAllBefore() {
    rates.begin(1, 0, 0);
    rates.end(1, 2 * MIB, SECOND);
    rates.begin(1, 2 * MIB, 0);
    rates.end(1, 6 * MIB, SECOND);

    assertThat(rates.measured().getFirst()).isEqualTo(3 * MIB);
  }

  @Test
  void tooLittleToMeasureChangesNothing() {
    rates.begin(1, 0, 0);
    rates.end(1, MIB - 1, SECOND);

    assertThat(rates.measured()).containsOnly(0L);
  }

  @Test
  void anEndWithoutABeginChangesNothing() {
    rates.end(1, 100 * MIB, SECOND);

    assertThat(rates.measured()).containsOnly(0L);
  }
}
