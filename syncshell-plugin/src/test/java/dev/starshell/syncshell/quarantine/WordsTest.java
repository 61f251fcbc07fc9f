package dev.starshell.syncshell.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.quarantine.Decision.State;
import dev.starshell.syncshell.quarantine.Words.Word;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WordsTest {
  private static final MemberKey ADA = key(1);
  private static final MemberKey EVE = key(2);
  private static final Root ONE = root(1);
  private static final Root TWO = root(2);
  private static final Copy OF_ADA = new Copy(ONE, ADA);
  private static final Ruling HELD = Ruling.of(Treatment.HOLD, Cause.EXECUTABLE_BLOCKED);
  private static final Ruling REFUSED = Ruling.of(Treatment.REFUSE, Cause.TYPE_REFUSED);

  private static MemberKey key(int seed) {
    byte[] bytes = new byte[Identity.SEED_BYTES];
    Arrays.fill(bytes, (byte) seed);
    return Identity.fromSeed(bytes).key();
  }

  private static Root root(int fill) {
    byte[] bytes = new byte[Digest.LENGTH_BYTES];
    Arrays.fill(bytes, (byte) fill);
    return new Root(Digest.of(bytes));
  }

  private static Words said(Word... words) {
    Words all = Words.NONE;
    for (Word word : words) {
      all = all.with(List.of(OF_ADA), word);
    }
    return all;
  }

  private static State state(Words words, Copy copy, Ruling ruling) {
    return words.decide(copy, ruling).state();
  }

  @Test
  void withoutAWordTheTypeDecides() {
    assertThat(state(Words.NONE, OF_ADA, Ruling.INSTALL)).isEqualTo(State.INSTALLED);
    assertThat(state(Words.NONE, OF_ADA, HELD)).isEqualTo(State.HELD);
    assertThat(state(Words.NONE, OF_ADA, REFUSED)).isEqualTo(State.REFUSED);
    assertThat(Words.NONE.decide(OF_ADA, HELD).cause()).isEqualTo(Cause.EXECUTABLE_BLOCKED);
  }

  @Test
  void anApprovalCountsForOneContentOfOneSender() {
    Words words = said(Word.APPROVED);

    assertThat(words.decide(OF_ADA, HELD))
        .isEqualTo(new Decision(State.INSTALLED, Cause.APPROVED, Cause.APPROVED.sentence()));
    assertThat(state(words, new Copy(ONE, EVE), HELD)).isEqualTo(State.HELD);
    assertThat(state(words, new Copy(TWO, ADA), HELD)).isEqualTo(State.HELD);
  }

  @Test
  void noApprovalLetsInWhatIsRefused() {
    assertThat(state(said(Word.APPROVED), OF_ADA, REFUSED)).isEqualTo(State.REFUSED);
  }

  @Test
  void aRejectionKeepsOutWhateverTheTypeUntilItIsTakenBack() {
    assertThat(state(said(Word.REJECTED), OF_ADA, Ruling.INSTALL)).isEqualTo(State.REJECTED);
    assertThat(state(said(Word.REJECTED), OF_ADA, HELD)).isEqualTo(State.REJECTED);
    assertThat(state(said(Word.REJECTED), new Copy(ONE, EVE), Ruling.INSTALL))
        .isEqualTo(State.INSTALLED);
    assertThat(state(said(Word.REJECTED, Word.APPROVED), OF_ADA, HELD)).isEqualTo(State.INSTALLED);
    assertThat(state(said(Word.APPROVED, Word.REJECTED), OF_ADA, HELD)).isEqualTo(State.REJECTED);
  }

  @Test
  void aRecallCountsForEverySenderAndBeforeEveryWord() {
    Words before = said(Word.APPROVED).recall(ONE, "it has a virus");
    Words after = before.with(List.of(OF_ADA), Word.APPROVED);

    for (Words words : List.of(before, after)) {
      assertThat(state(words, OF_ADA, Ruling.INSTALL)).isEqualTo(State.RECALLED);
      assertThat(state(words, new Copy(ONE, EVE), HELD)).isEqualTo(State.RECALLED);
      assertThat(words.decide(OF_ADA, HELD).sentence()).endsWith(": it has a virus");
      assertThat(state(words, new Copy(TWO, ADA), Ruling.INSTALL)).isEqualTo(State.INSTALLED);
    }
  }

  @Test
  void theReasonOfARecallIsCleanedCutAndStaysTheFirst() {
    Words words = Words.NONE.recall(ONE, "a\u001b[31m\u202eb" + "x".repeat(500)).recall(ONE, "no");

    String sentence = words.decide(OF_ADA, HELD).sentence();

    assertThat(sentence).doesNotContain("\u001b").doesNotContain("\u202e").contains(": a[31mbxx");
    assertThat(sentence.length()).isLessThan(Words.REASON_POINTS_MAX + 100);
  }

  @Test
  void onlyRejectedAndRecalledCopiesAreBarred() {
    Words words = said(Word.REJECTED).recall(TWO, "");

    assertThat(words.bars(OF_ADA)).isTrue();
    assertThat(words.bars(new Copy(ONE, EVE))).isFalse();
    assertThat(words.bars(new Copy(TWO, EVE))).isTrue();
    assertThat(words.barredRoots()).containsExactlyInAnyOrder(ONE, TWO);
    assertThat(words.barred(new Copy(TWO, EVE)).sentence())
        .isEqualTo(Cause.CONTENT_RECALLED.sentence());
    assertThat(said(Word.APPROVED).barredRoots()).isEmpty();
    assertThatThrownBy(() -> Words.NONE.barred(OF_ADA))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sayingSomethingLeavesTheValueBeforeAsItWas() {
    Words before = Words.NONE;

    Words after = before.with(List.of(OF_ADA), Word.APPROVED).recall(TWO, "");

    assertThat(state(before, OF_ADA, HELD)).isEqualTo(State.HELD);
    assertThat(before.isRecalled(TWO)).isFalse();
    assertThat(after.isRecalled(TWO)).isTrue();
  }
}
