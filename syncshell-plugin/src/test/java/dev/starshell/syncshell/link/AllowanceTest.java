package dev.starshell.syncshell.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AllowanceTest {
  private static final Moment START = new Moment(Long.MAX_VALUE - 5);
  private static final Allowance.Rate RATE = new Allowance.Rate(3, 10);

  @Test
  void asManyAsTheBurstMayComeAtOnceAndNotOneMore() {
    Allowance left = Allowance.full(RATE, START).taken(START).taken(START).taken(START);
    assertThat(left.isOverdrawn()).isFalse();

    assertThat(left.taken(START).isOverdrawn()).isTrue();
  }

  @Test
  void itComesBackWithTimeAndNeverPassesTheBurst() {
    Allowance spent = Allowance.full(RATE, START).taken(START).taken(START).taken(START);

    assertThat(spent.taken(START.plus(Duration.ofMillis(99))).isOverdrawn()).isTrue();
    assertThat(spent.taken(START.plus(Duration.ofMillis(100))).isOverdrawn()).isFalse();
    assertThat(spent.taken(START.plus(Duration.ofDays(1))).left()).isEqualTo(2);
  }

  @Test
  void aRateThatLetsNothingPassIsNone() {
    assertThatThrownBy(() -> new Allowance.Rate(0.5, 1)).hasMessageContaining("burst=0.5");
    assertThatThrownBy(() -> new Allowance.Rate(1, 0)).hasMessageContaining("perSecond=0.0");
  }
}
