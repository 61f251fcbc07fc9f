package dev.starshell.syncshell.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.install.InstallReport.Code;
import dev.starshell.syncshell.install.InstallReport.Problem;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.quarantine.Cause;
import dev.starshell.syncshell.quarantine.Copy;
import dev.starshell.syncshell.quarantine.Ruling;
import dev.starshell.syncshell.quarantine.Treatment;
import dev.starshell.syncshell.quarantine.Words;
import dev.starshell.syncshell.quarantine.Words.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Archives that people have barred leave the install folder, and the rest stays.
final class WithdrawalIT extends InstallScene {
  private InstallReport applySaying(Words words, Entry... entries) throws IOException {
    return installer.apply(job(false, words, entries), InstallSettings.KEEP);
  }

  private static Words rejecting(Entry entry) {
    return Words.NONE.with(List.of(new Copy(entry.root(), BOB)), Word.REJECTED);
  }

  @Test
  void aRecalledArchiveLeavesEveryPlaceAlsoThatOfAFormerMember() throws IOException {
    Entry bad = entry("hair", "bad.jar", "bad");
    Entry twice = entry("wear", "deep/bad.jar", "bad");
    Entry good = entry("hair", "good.zip", "good");
    apply(bad, twice, good);
    applyAs(SHELL, EVE, "Eve", bad);

    WithdrawalReport report = installer.withdraw(SHELL, Words.NONE.recall(bad.root(), ""));

    assertThat(report).isEqualTo(new WithdrawalReport(3, List.of()));
    assertThat(tree()).isEqualTo(Map.of("hair/good.zip", "good"));
    assertThat(member.resolveSibling("Eve/hair")).doesNotExist();
    assertThat(journal.installed(BOB)).hasSize(1);
    assertThat(journal.installed(EVE)).isEmpty();
    assertThat(store.objectPath(bad.root()).orElseThrow()).exists();
  }

  @Test
  void aRejectedArchiveLeavesThePlacesOfThatMemberAlone() throws IOException {
    Entry bad = entry("hair", "bad.jar", "bad");
    apply(bad);
    applyAs(SHELL, EVE, "Eve", bad);

    installer.withdraw(SHELL, rejecting(bad));

    assertThat(tree()).isEmpty();
    assertThat(member.resolveSibling("Eve/hair/bad.jar")).hasContent("bad");
  }

  @Test
  void whatIsKeptThoughNotOfferedIsWithdrawnAsWell() throws IOException {
    Entry bad = entry("hair", "bad.jar", "bad");
    apply(bad);
    apply();

    installer.withdraw(SHELL, Words.NONE.recall(bad.root(), ""));

    assertThat(tree()).isEmpty();
    assertThat(journal.installed(BOB)).isEmpty();
  }

  @Test
  void aFileThatWasChangedStaysAndIsToldOfOnce() throws IOException {
    Entry bad = entry("hair", "bad.jar", "bad");
    apply(bad);
    Path file = member.resolve("hair/bad.jar");
    Files.delete(file);
    Files.writeString(file, "mine");
    Words words = Words.NONE.recall(bad.root(), "");

    WithdrawalReport first = installer.withdraw(SHELL, words);
    WithdrawalReport second = installer.withdraw(SHELL, words);

    assertThat(file).hasContent("mine");
    assertThat(first.removed()).isZero();
    assertThat(first.problems()).extracting(Problem::code).containsExactly(Code.WITHDRAWN_CHANGED);
    assertThat(first.problems().getFirst().sentence()).contains(file.toString());
    assertThat(second).isEqualTo(new WithdrawalReport(0, List.of()));
  }

  @Test
  void aLinkInTheWayIsNotFollowed() throws IOException {
    Entry bad = entry("hair", "bad.jar", "bad");
    apply(bad);
    Path outside = Files.createDirectories(temp.resolve("outside"));
    Files.writeString(outside.resolve("bad.jar"), "bad");
    Files.delete(member.resolve("hair/bad.jar"));
    Files.delete(member.resolve("hair"));
    Files.createSymbolicLink(member.resolve("hair"), outside);

    WithdrawalReport report = installer.withdraw(SHELL, Words.NONE.recall(bad.root(), ""));

    assertThat(outside.resolve("bad.jar")).hasContent("bad");
    assertThat(report.removed()).isZero();
  }

  @Test
  void whatWasInstalledInAnotherShellIsNotTouched() throws IOException {
    ShellId other = ShellId.of(EVE, new byte[32]);
    Entry bad = entry("hair", "bad.jar", "bad");
    apply(bad);

    WithdrawalReport report = installer.withdraw(other, Words.NONE.recall(bad.root(), ""));

    assertThat(report.removed()).isZero();
    assertThat(tree()).isEqualTo(Map.of("hair/bad.jar", "bad"));
  }

  @Test
  void aFailingJournalLeavesNothingThatTheNextTimeCannotFinish() throws IOException {
    Entry bad = entry("hair", "bad.jar", "bad");
    apply(bad);
    Words words = Words.NONE.recall(bad.root(), "");
    journal.fail(true);
    assertThat(catchThrowable(() -> installer.withdraw(SHELL, words)))
        .isInstanceOf(IOException.class);
    journal.fail(false);

    WithdrawalReport again = installer.withdraw(SHELL, words);

    assertThat(again.problems()).isEmpty();
    assertThat(tree()).isEmpty();
    assertThat(journal.installed(BOB)).isEmpty();
  }

  @Test
  void barredArchivesAreNotInstalledAndTheOlderVersionStays() throws IOException {
    apply(entry("hair", "a.jar", "old"));
    Entry fresh = entry("hair", "a.jar", "fresh");

    InstallReport report = applySaying(rejecting(fresh), fresh);

    assertThat(tree()).isEqualTo(Map.of("hair/a.jar", "old"));
    assertThat(report.withheld())
        .containsExactly(
            new Withheld(
                "hair/a.jar", fresh.root(), rejecting(fresh).barred(new Copy(fresh.root(), BOB))));
    assertThat(report.problems()).isEmpty();
    assertThat(report.kept()).isZero();
  }

  @Test
  void heldArchivesAreInstalledByAnApprovalOfTheirSender() throws IOException {
    installer =
        installer.guardedBy((_, _, _) -> Ruling.of(Treatment.HOLD, Cause.EXECUTABLE_BLOCKED));
    Entry mod = entry("hair", "a.jar", "mod");
    InstallReport held = apply(mod);
    Words ofEve = Words.NONE.with(List.of(new Copy(mod.root(), EVE)), Word.APPROVED);
    applySaying(ofEve, mod);
    assertThat(tree()).isEmpty();

    applySaying(ofEve.with(List.of(new Copy(mod.root(), BOB)), Word.APPROVED), mod);

    assertThat(held.withheld()).hasSize(1);
    assertThat(held.problems()).isEmpty();
    assertThat(tree()).isEqualTo(Map.of("hair/a.jar", "mod"));
  }
}
