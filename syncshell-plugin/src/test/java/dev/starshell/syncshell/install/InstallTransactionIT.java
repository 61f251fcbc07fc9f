package dev.starshell.syncshell.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.install.InstallReport.Code;
import dev.starshell.syncshell.install.InstallReport.Problem;
import dev.starshell.syncshell.install.InstallTree.Renames;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.quarantine.Words;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The old set or the new set, never a mix: whatever ends the process, and when.
final class InstallTransactionIT extends InstallScene {
  /// Thrown where the process would end: nothing catches it.
  private static final class Death extends Error {
    private static final long serialVersionUID = 1;
  }

  /// A disk on which the process dies when it gives the n-th name.
  private static final class DyingDisk implements Renames {
    private int left;

    DyingDisk(int left) {
      this.left = left;
    }

    private void step() {
      if (left-- == 0) {
        throw new Death();
      }
    }

    @Override
    public void move(Path source, Path target) throws IOException {
      step();
      OF_DISK.move(source, target);
    }

    @Override
    public void link(Path name, Path file) throws IOException {
      step();
      OF_DISK.link(name, file);
    }
  }

  private List<Entry> set(String version, int count) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (i % 4 < 2) {
        entries.add(entry("hair", i + ".zip", version + i));
      } else if (i % 4 == 2) {
        entries.add(entry("hair", "only " + version + "/" + i + ".zip", version + i));
      } else {
        entries.add(entry("hair", i + ".zip", "same in both " + i));
      }
    }
    if (version.equals("a")) {
      entries.add(entry("hair", "pack", "a file in one set"));
    } else {
      entries.add(entry("hair", "pack/a.zip", "a folder in the other"));
    }
    return entries;
  }

  private Map<String, String> contents(List<Entry> entries) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (Entry entry : entries) {
      contents.put(entry.place(), Files.readString(object(entry)));
    }
    return contents;
  }

  private InstallReport bring(Installer by, List<Entry> entries) throws IOException {
    return by.apply(job(true, Words.NONE, entries.toArray(Entry[]::new)), InstallSettings.DELETE);
  }

  @Test
  void aDeathBetweenAnyTwoNamesLeavesTheOldSetOrTheNewOne() throws IOException {
    List<Entry> a = set("a", 24);
    List<Entry> b = set("b", 24);
    bring(installer, a);
    boolean isOver = false;
    int old = 0;
    int deaths = 0;

    for (int step = 0; !isOver; step++) {
      try {
        bring(installer.renaming(new DyingDisk(step)), b);
        isOver = true;
      } catch (Death death) {
        deaths++;
        installer.settle();
        Map<String, String> now = tree();
        assertThat(now).as("after step " + step).isIn(contents(a), contents(b));
        old += now.equals(contents(a)) ? 1 : 0;
        assertThat(rooms()).isEmpty();
        assertThat(journal.installs().open).isEmpty();
        assertThat(bring(installer, b).problems()).isEmpty();
        assertThat(tree()).isEqualTo(contents(b));
        bring(installer, a);
      }
    }

    assertThat(tree()).isEqualTo(contents(b));
    assertThat(deaths).isGreaterThan(40);
    assertThat(old).isBetween(1, deaths - 1);
    System.out.printf("install: died at %d steps, %d times the old set%n", deaths, old);
  }

  @Test
  void aDeathWhileADeathIsSettledIsSettledToo() throws IOException {
    List<Entry> a = set("a", 24);
    List<Entry> b = set("b", 24);
    bring(installer, a);

    for (int step = 20; step < 90; step += 7) {
      try {
        bring(installer.renaming(new DyingDisk(step)), b);
      } catch (Death death) {
        for (int again = 0; again < 9; again += 2) {
          try {
            installer.renaming(new DyingDisk(again)).settle();
          } catch (Death second) {
            assertThat(second).isNotSameAs(death);
          }
        }
        installer.settle();
      }
      assertThat(tree()).as("after step " + step).isIn(contents(a), contents(b));
      bring(installer, a);
    }
  }

  @Test
  void fiveHundredFilesAreSettledWithinASecond() throws IOException {
    List<Entry> b = set("b", 500);
    bring(installer, set("a", 500));
    int steps = 0;
    try {
      bring(installer.renaming(new DyingDisk(700)), b);
    } catch (Death death) {
      steps++;
    }
    assertThat(journal.installs().open).hasSize(1);

    long from = System.nanoTime();
    Settled settled = installer.settle();
    Duration took = Duration.ofNanos(System.nanoTime() - from);

    assertThat(steps).isEqualTo(1);
    assertThat(settled).isEqualTo(new Settled(1, 0, 0));
    assertThat(tree()).isEqualTo(contents(b));
    assertThat(took).isLessThan(Duration.ofSeconds(1));
    System.out.printf("install: 500 files settled after a death in %d ms%n", took.toMillis());
  }

  @Test
  void aFileThatIsHeldOpenLeavesTheOldSetAndIsInstalledAtTheNextStart() throws IOException {
    List<Entry> a = set("a", 24);
    List<Entry> b = set("b", 24);
    bring(installer, a);
    Path held = member.resolve("hair/13.zip");
    Renames game =
        (source, target) -> {
          if (target.equals(held)) {
            throw new FileSystemException(target.toString());
          }
          Renames.OF_DISK.move(source, target);
        };

    InstallReport report = bring(installer.renaming(game), b);

    assertThat(report.problems()).extracting(Problem::code).containsExactly(Code.PENDING_RESTART);
    assertThat(report.problems().getFirst().sentence()).contains("13.zip").contains("as before");
    assertThat(tree()).isEqualTo(contents(a));
    assertThat(journal.installs().open).hasSize(1);
    assertThat(installer.renaming(game).settle()).isEqualTo(new Settled(0, 0, 1));
    assertThat(tree()).isEqualTo(contents(a));
    assertThat(installer.settle()).isEqualTo(new Settled(1, 0, 0));
    assertThat(tree()).isEqualTo(contents(b));
    assertThat(rooms()).isEmpty();
  }

  @Test
  void whatWaitsForAGameGivesWayToANewerSet() throws IOException {
    bring(installer, List.of(entry("hair", "a.zip", "one")));
    Path held = member.resolve("hair/a.zip");
    boolean[] isOpen = {true};
    Installer own =
        installer.renaming((source, target) -> {
          if (isOpen[0] && target.equals(held)) {
            throw new FileSystemException(target.toString());
          }
          Renames.OF_DISK.move(source, target);
        });
    bring(own, List.of(entry("hair", "a.zip", "two")));
    isOpen[0] = false;

    InstallReport report = bring(own, List.of(entry("hair", "a.zip", "three")));

    assertThat(report.problems()).isEmpty();
    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "three"));
    assertThat(journal.installs().open).isEmpty();
  }

  @Test
  void aFileThatTheDiskRefusesHoldsUpNoOther() throws IOException {
    bring(installer, List.of(entry("hair", "a.zip", "one"), entry("hair", "b.zip", "two")));
    Renames bad =
        (source, target) -> {
          if (target.endsWith("a.zip")) {
            throw new IOException("bad sector");
          }
          Renames.OF_DISK.move(source, target);
        };

    InstallReport report =
        bring(
            installer.renaming(bad),
            List.of(entry("hair", "a.zip", "new one"), entry("hair", "b.zip", "new two")));

    assertThat(report.problems()).extracting(Problem::code).containsExactly(Code.INSTALL_FAILED);
    assertThat(report.replaced()).isEqualTo(1);
    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "one", "hair/b.zip", "new two"));
    assertThat(journal.installed(BOB, List.of("hair/a.zip")).getFirst().root())
        .isEqualTo(entry("hair", "a.zip", "one").root());
  }

  @Test
  void aFileThatThePlayerPutsThereAtTheLastMomentStays() throws IOException {
    begin();
    Entry entry = entry("hair", "a.zip", "theirs");
    Path place = member.resolve("hair/a.zip");
    Renames slow =
        new Renames() {
          @Override
          public void move(Path source, Path target) throws IOException {
            OF_DISK.move(source, target);
          }

          @Override
          public void link(Path name, Path file) throws IOException {
            if (name.equals(place) && Files.notExists(place)) {
              Files.writeString(place, "mine");
            }
            OF_DISK.link(name, file);
          }
        };

    InstallReport report = bring(installer.renaming(slow), List.of(entry));

    assertThat(report.problems()).extracting(Problem::code).containsExactly(Code.CONFLICT);
    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "mine", "hair/a (from Bob).zip", "theirs"));
  }

  @Test
  void aPlanThatNobodyCanReadIsDroppedAndItsFolderGoes() throws IOException {
    bring(installer, List.of(entry("hair", "a.zip", "one")));
    Path room = folder.resolve("Raid night/.starshell-install/12ab");
    Files.createDirectories(room);
    Files.writeString(room.resolve(".new-0"), "half");
    journal
        .installs()
        .open
        .put("12ab", dev.starshell.syncshell.protocol.Bytes.copyOf(new byte[] {1, 2}));

    assertThat(installer.settle()).isEqualTo(new Settled(0, 1, 0));

    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "one"));
    installer.settle();
    assertThat(rooms()).isEmpty();
  }
}
