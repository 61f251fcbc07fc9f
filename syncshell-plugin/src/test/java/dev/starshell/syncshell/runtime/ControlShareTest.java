package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.runtime.ControlShare.Room;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ControlShareTest {
  private final AtomicLong all = new AtomicLong();
  private final ControlShare share = new ControlShare(all);

  @Test
  void aLinkHoldsAsMuchAsItMayAndNoByteMore() {
    assertThat(share.take((int) ControlShare.LINK_BYTES_MAX)).isEqualTo(Room.TAKEN);

    assertThat(share.take(1)).isEqualTo(Room.LINK_FULL);

    share.give(1, ControlShare.LINK_BYTES_MAX);
    assertThat(share.take(1)).isEqualTo(Room.TAKEN);
  }

  @Test
  void emptyFramesAreBoundedAsWell() {
    for (int i = 0; i < ControlShare.FRAMES_MAX; i++) {
      assertThat(share.take(0)).isEqualTo(Room.TAKEN);
    }

    assertThat(share.take(0)).isEqualTo(Room.LINK_FULL);
  }

  @Test
  void allLinksTogetherAreBounded() {
    ControlShare other = new ControlShare(all);
    share.take((int) ControlShare.LINK_BYTES_MAX);

    assertThat(other.take((int) (ControlShare.ALL_BYTES_MAX - ControlShare.LINK_BYTES_MAX)))
        .isEqualTo(Room.TAKEN);
    assertThat(other.take(1)).isEqualTo(Room.ALL_FULL);
    assertThat(all).hasValue(ControlShare.ALL_BYTES_MAX);
  }

  @Test
  void aLinkThatEndsGivesBackWhatItHeldOnce() {
    share.take(1000);

    share.close();
    share.close();
    share.give(1, 1000);

    assertThat(all).hasValue(0);
    assertThat(share.take(1)).isEqualTo(Room.CLOSED);
  }
}
