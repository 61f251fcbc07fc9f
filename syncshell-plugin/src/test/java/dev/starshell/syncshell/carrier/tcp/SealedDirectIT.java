package dev.starshell.syncshell.carrier.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Collections2;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Sealed frames over TCP and over the carrier beside it. The keys of all frames hang on all
/// descriptions, which come in any order.
@Timeout(60)
final class SealedDirectIT {
  private static final List<Integer> ALL =
      IntStream.range(0, DirectPair.ASSOCIATIONS).boxed().toList();
  private static final int FRAMES = 3;

  /// Brings the descriptions of a generation.
  @FunctionalInterface
  private interface Order {
    void describe(DirectPair pair);
  }

  /// Every order of the associations: each offer with its answer, and all offers before the
  /// answers, which come in that order or the other way round.
  private static List<Order> everyOrder() {
    List<Order> orders = new ArrayList<>();
    for (List<Integer> order : Collections2.permutations(ALL)) {
      orders.add(pair ->
          order.forEach(i -> {
            pair.offer(i);
            pair.answer(i);
          }));
      orders.add(pair -> {
        order.forEach(pair::offer);
        order.forEach(pair::answer);
      });
      orders.add(pair -> {
        order.forEach(pair::offer);
        order.reversed().forEach(pair::answer);
      });
    }
    return orders;
  }

  /// An answer comes at any time after its offer.
  private static Order anyOrder(int seed) {
    return pair -> {
      Random chance = new Random(seed);
      List<Integer> offers = new ArrayList<>(ALL);
      Collections.shuffle(offers, chance);
      List<Integer> answers = new ArrayList<>();
      while (!offers.isEmpty() || !answers.isEmpty()) {
        boolean isOffer = answers.isEmpty() || (!offers.isEmpty() && chance.nextBoolean());
        if (isOffer) {
          int next = offers.removeLast();
          pair.offer(next);
          answers.add(next);
        } else {
          pair.answer(answers.remove(chance.nextInt(answers.size())));
        }
      }
    };
  }

  @Test
  void inEveryOrderOfDescriptionsFramesGoBothWaysOverTcp() throws Exception {
    for (Order order : everyOrder()) {
      try (DirectPair pair = DirectPair.open()) {
        order.describe(pair);
        until(pair::isOpen);

        assertOpen(pair, new Random(1));
        assertThat(pair.carriers.leader().carrier.connections()).isEqualTo(1);
        until(() -> pair.leader.base.closed && pair.follower.base.closed);
      }
    }
  }

  @Test
  void inEveryOrderOfDescriptionsFramesGoBothWaysOverTheCarrierBeside() throws Exception {
    List<Order> orders = new ArrayList<>(everyOrder());
    IntStream.range(0, 25).mapToObj(SealedDirectIT::anyOrder).forEach(orders::add);
    for (Order order : orders) {
      try (DirectPair pair = DirectPair.open()) {
        Random chance = new Random(1);
        notReached(pair);
        order.describe(pair);
        openBeside(pair, chance);
        pair.deliver(chance);
        assertThat(pair.isOpen()).isTrue();

        assertOpen(pair, chance);
        assertThat(pair.carriers.leader().carrier.connections()).isZero();
        assertThat(pair.leader.base.applied).containsExactlyInAnyOrderElementsOf(ALL);
      }
    }
  }

  /// A side takes what comes after the other one has heard that it is open.
  @Test
  void framesOfOtherAssociationsMayOvertakeTheLeadersWord() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      try (DirectPair pair = DirectPair.open()) {
        notReached(pair);
        pair.describe();
        pair.leader.base.opens();
        pair.follower.base.opens();
        for (int channel = 0; channel < DirectPair.CHANNELS; channel++) {
          assertThat(pair.leader.send(channel, "early")).isTrue();
        }

        pair.deliver(new Random(seed));

        assertThat(pair.follower.failures).as("seed %d", seed).isEmpty();
        assertThat(pair.follower.opened).as("seed %d", seed).hasValue(1);
        assertThat(pair.follower.texts)
            .as("seed %d", seed)
            .containsExactlyInAnyOrderElementsOf(
                IntStream.range(0, DirectPair.CHANNELS).mapToObj(i -> i + " early").toList());
      }
    }
  }

  @Test
  void whateverIsFirstBothSidesAreOpenOnTheSame() throws Exception {
    int overTcp = 0;
    for (int seed = 0; seed < 25; seed++) {
      try (DirectPair pair = DirectPair.open()) {
        Random chance = new Random(seed);
        anyOrder(seed).describe(pair);
        long wait = chance.nextInt(2_000_000);
        Awaitility.await().pollDelay(Duration.ofNanos(wait)).until(() -> true);
        openBeside(pair, chance);
        until(() -> {
          pair.deliver(chance);
          return pair.isOpen();
        });

        assertOpen(pair, chance);
        assertThat(pair.leader.base.closed).as("seed %d", seed).isEqualTo(isTcp(pair));
        overTcp += isTcp(pair) ? 1 : 0;
      }
    }
    assertThat(overTcp).as("the carrier beside waits a moment").isPositive();
  }

  private static boolean isTcp(DirectPair pair) {
    assertThat(pair.carriers.leader().carrier.connections())
        .isEqualTo(pair.carriers.follower().carrier.connections());
    return pair.carriers.leader().carrier.connections() == 1;
  }

  /// Both tell what the other one does not understand.
  private static void notReached(DirectPair pair) {
    pair.offersOnTheirWay = sdp -> sdp.replace("tcp:1", "tcp:2");
    pair.answersOnTheirWay = pair.offersOnTheirWay;
  }

  private static void openBeside(DirectPair pair, Random chance) {
    boolean leaderFirst = chance.nextBoolean();
    (leaderFirst ? pair.leader : pair.follower).base.opens();
    (leaderFirst ? pair.follower : pair.leader).base.opens();
  }

  /// A side that is open may send on all channels at once.
  private static void assertOpen(DirectPair pair, Random chance) {
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      for (int channel = 0; channel < DirectPair.CHANNELS; channel++) {
        sends(pair.leader, channel, "frame " + i);
        sends(pair.follower, channel, "frame " + i);
        wanted.add(channel + " frame " + i);
      }
    }
    for (DirectPair.Side side : List.of(pair.leader, pair.follower)) {
      until(() -> {
        pair.deliver(chance);
        return side.texts.size() >= wanted.size() || !side.failures.isEmpty();
      });
      assertThat(side.texts).containsExactlyInAnyOrderElementsOf(wanted);
      assertThat(side.texts.stream().filter(text -> text.startsWith("1 ")))
          .containsExactly("1 frame 0", "1 frame 1", "1 frame 2");
      assertThat(side.opened).hasValue(1);
      assertThat(side.failures).isEmpty();
      assertThat(side.accusations).isEmpty();
    }
  }

  /// It may be open a moment before it sends.
  private static void sends(DirectPair.Side side, int channel, String text) {
    until(() -> side.send(channel, text));
  }

  private static void until(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(1))
        .pollDelay(Duration.ZERO)
        .until(condition);
  }
}
