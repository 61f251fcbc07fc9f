package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.runtime.ControlShare.Room;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ControlShareTest {
  private static final Moment AT = new Moment(0);

  private static final long ROOM_BYTES = 2 * ControlShare.LINK_BYTES_MAX;
  private static final int OWN_BYTES = (int) ControlRoom.OWN_BYTES;

  private final ControlRoom room = new ControlRoom(ROOM_BYTES);
  private final List<String> told = new ArrayList<>();
  private final ControlShare share = link("share");

  private ControlShare link(String name) {
    return new ControlShare(room, AT, () -> told.add(name));
  }

  @Test
  void aLinkHoldsAsMuchAsItMayAndNoByteMore() {
    assertThat(share.take((int) ControlShare.LINK_BYTES_MAX, AT)).isEqualTo(Room.TAKEN);

    assertThat(share.take(1, AT)).isEqualTo(Room.LINK_FULL);

    share.give(1, ControlShare.LINK_BYTES_MAX, AT);
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
      share.give(1, 1, AT);
    }
    assertThat(share.take(1, AT)).isEqualTo(Room.TOO_FAST);

    Moment later = AT.plus(Duration.ofSeconds(1));
    for (int i = 1; i < ControlShare.PACE.perSecond(); i++) {
      assertThat(share.take(1, later)).isEqualTo(Room.TAKEN);
      share.give(1, 1, AT);
    }
    assertThat(share.take(1, later)).isEqualTo(Room.TOO_FAST);
  }

  @Test
  void whenAllLinksAreFullTheLargestHolderGoesAndNotTheOneThatComes() {
    share.take((int) ControlShare.LINK_BYTES_MAX, AT);
    ControlShare other = link("other");
    other.take((int) ControlShare.LINK_BYTES_MAX - 1000, AT);
    ControlShare honest = link("honest");
    assertThat(honest.take(1000, AT)).isEqualTo(Room.TAKEN);
    assertThat(room.bytes()).isEqualTo(ROOM_BYTES);
    assertThat(told).isEmpty();

    assertThat(honest.take(17, AT)).isEqualTo(Room.TAKEN);

    assertThat(told).containsExactly("share");
    assertThat(share.take(1, AT)).isEqualTo(Room.CLOSED);
    assertThat(other.take(1, AT)).isEqualTo(Room.TAKEN);
    assertThat(room.bytes()).isEqualTo(ControlShare.LINK_BYTES_MAX + 18);
  }

  @Test
  void theLargestHolderThatWantsMoreGoesItselfAndIsToldByTheAnswer() {
    share.take((int) ControlShare.LINK_BYTES_MAX - 1, AT);
    ControlShare other = link("other");
    other.take((int) ControlShare.LINK_BYTES_MAX - 2, AT);
    ControlShare third = link("third");
    third.take(3, AT);

    assertThat(share.take(1, AT)).isEqualTo(Room.ALL_FULL);

    assertThat(told).isEmpty();
    assertThat(share.take(1, AT)).isEqualTo(Room.CLOSED);
    assertThat(room.bytes()).isEqualTo(ControlShare.LINK_BYTES_MAX + 1);
  }

  @Test
  void linksThatHoldLittleAreNotTakenForThoseThatFillTheRoom() {
    ControlRoom small = new ControlRoom(2L * OWN_BYTES);
    List<ControlShare> links = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      links.add(new ControlShare(small, AT, () -> told.add("crowded out")));
    }

    for (ControlShare one : links) {
      assertThat(one.take(OWN_BYTES, AT)).isEqualTo(Room.TAKEN);
    }
    assertThat(links.getFirst().take(1, AT)).isEqualTo(Room.ALL_FULL);

    assertThat(told).isEmpty();
  }

  @Test
  void aMessageThatDoesNotComeWholeInTimeIsHeldNoLonger() {
    int bytes = (int) ControlShare.SLOWEST_BYTES * 10;
    share.take(bytes, AT);
    Moment last = AT.plus(ControlShare.MESSAGE_SPAN.plusSeconds(10));
    assertThat(share.isOverdue(last)).isFalse();
    assertThat(share.take(1, last)).isEqualTo(Room.TAKEN);

    Moment late = new Moment(last.nanos() + 1);

    assertThat(share.isOverdue(late)).isTrue();
    assertThat(share.take(1, late)).isEqualTo(Room.OVERDUE);
    share.give(2, bytes + 1, late);
    assertThat(share.isOverdue(late.plus(Duration.ofHours(1)))).isFalse();
    assertThat(share.take(1, late.plus(Duration.ofHours(1)))).isEqualTo(Room.TAKEN);
  }

  @Test
  void aLinkThatEndsGivesBackWhatItHeldOnce() {
    share.take(1000, AT);

    share.close();
    share.close();
    share.give(1, 1000, AT);

    assertThat(room.bytes()).isZero();
    assertThat(share.take(1, AT)).isEqualTo(Room.CLOSED);
  }
}
