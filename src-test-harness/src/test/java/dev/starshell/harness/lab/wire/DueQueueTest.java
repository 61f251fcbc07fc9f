package dev.starshell.harness.lab.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DueQueueTest {
  @Test
  void theEarliestLeavesFirst() {
    DueQueue queue = new DueQueue();
    SplittableRandom chance = new SplittableRandom(5);
    for (int i = 0; i < 5_000; i++) {
      queue.add(chance.nextLong(1_000_000), i);
    }

    long last = -1;
    while (!queue.isEmpty()) {
      assertThat(queue.firstDue()).isGreaterThanOrEqualTo(last);
      last = queue.firstDue();
      queue.take();
    }

    assertThat(queue.size()).isZero();
  }

  @Test
  void ofTheSameTimeTheOneThatCameFirstLeavesFirst() {
    DueQueue queue = new DueQueue();
    for (int i = 0; i < 100; i++) {
      queue.add(42, i);
    }

    for (int i = 0; i < 100; i++) {
      assertThat(queue.take()).isEqualTo(i);
    }
  }

  @Test
  void tellsWhetherWhatWasAddedIsTheFirstNow() {
    DueQueue queue = new DueQueue();

    assertThat(queue.add(10, 1)).isTrue();
    assertThat(queue.add(20, 2)).isFalse();
    assertThat(queue.add(10, 3)).isFalse();
    assertThat(queue.add(5, 4)).isTrue();
  }

  @Test
  void nothingCanBeTakenFromAnEmptyOne() {
    assertThatThrownBy(() -> new DueQueue().take()).isInstanceOf(IllegalStateException.class);
  }
}
