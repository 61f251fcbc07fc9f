package dev.starshell.syncshell.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class HandshakeAllowanceTest {
  private static final Moment START = new Moment(-5);

  @Test
  void thirtyBeginAtOnceAndThenTenAMinute() {
    HandshakeAllowance allowance = HandshakeAllowance.full(START);
    int begun = 0;
    while (allowance.allowsOne(START)) {
      allowance = allowance.taken(START);
      begun++;
    }
    assertThat(begun).isEqualTo(Limits.HANDSHAKES_BURST);

    for (int second = 1; second <= 60; second++) {
      Moment now = START.plus(Duration.ofSeconds(second));
      if (allowance.allowsOne(now)) {
        allowance = allowance.taken(now);
        begun++;
      }
    }
    assertThat(begun).isEqualTo(Limits.HANDSHAKES_BURST + 10);
  }

  @Test
  void oneNanosecondTooEarlyIsTooEarly() {
    HandshakeAllowance empty = new HandshakeAllowance(Duration.ZERO, START);
    Moment due = START.plus(Limits.HANDSHAKE_SPAN);

    assertThat(empty.allowsOne(due)).isTrue();
    assertThat(empty.allowsOne(new Moment(due.nanos() - 1))).isFalse();
  }

  @Test
  void aLongSilenceSavesNoMoreThanTheBurst() {
    Moment later = START.plus(Duration.ofDays(1));
    HandshakeAllowance allowance = HandshakeAllowance.full(START);

    for (int i = 0; i < Limits.HANDSHAKES_BURST; i++) {
      allowance = allowance.taken(later);
    }

    assertThat(allowance.allowsOne(later)).isFalse();
    assertThat(allowance.isOverdrawn(later)).isFalse();
    assertThat(allowance.taken(later).isOverdrawn(later)).isTrue();
  }
}
