package dev.starshell.harness.demo;

import static dev.starshell.harness.demo.LanePainterTest.lane;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.Lane;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LaneBoardTest {
  @Test
  void aLaneIsToldToHaveClosedOnce() {
    LaneBoard board = new LaneBoard(Set.of());
    board.update("C", List.of(lane(1, "a", 10, "streaming")));

    List<Lane> first = board.update("C", List.of(lane(1, "a", 10, "closed")));
    List<Lane> second = board.update("C", List.of(lane(1, "a", 10, "closed")));

    assertThat(first).hasSize(1);
    assertThat(second).isEmpty();
    assertThat(board.closed()).isEqualTo(1);
  }

  @Test
  void aLaneThatTheHostListsNoMoreHasClosed() {
    LaneBoard board = new LaneBoard(Set.of());
    board.update("C", List.of(lane(1, "a", 10, "high five")));

    List<Lane> closed = board.update("C", List.of());

    assertThat(closed).hasSize(1);
    assertThat(board.bytesDone()).isEqualTo(board.bytes());
  }

  @Test
  void anotherMembersReportClosesNothing() {
    LaneBoard board = new LaneBoard(Set.of());
    board.update("C", List.of(lane(1, "a", 10, "streaming")));

    assertThat(board.update("B", List.of())).isEmpty();
    assertThat(board.closed()).isZero();
  }

  @Test
  void lanesOfEarlierRoundsAreLeftOut() {
    LaneBoard first = new LaneBoard(Set.of());
    first.update("C", List.of(lane(1, "a", 10, "closed")));
    LaneBoard second = new LaneBoard(first.keys());

    second.update("C", List.of(lane(1, "a", 10, "closed"), lane(2, "b", 5, "streaming")));

    assertThat(second.lanes()).hasSize(1);
    assertThat(second.bytesDone()).isEqualTo(5);
  }

  @Test
  void outgoingLanesAreTheSameLanesSeenFromTheOtherEnd() {
    LaneBoard board = new LaneBoard(Set.of());
    Lane out = new Lane("A", "C", false, "c1", 1, 1, "a", 4, 2, 10, 5, 3, "streaming");

    board.update("A", List.of(out));

    assertThat(board.lanes()).isEmpty();
    assertThat(out.key()).isEqualTo(lane(1, "a", 10, "streaming").key());
  }
}
