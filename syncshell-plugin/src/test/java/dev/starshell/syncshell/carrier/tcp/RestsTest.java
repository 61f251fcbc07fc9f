package dev.starshell.syncshell.carrier.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RestsTest {
  private static final InetAddress ONE = InetAddresses.forString("192.0.2.7");
  private static final InetAddress OTHER = InetAddresses.forString("2001:db8::7");

  private final Rests rests = new Rests();

  @Test
  void anAddressRestsAndNoOther() {
    rests.rest(ONE, Rests.LONG);

    assertThat(rests.isResting(ONE)).isTrue();
    assertThat(rests.isResting(OTHER)).isFalse();
  }

  @Test
  void aRestEnds() {
    rests.rest(ONE, Duration.ZERO);

    assertThat(rests.isResting(ONE)).isFalse();
  }

  /// Who changes something and then breaks the connection does not come back the sooner.
  @Test
  void aShorterRestDoesNotEndALongerOne() {
    rests.rest(ONE, Rests.LONG);

    rests.rest(ONE, Duration.ZERO);

    assertThat(rests.isResting(ONE)).isTrue();
  }

  @Test
  void aLongerRestFollowsAShorterOne() {
    rests.rest(ONE, Duration.ZERO);

    rests.rest(ONE, Rests.SHORT);

    assertThat(rests.isResting(ONE)).isTrue();
  }
}
