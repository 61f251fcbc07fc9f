package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.runtime.ControlShare.Room;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ControlShareTest {
  private static final Moment AT = new Moment(0);

  private final AtomicLong all = new AtomicLong();
  private final ControlShare share = new ControlShare(all, AT);

  @Test
  void aLinkHoldsAsMuchAsItMayAndNoByteMore() {
    assertThat(share.take((int) ControlShare.LINK_BYTES_MAX, AT)).isEqualTo(Room.TAKEN);

    assertThat(share.take(1, AT)).isEqualTo(Room.LINK_FULL);

    share.give(1, ControlShare.LINK_BYTES_MAX);
    assertThat(share.take(1, AT)).isEqualTo(Room.TAKEN);
  }

  @Test
  void emptyFramesAreBoundedAsWell() {
    for (int i = 0; i < ControlShare.FRAMES_MAX; i++) {
      assertThat(share.take(0, AT)).isEqualTo(Room.TAKEN);
    }

    assertThat(share.take(0, AT)).isEqualTo(Room.LINK_FULL);
  }

  @Test
  void aPeerThatSendsFramesFasterThanItMayIsToldFromOneThatDoesNot() {
    for (int i = 0; i < ControlShare.PACE.burst(); i++) {
      assertThat(share.take(1, AT)).isEqualTo(Room.TAKEN);
      share.give(1, 1);
    }
    assertThat(share.take(1, AT)).isEqualTo(Room.TOO_FAST);

    Moment later = AT.plus(Duration.ofSeconds(1));
    for (int i = 1; i < ControlShare.PACE.perSecond(); i++) {
      assertThat(share.take(1, later)).isEqualTo(Room.TAKEN);
      share.give(1, 1);
    }
    assertThat(share.take(1, later)).isEqualTo(Room.TOO_FAST);
  }

  @Test
  void allLinksTogetherAreBounded() {
    ControlShare other = new ControlShare(all, AT);
    share.take((int) ControlShare.LINK_BYTES_MAX, AT);

    assertThat(other.take((int) (LinkMemory.CONTROL_BYTES_MAX - ControlShare.LINK_BYTES_MAX), AT))
        .isEqualTo(Room.TAKEN);
    assertThat(other.take(1, AT)).isEqualTo(Room.ALL_FULL);
    assertThat(all).hasValue(LinkMemory.CONTROL_BYTES_MAX);
  }

  @Test
  void aLinkThatEndsGivesBackWhatItHeldOnce() {
    share.take(1000, AT);

    share.close();
    share.close();
    share.give(1, 1000);

    assertThat(all).hasValue(0);
    assertThat(share.take(1, AT)).isEqualTo(Room.CLOSED);
  }
}
