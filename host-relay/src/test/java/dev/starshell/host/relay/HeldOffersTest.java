package dev.starshell.host.relay;

import static dev.starshell.host.relay.RelayScript.filled;
import static dev.starshell.host.relay.RelayScript.member;
import static dev.starshell.host.relay.RelayScript.star;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.host.frame.FrameBounds;
import dev.starshell.host.frame.RelayFrame;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What begins a link is kept for a member that is away, within bounds.
final class HeldOffersTest {
  private static final Duration JUST_BEFORE = RelayLimits.HELD_FOR.minusNanos(1);

  private final RelayScript relay = new RelayScript(RelayLimits.standard());

  private static RelayFrame.Reconnect offer(int to, long generation, int sizeBytes) {
    return new RelayFrame.Reconnect(member(to), 2, generation, filled(sizeBytes, (int) generation));
  }

  private static RelayFrame.Delivered delivered(int from, long generation, int sizeBytes) {
    return new RelayFrame.Delivered(member(from), 2, filled(sizeBytes, (int) generation));
  }

  @Test
  void anOfferToAMemberThatIsThereIsDeliveredAtOnceAndNotKept() {
    relay.openStar(1).join(1, 1, 1).join(2, 1, 2).frame(1, offer(2, 5, 3));

    assertThat(relay.sentTo(2)).containsExactly(delivered(1, 5, 3));
    assertThat(relay.state().heldCount()).isZero();
  }

  @Test
  void anOfferToAMemberThatIsAwayIsDeliveredOnceWhenItComes() {
    relay.openStar(1).join(1, 1, 1).frame(1, offer(2, 5, 3));
    assertThat(relay.actions()).isEmpty();

    relay.wait(Duration.ofMinutes(9)).join(2, 1, 2);

    assertThat(relay.sentTo(2)).hasSize(2).last().isEqualTo(delivered(1, 5, 3));
    assertThat(relay.closed(2).join(3, 1, 2).sentTo(3)).hasSize(1);
    assertThat(relay.state().heldCount()).isZero();
  }

  @Test
  void theNewestGenerationOfASenderIsTheOneThatIsKept() {
    relay.openStar(1).join(1, 1, 1).join(3, 1, 3);
    relay.frame(1, offer(2, 5, 3)).frame(1, offer(2, 7, 3)).frame(1, offer(2, 6, 3));
    relay.frame(3, offer(2, 1, 3));

    relay.join(2, 1, 2);

    assertThat(relay.sentTo(2))
        .filteredOn(RelayFrame.Delivered.class::isInstance)
        .containsExactly(delivered(1, 7, 3), delivered(3, 1, 3));
  }

  @Test
  void anOfferIsThrownAwayAfterTenMinutes() {
    relay.openStar(1).join(1, 1, 1).frame(1, offer(2, 5, 3));

    relay.wait(JUST_BEFORE).tick();
    assertThat(relay.state().heldCount()).isEqualTo(1);
    relay.wait(Duration.ofNanos(1)).tick();

    assertThat(relay.state().heldCount()).isZero();
  }

  @Test
  void anOfferStaysInItsStar() {
    relay.openStar(1).openStar(2).join(1, 1, 1).frame(1, offer(2, 5, 3));

    assertThat(relay.join(2, 2, 2).sentTo(2)).hasSize(1);
  }

  @Test
  void aStarThatClosesAndAMemberThatIsDismissedHaveNothingKept() {
    relay.openStar(1).join(1, 1, 1).frame(1, offer(2, 5, 3)).frame(1, offer(3, 5, 3));

    relay.apply(new RelayEvent.Dismissed(star(1), member(2), relay.now()));
    assertThat(relay.state().heldCount()).isEqualTo(1);
    relay.apply(new RelayEvent.StarClosed(star(1), relay.now()));

    assertThat(relay.state().heldCount()).isZero();
  }

  @Test
  void whatADismissedMemberHasLeftForOthersOfTheStarIsNotKept() {
    relay.openStar(1).openStar(2).join(1, 1, 1).join(3, 1, 3).join(4, 2, 1);
    relay.frame(1, offer(2, 5, 3)).frame(3, offer(2, 6, 3)).frame(4, offer(2, 7, 3));

    relay.apply(new RelayEvent.Dismissed(star(1), member(1), relay.now()));

    assertThat(relay.state().heldCount()).isEqualTo(2);
    assertThat(relay.join(5, 1, 2).sentTo(5))
        .filteredOn(RelayFrame.Delivered.class::isInstance)
        .containsExactly(delivered(3, 6, 3));
    assertThat(relay.join(6, 2, 2).sentTo(6))
        .as("another star decides for itself")
        .filteredOn(RelayFrame.Delivered.class::isInstance)
        .containsExactly(delivered(1, 7, 3));
  }

  @Test
  void aMemberHasSoManyOffersAndSoManyBytesKeptAndNoMore() {
    relay.openStar(1);
    for (int from = 1; from <= RelayLimits.HELD_OF_MEMBER_MAX; from++) {
      relay.join(from, 1, from).frame(from, offer(500, 1, 1));
      assertThat(relay.actions()).isEmpty();
    }

    relay.join(100, 1, 100).frame(100, offer(500, 1, 1));

    assertThat(relay.sentTo(100))
        .singleElement()
        .isInstanceOfSatisfying(
            RelayFrame.Undelivered.class, told -> assertThat(told.code()).isEqualTo("NOT_PRESENT"));
    assertThat(relay.state().heldCount()).isEqualTo(RelayLimits.HELD_OF_MEMBER_MAX);
    assertThat(RelayLimits.HELD_OF_MEMBER_BYTES_MAX)
        .isLessThan(RelayLimits.HELD_OF_MEMBER_MAX * FrameBounds.RECONNECT_BYTES_MAX);
  }

  @Test
  void aSenderFillsNoMoreThanItsShare() {
    relay.openStar(1).join(1, 1, 1);
    for (int to = 2; to < 2 + RelayLimits.HELD_OF_SENDER_MAX + 50; to++) {
      relay.frame(1, offer(1_000 + to, 1, 1)).flushAll().wait(Duration.ofMillis(100));
    }

    assertThat(relay.state().heldCount()).isEqualTo(RelayLimits.HELD_OF_SENDER_MAX);
  }

  @Test
  void whatIsCountedIsWhatIsKept() {
    HeldOffers held = HeldOffers.NONE;
    HeldOffers.Box box = new HeldOffers.Box(star(1), member(9));
    for (int round = 0; round < 40; round++) {
      held = held.with(box, new HeldOffers.Held(member(round % 7), offer(9, round, round), round));
    }

    assertThat(held.count()).isEqualTo(7);
    assertThat(held.sizeBytes())
        .isEqualTo(held.in(box).stream().mapToInt(HeldOffers.Held::sizeBytes).sum());
    assertThat(held.aged(37).count()).isEqualTo(2);
    assertThat(held.without(box).count()).isZero();
    assertThat(held.without(box).sizeBytes()).isZero();
    assertThat(held.without(box).sent().isEmpty()).isTrue();
  }
}
