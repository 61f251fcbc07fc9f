package dev.starshell.syncshell.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnBookTest {
  private static final String ONE = "turn:one.example:3478?transport=udp";
  private static final String TWO = "turns:two.example:443?transport=tcp";
  private static final String THREE = "turn:[2001:db8::1]:3478";
  private static final TurnBook BOOK = TurnBook.EMPTY.with(List.of(ONE, TWO, THREE));

  @Test
  void withoutMeasurementsTheOrderIsTheOneGiven() {
    assertThat(BOOK.order()).containsExactly(ONE, TWO, THREE);
  }

  @Test
  void aServerThatFailsGoesBehindOnesThatNothingIsKnownOf() {
    assertThat(BOOK.failed(ONE).order()).containsExactly(TWO, THREE, ONE);
  }

  @Test
  void amongServersThatWorkTheFasterOneComesFirst() {
    TurnBook measured =
        BOOK.succeeded(ONE, Duration.ofMillis(900)).succeeded(THREE, Duration.ofMillis(100));

    assertThat(measured.order()).startsWith(THREE, ONE);
  }

  @Test
  void aServerThatDiesIsLeftAfterFewFailuresHoweverGoodItWas() {
    TurnBook book = BOOK.succeeded(TWO, Duration.ofMillis(300));
    for (int i = 0; i < 1_000; i++) {
      book = book.succeeded(ONE, Duration.ofMillis(50));
    }
    int failures = 0;
    while (book.order().getFirst().equals(ONE)) {
      book = book.failed(ONE);
      failures++;
    }

    assertThat(failures).isBetween(1, 6);
  }

  @Test
  void eachAttemptTakesTheNextServerAndThenTheFirstAgain() {
    assertThat(BOOK.choose(0)).contains(ONE);
    assertThat(BOOK.choose(1)).contains(TWO);
    assertThat(BOOK.choose(2)).contains(THREE);
    assertThat(BOOK.choose(3)).contains(ONE);
    assertThat(TurnBook.EMPTY.choose(0)).isEmpty();
  }

  @Test
  void aNewListKeepsWhatIsKnownAndForgetsTheRest() {
    TurnBook next = BOOK.failed(ONE).failed(TWO).with(List.of(THREE, ONE));

    assertThat(next.order()).containsExactly(THREE, ONE);
    assertThat(next.measure(ONE).orElseThrow().bad()).isEqualTo(1);
    assertThat(next.measure(TWO)).isEmpty();
    assertThat(next.failed(TWO)).isSameAs(next);
  }

  @Test
  void aNameWithAPasswordIsRefusedAndNotRepeated() {
    for (String name :
        List.of("turn:user:secret@one.example", "turn:one.example?credential=secret", "secret")) {
      assertThatThrownBy(() -> TurnBook.EMPTY.with(List.of(name)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("secret");
    }
  }
}
