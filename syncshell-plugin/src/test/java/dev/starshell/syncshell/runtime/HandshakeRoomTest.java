package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HandshakeRoomTest {
  private final HandshakeRoom room = new HandshakeRoom();
  private final List<Runnable> waiting = new ArrayList<>();
  private int done;

  @Test
  void noMoreHandshakesAreWorkedWithThanThereIsRoomFor() {
    for (int i = 0; i < HandshakeRoom.UNDERWAY_MAX; i++) {
      assertThat(room.compute(() -> done++, waiting::add)).isTrue();
    }
    assertThat(room.compute(() -> done++, waiting::add)).isFalse();
    assertThat(waiting).hasSize(HandshakeRoom.UNDERWAY_MAX);

    waiting.removeFirst().run();

    assertThat(done).isEqualTo(1);
    assertThat(room.compute(() -> done++, waiting::add)).isTrue();
    assertThat(room.compute(() -> done++, waiting::add)).isFalse();
  }

  @Test
  void aTaskThatNobodyTakesGivesItsRoomBack() {
    for (int i = 0; i < 2 * HandshakeRoom.UNDERWAY_MAX; i++) {
      assertThat(room.compute(() -> done++, _ -> false)).isFalse();
    }

    assertThat(room.compute(() -> done++, waiting::add)).isTrue();
  }
}
