package dev.starshell.harness.scenario;

import static dev.starshell.harness.scenario.Scenes.LIBRARY;
import static dev.starshell.harness.scenario.Scenes.SYNC_MAX;
import static dev.starshell.harness.scenario.Scenes.assertRefused;
import static dev.starshell.harness.scenario.Scenes.library;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.TreeCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One home in two shells at once: what is shared in one is not seen in the other, and what happens
/// to a member in one does not reach the other.
class SeveralShellsIT {
  private static final String RAID = "Raid night";
  private static final String PHOTO = "Photo club";

  @TempDir Path temp;

  @Test
  void twoShellsOfOneHomeKnowNothingOfEachOther() throws Exception {
    Path raidMods = library(temp.resolve("raid mods"), 41, 4, 1_000_000, 0);
    Path photoMods = library(temp.resolve("photo mods"), 42, 5, 1_000_000, 0);
    try (HostLab lab = Scenes.lab(temp)) {
      Member ann = lab.start("Ann", settings -> settings);
      Member bob = lab.start("Bob", settings -> settings);
      Member cleo = lab.start("Cleo", settings -> settings);
      ann.create(RAID);
      bob.join(ann.invite());
      ann.create(PHOTO);
      bob.join(ann.invite());
      cleo.join(ann.invite());

      assertThat(names(ann)).containsExactly(RAID, PHOTO);
      assertThat(names(bob)).containsExactly(RAID, PHOTO);
      assertThat(names(cleo)).containsExactly(PHOTO);
      // Both under one name: they are told apart by their shells.
      ann.run("sync share \"" + raidMods + "\" --as mods --shell \"" + RAID + "\"");
      ann.run("sync share \"" + photoMods + "\" --as mods --shell 2");

      awaitTree(bob, RAID, raidMods);
      awaitTree(bob, PHOTO, photoMods);
      awaitTree(cleo, PHOTO, photoMods);
      assertThat(cleo.process().home().resolve("mods").resolve(RAID)).doesNotExist();
      assertThat(ann.process().bridge().require("sync libraries --shell 1").data().toString())
          .contains("raid mods")
          .doesNotContain("photo mods");

      ann.run("sync kick Bob --shell \"" + RAID + "\"");
      bob.await("out of one shell", SYNC_MAX, m -> names(m).equals(List.of(PHOTO)));
      assertThat(bob.status().links()).isPositive();

      bob.process().stop();
      bob.process().restart();
      bob.await("linked in the other", SYNC_MAX, m -> m.status().links() == 2);
      assertThat(names(bob)).containsExactly(PHOTO);

      ann.run("sync use \"" + RAID + "\"");
      // Nobody else is in there any more.
      ann.run("sync leave");
      assertThat(names(ann)).containsExactly(PHOTO);
      assertThat(ann.run("sync status").data().path("shell").asText()).isEqualTo(PHOTO);
      assertThat(ann.status().links()).isEqualTo(2);

      assertRefused(ann.process().bridge().call("sync leave", ""), "SHELL_WOULD_CLOSE");
      ann.run("sync leave --confirm");
      bob.await("told that it is closed", SYNC_MAX, m -> names(m).isEmpty());
    }
  }

  @Test
  void aShellThatIsNotThereIsNamedInTheRefusal() throws Exception {
    try (HostLab lab = Scenes.lab(temp)) {
      Member ann = lab.start("Ann", settings -> settings);
      ann.create(RAID);
      ann.create(RAID);

      var bridge = ann.process().bridge();
      assertRefused(bridge.call("sync status --shell Nowhere", ""), "SHELL_UNKNOWN");
      assertRefused(bridge.call("sync use \"" + RAID + "\"", ""), "SHELL_AMBIGUOUS");
      assertRefused(bridge.call("sync status --shell", ""), "USAGE");
      assertThat(bridge.call("sync use 1", "").ok()).isTrue();
      for (int shell = 3; shell <= 8; shell++) {
        ann.create("Number " + shell);
      }
      assertRefused(bridge.call("sync create Another", ""), "SHELLS_FULL");
      assertThat(names(ann)).hasSize(8);
    }
  }

  @Test
  void aShellThatComesAfterAnotherGetsNothingOfItAndComingBackGoesOn() throws Exception {
    Path raidMods = library(temp.resolve("raid mods"), 43, 2, 300_000, 0);
    Path photoMods = library(temp.resolve("photo mods"), 44, 3, 300_000, 0);
    try (HostLab lab = Scenes.lab(temp)) {
      Member ann = lab.start("Ann", settings -> settings);
      Member bob = lab.start("Bob", settings -> settings);
      assertRefused(
          ann.process().bridge().call("sync share \"" + photoMods + "\"", ""), "NO_SHELL");
      bob.create(PHOTO);
      ann.join(bob.invite());
      ann.share(photoMods, LIBRARY);
      awaitTree(bob, PHOTO, photoMods);
      ann.run("sync leave");

      ann.create(RAID);
      assertThat(ann.run("sync libraries").data().path("libraries")).isEmpty();
      ann.share(raidMods, LIBRARY);
      ann.run("sync leave");

      library(photoMods.resolve("more"), 45, 1, 100_000, 0);
      ann.join(bob.invite());
      // What was shared there before is shared there again, and nothing else.
      awaitTree(bob, PHOTO, photoMods);
      library(photoMods.resolve("still more"), 46, 1, 100_000, 0);
      awaitTree(bob, PHOTO, photoMods);
      assertThat(bob.problems()).isEmpty();
    }
  }

  private static void awaitTree(Member member, String shell, Path library)
      throws IOException, InterruptedException {
    Path mine = member.process().home().resolve("mods").resolve(shell).resolve("Ann/" + LIBRARY);
    member.await(
        "the files of " + shell,
        SYNC_MAX,
        m -> Files.isDirectory(mine) && TreeCheck.sizes(mine).equals(TreeCheck.sizes(library)));
    assertThat(TreeCheck.compare(library, mine).differences()).isEmpty();
  }

  private static List<String> names(Member member) throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonNode shell : member.run("sync shells").data().path("shells")) {
      names.add(shell.path("name").asText());
    }
    return names;
  }
}
