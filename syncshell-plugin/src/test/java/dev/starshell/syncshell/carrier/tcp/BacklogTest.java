package dev.starshell.syncshell.carrier.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.carrier.tcp.Backlog.Left;
import dev.starshell.syncshell.carrier.tcp.Backlog.Outgoing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
final class BacklogTest {
  private final Backlog backlog = new Backlog(3, 1_000);

  @Test
  void oneFrameMayAlwaysWaitAndTheChannelIsToldWhenHalfIsFree() throws Exception {
    assertThat(backlog.add(1, new byte[5_000])).isTrue();
    assertThat(backlog.add(1, new byte[1])).isFalse();
    assertThat(backlog.add(2, new byte[1])).as("another channel").isTrue();
    assertThat(backlog.bytes(1)).isEqualTo(5_000);

    List<Outgoing> batch = backlog.await();

    assertThat(backlog.left(batch)).containsExactly(new Left(1, 1, true), new Left(2, 1, false));
    assertThat(backlog.bytes(1)).isZero();
  }

  @Test
  void controlGoesFirst() throws Exception {
    backlog.add(1, new byte[10]);
    backlog.add(0, new byte[11]);

    assertThat(backlog.await()).extracting(Outgoing::channel).containsExactly(0, 1);
  }

  @Test
  void aBatchIsBounded() throws Exception {
    Backlog wide = new Backlog(2, 10 * Backlog.BATCH_BYTES);
    for (int i = 0; i < 5; i++) {
      wide.add(1, new byte[Backlog.BATCH_BYTES / 2]);
    }

    assertThat(wide.await()).hasSize(2);
    assertThat(wide.await()).hasSize(2);
    assertThat(wide.await()).hasSize(1);
  }

  @Test
  void atTheEndControlStillGoesAndContentDoesNot() throws Exception {
    backlog.add(1, new byte[10]);
    backlog.add(0, new byte[11]);
    backlog.end();

    assertThat(backlog.add(0, new byte[1])).isFalse();
    assertThat(backlog.await()).extracting(Outgoing::channel).containsExactly(0);
    assertThat(backlog.await()).isEmpty();
  }

  @Test
  void afterTheVeryEndNothingGoes() throws Exception {
    backlog.add(0, new byte[11]);
    backlog.endNow();

    assertThat(backlog.await()).isEmpty();
  }
}
