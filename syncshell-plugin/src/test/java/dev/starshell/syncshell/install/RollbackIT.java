package dev.starshell.syncshell.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.install.InstallReport.Problem;
import dev.starshell.syncshell.install.RollbackReport.End;
import dev.starshell.syncshell.journal.InstallBook.Cause;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.quarantine.Copy;
import dev.starshell.syncshell.quarantine.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Older sets come back whole, or not at all.
final class RollbackIT extends InstallScene {
  private InstallReport bring(Entry... entries) throws IOException {
    return installer.apply(job(Set.of(), entries), InstallSettings.DELETE);
  }

  private RollbackReport back(long version) throws IOException {
    return back(version, Words.NONE);
  }

  private RollbackReport back(long version, Words words) throws IOException {
    return installer.rollback(new RollbackOrder(SHELL, version, words, Map.of()));
  }

  @Test
  void everyVersionCanBeBroughtBackInAnyOrder() throws IOException {
    bring(entry("hair", "a.zip", "1"), entry("hair", "b.zip", "1"));
    Map<String, String> first = tree();
    bring(entry("hair", "a.zip", "2"), entry("hair", "c.zip", "2"));
    Map<String, String> second = tree();
    bring(entry("hair", "c.zip", "3"), entry("hair", "b.zip/deep.zip", "3"));
    Map<String, String> third = tree();

    for (int turn = 0; turn < 2; turn++) {
      assertThat(back(1).end()).isEqualTo(End.DONE);
      assertThat(tree()).isEqualTo(first);
      assertThat(back(3).problems()).isEmpty();
      assertThat(tree()).isEqualTo(third);
      assertThat(back(2).problems()).isEmpty();
      assertThat(tree()).isEqualTo(second);
    }
    assertThat(back(0).removed()).isEqualTo(2);
    assertThat(tree()).isEmpty();
    assertThat(journal.installed(BOB)).isEmpty();
    assertThat(journal.installs().versions().getFirst().cause()).isEqualTo(Cause.ROLLED_BACK);
  }

  @Test
  void goingBackTwiceChangesNothingTheSecondTime() throws IOException {
    bring(entry("hair", "a.zip", "1"));
    bring(entry("hair", "a.zip", "2"));
    back(1);
    int versions = journal.installs().versions().size();

    RollbackReport again = back(1);

    assertThat(again.restored() + again.removed()).isZero();
    assertThat(journal.installs().versions()).hasSize(versions);
  }

  @Test
  void theNextSetOfTheMemberComesOverTheOldOne() throws IOException {
    Entry newest = entry("hair", "a.zip", "2");
    bring(entry("hair", "a.zip", "1"), entry("hair", "b.zip", "1"));
    bring(newest);
    back(1);

    InstallReport report = bring(newest);

    assertThat(report.problems()).isEmpty();
    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "2"));
  }

  @Test
  void aFileThatWasChangedHereStaysAndIsToldOf() throws IOException {
    bring(entry("hair", "a.zip", "1"), entry("hair", "b.zip", "1b"));
    bring(entry("hair", "a.zip", "2"), entry("hair", "b.zip", "2b"));
    Files.delete(member.resolve("hair/a.zip"));
    Files.writeString(member.resolve("hair/a.zip"), "mine");

    RollbackReport report = back(1);

    assertThat(report.restored()).isEqualTo(1);
    assertThat(report.problems()).extracting(Problem::place).containsExactly("hair/a.zip");
    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "mine", "hair/b.zip", "1b"));
  }

  @Test
  void aSetWhoseContentIsGoneIsRefusedAsAWhole() throws IOException {
    Entry lost = entry("hair", "a.zip", "1");
    bring(lost, entry("hair", "b.zip", "1b"));
    bring(entry("hair", "a.zip", "2"), entry("hair", "b.zip", "2b"));
    store.forget(lost.root());

    RollbackReport report = back(1);

    assertThat(report.end()).isEqualTo(End.CONTENT_GONE);
    assertThat(report.missing()).isEqualTo(1);
    assertThat(report.firstMissing()).isEqualTo("hair/a.zip");
    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "2", "hair/b.zip", "2b"));
  }

  @Test
  void whatWasRejectedMeanwhileDoesNotComeBack() throws IOException {
    Entry rejected = entry("hair", "a.zip", "1");
    bring(rejected, entry("hair", "b.zip", "1b"));
    bring(entry("hair", "b.zip", "2b"));
    Words words = Words.NONE.with(List.of(new Copy(rejected.root(), BOB)), Words.Word.REJECTED);

    RollbackReport report = back(1, words);

    assertThat(report.end()).isEqualTo(End.DONE);
    assertThat(report.problems()).extracting(Problem::place).containsExactly("hair/a.zip");
    assertThat(tree()).isEqualTo(Map.of("hair/b.zip", "1b"));
  }

  @Test
  void versionsThatNeverWereAreRefused() throws IOException {
    bring(entry("hair", "a.zip", "1"));

    assertThat(back(2).end()).isEqualTo(End.VERSION_UNKNOWN);
    assertThat(back(-1).end()).isEqualTo(End.VERSION_UNKNOWN);
    assertThat(tree()).hasSize(1);
  }
}
