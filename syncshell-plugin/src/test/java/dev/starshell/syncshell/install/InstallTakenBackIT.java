package dev.starshell.syncshell.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.starshell.syncshell.install.InstallReport.Code;
import dev.starshell.syncshell.install.InstallReport.Problem;
import dev.starshell.syncshell.install.InstallTree.Renames;
import dev.starshell.syncshell.install.RollbackReport.End;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.quarantine.Copy;
import dev.starshell.syncshell.quarantine.Words;
import dev.starshell.syncshell.quarantine.Words.Word;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What could not be done is taken back, all of it, and never done later with an old plan.
final class InstallTakenBackIT extends InstallScene {
  /// A disk on which files can be opened by a game: they can neither be replaced nor moved.
  private static final class Game implements Renames {
    Set<Path> open = Set.of();

    /// Opened as well, when the game is met.
    Set<Path> then = Set.of();

    @Override
    public void move(Path source, Path target) throws IOException {
      if (open.contains(source) || open.contains(target)) {
        open = then.isEmpty() ? open : then;
        throw new FileSystemException(target.toString());
      }
      OF_DISK.move(source, target);
    }
  }

  private final Game game = new Game();

  private Path place(String path) {
    return member.resolve("hair").resolve(path);
  }

  private InstallReport bring(Installer by, Words words, Entry... entries) throws IOException {
    return by.apply(job(true, words, entries), InstallSettings.DELETE);
  }

  private InstallReport bring(Installer by, Entry... entries) throws IOException {
    return bring(by, Words.NONE, entries);
  }

  private static Words rejecting(Entry entry) {
    return Words.NONE.with(List.of(new Copy(entry.root(), BOB)), Word.REJECTED);
  }

  private void isSettled() throws IOException {
    assertThat(journal.installs().open).isEmpty();
    assertThat(rooms()).isEmpty();
  }

  @Test
  void whatWaitedForAGameAndIsRejectedMeanwhileIsNeverInstalled() throws IOException {
    Installer own = installer.renaming(game);
    Entry old = entry("hair", "q.zip", "old");
    Entry fresh = entry("hair", "q.zip", "fresh");
    Entry bad = entry("hair", "x.jar", "bad");
    bring(own, old);
    game.open = Set.of(place("q.zip"));
    assertThat(bring(own, bad, fresh).problems())
        .extracting(Problem::code)
        .containsExactly(Code.PENDING_RESTART);
    game.open = Set.of();

    WithdrawalReport withdrawn = own.withdraw(SHELL, rejecting(bad));
    assertThat(tree()).isEqualTo(Map.of("hair/q.zip", "old"));
    InstallReport report = bring(own, rejecting(bad), bad, fresh);

    assertThat(withdrawn).isEqualTo(new WithdrawalReport(0, List.of()));
    assertThat(report.withheld()).hasSize(1);
    assertThat(tree()).isEqualTo(Map.of("hair/q.zip", "fresh"));
    assertThat(journal.installed(BOB)).hasSize(1);
    isSettled();
  }

  @Test
  void theNextLookDoesNotGoForwardWithAnOldPlan() throws IOException {
    Installer own = installer.renaming(game);
    Entry bad = entry("hair", "x.jar", "bad");
    bring(own, entry("hair", "q.zip", "old"));
    game.open = Set.of(place("q.zip"));
    bring(own, bad, entry("hair", "q.zip", "fresh"));
    game.open = Set.of();

    bring(own, rejecting(bad), bad, entry("hair", "q.zip", "fresh"));

    assertThat(tree()).isEqualTo(Map.of("hair/q.zip", "fresh"));
    assertThat(journal.installs().versions)
        .flatExtracting(version -> version.changes())
        .noneMatch(change -> change.after().equals(java.util.Optional.of(bad.root())));
  }

  @Test
  void aRollbackThatMetAHeldFileIsNotDoneThoughItIsHeldForAMomentOnly() throws IOException {
    Installer own = installer.renaming(game);
    bring(own, entry("hair", "a.zip", "1"), entry("hair", "b.zip", "1b"));
    bring(own, entry("hair", "a.zip", "2"), entry("hair", "b.zip", "2b"));
    game.open = Set.of(place("b.zip"));
    game.then = Set.of(temp);

    RollbackReport report = own.rollback(new RollbackOrder(SHELL, 1, Words.NONE, Map.of()));

    assertThat(report.end()).isEqualTo(End.HELD_OPEN);
    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "2", "hair/b.zip", "2b"));
    assertThat(journal.installs().versions).hasSize(2);
    isSettled();
  }

  @Test
  void planAndBackupsStayUntilWhatWasBegunIsTakenBack() throws IOException {
    Installer own = installer.renaming(game);
    bring(own, entry("hair", "a.zip", "1"), entry("hair", "b.zip", "1b"));
    Map<String, String> before = tree();
    game.open = Set.of(place("b.zip"));
    game.then = Set.of(place("a.zip"), place("b.zip"));
    Entry[] fresh = {entry("hair", "a.zip", "2"), entry("hair", "b.zip", "2b")};

    for (int tries = 0; tries < 2; tries++) {
      assertThat(catchThrowable(() -> bring(own, fresh))).isInstanceOf(IOException.class);
      assertThat(journal.installs().open).hasSize(1);
      assertThat(rooms()).hasSize(1);
    }
    game.then = Set.of();
    game.open = Set.of();
    own.withdraw(SHELL, Words.NONE);

    assertThat(tree()).isEqualTo(before);
    isSettled();
    assertThat(bring(own, fresh).replaced()).isEqualTo(2);
  }

  @Test
  void whatCouldNotBeRecordedIsTakenBack() throws IOException {
    bring(installer, entry("hair", "a.zip", "1"));
    journal.installs().failToFinish(true);
    Entry[] fresh = {entry("hair", "a.zip", "2"), entry("hair", "b.zip", "2b")};
    assertThat(catchThrowable(() -> bring(installer, fresh))).isInstanceOf(IOException.class);

    installer.withdraw(SHELL, Words.NONE);

    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "1"));
    isSettled();
    journal.installs().failToFinish(false);
    assertThat(bring(installer, fresh).problems()).isEmpty();
    assertThat(journal.installs().versions).hasSize(2);
  }

  @Test
  void aRefusedReplacementLeavesTheOldFileWhereThereAreNoHardLinks() throws IOException {
    bring(installer, entry("hair", "a.zip", "1"), entry("hair", "b.zip", "1b"));
    Renames full =
        new Renames() {
          @Override
          public void move(Path source, Path target) throws IOException {
            if (target.equals(place("a.zip")) && source.toString().contains(".new-")) {
              throw new FileSystemException(target.toString(), null, "No space left on device");
            }
            OF_DISK.move(source, target);
          }

          @Override
          public void link(Path name, Path file) throws IOException {
            throw new FileSystemException(name.toString(), null, "Operation not permitted");
          }
        };

    InstallReport report =
        bring(installer.renaming(full), entry("hair", "a.zip", "2"), entry("hair", "b.zip", "2b"));

    assertThat(report.problems()).extracting(Problem::code).containsExactly(Code.INSTALL_FAILED);
    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "1", "hair/b.zip", "2b"));
    assertThat(journal.installed(BOB, List.of("hair/a.zip")).getFirst().root())
        .isEqualTo(entry("hair", "a.zip", "1").root());
    isSettled();
  }

  @Test
  void aFolderThatThePlayerReplacedMeanwhileHoldsUpNothing() throws IOException {
    bring(installer, entry("hair", "a.zip", "1"), entry("wear", "b.zip", "1b"));
    Path held = member.resolve("wear/b.zip");
    Path outside = Files.createDirectories(temp.resolve("outside"));
    Renames game =
        (source, target) -> {
          if (target.equals(held)) {
            Files.move(member.resolve("hair"), temp.resolve("aside"));
            Files.createSymbolicLink(member.resolve("hair"), outside);
            throw new FileSystemException(target.toString());
          }
          Renames.OF_DISK.move(source, target);
        };

    InstallReport report =
        bring(installer.renaming(game), entry("hair", "a.zip", "2"), entry("wear", "b.zip", "2b"));

    assertThat(report.problems()).extracting(Problem::code).containsExactly(Code.PENDING_RESTART);
    assertThat(held).hasContent("1b");
    assertThat(outside).isEmptyDirectory();
  }
}
