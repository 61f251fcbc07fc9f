package dev.starshell.syncshell.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.install.InstallTree.Kind;
import dev.starshell.syncshell.install.InstallTree.Seen;
import dev.starshell.syncshell.install.LookRule.Next;
import dev.starshell.syncshell.journal.LookBook.Look;
import dev.starshell.syncshell.journal.LookBook.Stamp;
import dev.starshell.syncshell.journal.LookBook.Verdict;
import dev.starshell.syncshell.store.FileStamp;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What is thought of an installed file that nobody reads.
final class LookRuleTest {
  private static final long NOW = 1_000_000;
  private static final long AGE = 100;
  private static final Stamp STAMP = new Stamp(7, 5, "inode 3");

  private static Optional<Look> known(Verdict verdict, long readMillis) {
    return Optional.of(
        new Look(
            InstallScene.BOB,
            "hair/a.jar",
            new Root(Digest.of(new byte[Digest.LENGTH_BYTES])),
            verdict == Verdict.GONE || verdict == Verdict.REPLACED ? Stamp.NONE : STAMP,
            readMillis,
            verdict));
  }

  private static Seen seen(Kind kind, long sizeBytes, long modifiedNanos, String key) {
    return new Seen(
        kind, sizeBytes, Optional.of(key), new FileStamp(sizeBytes, modifiedNanos, key));
  }

  private static Seen asItWas() {
    return seen(Kind.FILE, 7, 5, "inode 3");
  }

  private static Next next(Optional<Look> known, Seen seen) {
    return LookRule.next(known, seen, NOW, AGE);
  }

  @Test
  void aFileThatIsAsItWasAndWasReadNotLongAgoIsNotRead() {
    assertThat(next(known(Verdict.AS_INSTALLED, NOW), asItWas())).isEqualTo(Next.FINE);
    assertThat(next(known(Verdict.AS_INSTALLED, NOW - AGE + 1), asItWas())).isEqualTo(Next.FINE);
  }

  @Test
  void aFileThatIsAsItWasIsReadWhenThatIsLongAgoOrTheClockWasSetBack() {
    assertThat(next(known(Verdict.AS_INSTALLED, NOW - AGE), asItWas()))
        .isEqualTo(Next.READ_IN_TURN);
    assertThat(next(known(Verdict.AS_INSTALLED, NOW + 1), asItWas())).isEqualTo(Next.READ_IN_TURN);
  }

  @Test
  void aFileOfWhichNothingIsKnownIsReadInItsTurn() {
    assertThat(next(Optional.empty(), asItWas())).isEqualTo(Next.READ_IN_TURN);
  }

  @ParameterizedTest
  @CsvSource({"7, 6, inode 3", "7, 5, inode 4"})
  void anotherTimeOrFileOfTheSameSizeIsReadAtOnce(long size, long modified, String key) {
    Seen seen = seen(Kind.FILE, size, modified, key);

    assertThat(next(known(Verdict.AS_INSTALLED, NOW), seen)).isEqualTo(Next.READ_NOW);
  }

  @ParameterizedTest
  @CsvSource({"6", "8", "0"})
  void anotherSizeIsAnotherFileWithoutReadingIt(long size) {
    Seen seen = seen(Kind.FILE, size, 5, "inode 3");

    assertThat(next(known(Verdict.AS_INSTALLED, NOW), seen)).isEqualTo(Next.CHANGED);
  }

  @Test
  void whatIsKnownToBeChangedIsReadAgainWhenItChangesAgain() {
    Optional<Look> known = known(Verdict.CHANGED, NOW - 10 * AGE);

    assertThat(next(known, asItWas())).isEqualTo(Next.CHANGED);
    assertThat(next(known, seen(Kind.FILE, 9, 5, "inode 3"))).isEqualTo(Next.READ_NOW);
  }

  @ParameterizedTest
  @EnumSource(
      value = Verdict.class,
      names = {"GONE", "REPLACED"})
  void aFileThatIsBackIsRead(Verdict verdict) {
    assertThat(next(known(verdict, NOW), asItWas())).isEqualTo(Next.READ_NOW);
  }

  @ParameterizedTest
  @EnumSource(Verdict.class)
  void noFileIsGoneAndWhatIsNoFileHasReplacedItWhateverWasKnown(Verdict verdict) {
    assertThat(next(known(verdict, NOW), Seen.NOTHING)).isEqualTo(Next.GONE);
    assertThat(next(known(verdict, NOW), seen(Kind.OTHER, 7, 5, "inode 3")))
        .isEqualTo(Next.REPLACED);
    assertThat(next(known(verdict, NOW), seen(Kind.FOLDER, 7, 5, "inode 3")))
        .isEqualTo(Next.REPLACED);
  }

  @Test
  void aFindingHoldsWhileTheSameIsThere() {
    Look changed = known(Verdict.CHANGED, NOW).orElseThrow();
    Look gone = known(Verdict.GONE, NOW).orElseThrow();
    Look replaced = known(Verdict.REPLACED, NOW).orElseThrow();

    assertThat(LookRule.holds(changed, asItWas())).isTrue();
    assertThat(LookRule.holds(changed, seen(Kind.FILE, 7, 6, "inode 3"))).isFalse();
    assertThat(LookRule.holds(changed, Seen.NOTHING)).isFalse();
    assertThat(LookRule.holds(gone, Seen.NOTHING)).isTrue();
    assertThat(LookRule.holds(gone, asItWas())).isFalse();
    assertThat(LookRule.holds(replaced, seen(Kind.OTHER, 0, 0, ""))).isTrue();
    assertThat(LookRule.holds(replaced, asItWas())).isFalse();
  }
}
