package dev.starshell.harness.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.harness.archive.Dice;
import dev.starshell.harness.lab.TreeCheck;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class DropBookTest {
  private static final long MIB = 1 << 20;

  private final DropBook book = new DropBook(2);
  private final Findings findings = new Findings();

  @Test
  void bytesThatCameOrWentTwiceAreCountedAtEachEnd() throws Exception {
    pair(new Totals(101 * MIB, 0, MIB, 4), new Totals(0, 103 * MIB, 0, 0));
    survived(drop(true, 1));
    survived(drop(true, 2));
    book.compared(0, new TreeCheck.Result(4, 100 * MIB, List.of()), 9);

    book.tell(findings);

    assertThat(findings.missed()).isEmpty();
    assertThat(findings.figures())
        .contains(
            "0 of 4 files lost or wrong (none allowed), 1 of 1 pairs compared",
            "4 installs were seen for 4 files, 0 too many (none allowed)",
            "2 of 2 drops begun, 2 of these recovered without a person",
            "receiver: came again 1.000 MiB, and at most 0.000 MiB more that passed unseen",
            "receiver: came again, of all 1 % (at most 5 %)",
            "sender: given to its associations again 3.000 MiB, and at most 0.000 MiB more that passed unseen",
            "sender: given to its associations again, of all 3 % (at most 5 %)");
  }

  @Test
  void whatWasAskedForAndIsMissingIsFound() throws Exception {
    pair(new Totals(107 * MIB, 0, 0, 6), new Totals(0, 107 * MIB, 0, 0));
    survived(drop(true, 9));
    book.compared(0, new TreeCheck.Result(4, 100 * MIB, List.of("a differs")), 9);
    book.failed(1, 7, "gone");

    book.tell(findings);

    assertThat(String.join("\n", findings.missed()))
        .contains("1 of 4 files lost or wrong")
        .contains("2 too many")
        .contains("1 of 2 drops begun, 1 of these recovered")
        .contains("a differs")
        .contains("pair 1 with 7 files: gone")
        .contains("receiver: came again, of all 7 %")
        .contains("sender: given to its associations again, of all 7 %")
        .contains("half of them within 9 s");
  }

  @Test
  void anEndedRunStillHasFiguresAndTakesNothingMore() throws Exception {
    pair(new Totals(50 * MIB, 0, 0, 2), new Totals(0, 51 * MIB, 0, 0));
    survived(drop(true, 1));
    book.close();
    survived(drop(true, 1));
    book.failed(0, 4, "its host was ended");

    book.tell(findings);

    assertThat(book.progress()).startsWith("1 of 2 drops begun, 1 recovered");
    assertThat(findings.figures())
        .contains(
            "1 of 2 drops begun, 1 of these recovered without a person",
            "50.0 MiB of archives arrived")
        .noneMatch(figure -> figure.contains("its host was ended"));
  }

  @Test
  void aDropThatWasNotRecoveredFromIsCountedFromItsBeginning() throws Exception {
    pair(new Totals(50 * MIB, 0, 0, 2), new Totals(0, 51 * MIB, 0, 0));
    survived(drop(true, 1));
    book.dropBegins(DropKind.SENDER);
    book.failed(0, 4, "no new bytes");

    book.tell(findings);

    assertThat(book.progress()).startsWith("2 of 2 drops begun, 1 recovered");
    assertThat(findings.figures()).contains("1 drops begun and not recovered: sender killed");
    assertThat(findings.missed())
        .contains("2 of 2 drops begun, 1 of these recovered without a person");
  }

  @Test
  void ofAPairThatWasNotComparedNobodySaysThatNothingCameAgain() throws Exception {
    pair(new Totals(50 * MIB, 0, MIB, 2), new Totals(0, 51 * MIB, 0, 0));
    survived(drop(true, 1));

    book.tell(findings);

    assertThat(findings.figures())
        .contains(
            "came while they were here, as the receivers say: 1.000 MiB",
            "what came or went again beyond that is unknown for 1 of 1 pairs, not compared")
        .noneMatch(figure -> figure.startsWith("receiver: came again"))
        .noneMatch(figure -> figure.startsWith("sender: given"));
  }

  @Test
  void onlyPairsThatWereComparedAndTheirDropsAreInWhatCameAgain() throws Exception {
    pair(new Totals(102 * MIB, 0, 0, 4), new Totals(0, 104 * MIB, 0, 0));
    book.began(1, 100 * MIB, () -> new Totals(9 * MIB, 0, 0, 0), () -> Totals.NONE);
    survived(drop(true, 1));
    book.dropBegins(DropKind.RECEIVER);
    book.recovered(
        1,
        new Drop(
            DropKind.RECEIVER, true, 0, OptionalDouble.of(1), new Drop.Unseen(50 * MIB, 50 * MIB)));
    book.compared(0, new TreeCheck.Result(4, 100 * MIB, List.of()), 9);

    book.tell(findings);

    assertThat(findings.figures())
        .contains(
            "what came or went again beyond that is unknown for 1 of 2 pairs, not compared",
            "receiver: came again 2.000 MiB, and at most 0.000 MiB more that passed unseen",
            "receiver: came again, a drop on the mean 2 MiB (at most 7 MiB)",
            "sender: given to its associations again 4.000 MiB, and at most 0.000 MiB more that passed unseen");
  }

  @Test
  void noBoundOfTimeIsMetWhereNothingWasTimed() throws Exception {
    pair(new Totals(100 * MIB, 0, 0, 4), new Totals(0, 100 * MIB, 0, 0));
    survived(new Drop(DropKind.PATH, true, 0, OptionalDouble.empty(), Drop.Unseen.NOTHING));
    survived(new Drop(DropKind.RELAY, true, 0, OptionalDouble.of(12), Drop.Unseen.NOTHING));

    book.tell(findings);

    assertThat(String.join("\n", findings.figures()))
        .contains("path silently dead, 1 drops: nothing was left to come")
        .contains("relay session cut, 1 drops: the relay back after 12.0 s (half)")
        .doesNotContain("of them within");
  }

  @Test
  void aDropOfNothingMakesTheRunWorthless() {
    pair(Totals.NONE, Totals.NONE);
    survived(drop(false, 1));

    assertThatThrownBy(() -> book.tell(findings)).isInstanceOf(FaultNotInjectedException.class);
  }

  @Test
  void everyKindOfDropComesAboutAsOftenAsItIsMeantTo() {
    Dice dice = Dice.of(1, 11);
    Map<DropKind, Integer> counts = new EnumMap<>(DropKind.class);
    for (int i = 0; i < 1_000; i++) {
      counts.merge(DropKind.of(dice), 1, Integer::sum);
    }

    assertThat(counts).containsOnlyKeys(DropKind.values());
    assertThat(counts.get(DropKind.PATH)).isBetween(300, 400);
    assertThat(counts.get(DropKind.SENDER)).isBetween(70, 130);
  }

  private void pair(Totals came, Totals gone) {
    book.began(0, 100 * MIB, () -> came, () -> gone);
  }

  private void survived(Drop drop) {
    book.dropBegins(drop.kind());
    book.recovered(0, drop);
  }

  private static Drop drop(boolean isEffective, double seconds) {
    return new Drop(DropKind.PATH, isEffective, 0, OptionalDouble.of(seconds), Drop.Unseen.NOTHING);
  }
}
