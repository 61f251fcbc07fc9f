package dev.starshell.harness.scenario;

import static dev.starshell.harness.scenario.Scenes.LIBRARY;
import static dev.starshell.harness.scenario.Scenes.assertSame;
import static dev.starshell.harness.scenario.Scenes.awaitCopy;
import static dev.starshell.harness.scenario.Scenes.library;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.TreeCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreeMembersIT {
  @TempDir Path temp;

  @Test
  void threeMembersShareAndAllHaveEverything() throws Exception {
    Path anns = library(temp.resolve("mods of Ann"), 11, 8, 5_000_000, 2);
    Path bobs = library(temp.resolve("mods of Bob"), 12, 8, 5_000_000, 2);
    try (HostLab lab = Scenes.lab(temp)) {
      List<Member> members = lab.startAll("Ann", "Bob", "Cleo");
      Member ann = members.get(0);
      Member bob = members.get(1);
      Member cleo = members.get(2);
      Scenes.gather(ann, bob, cleo);

      ann.share(anns, LIBRARY);
      bob.share(bobs, LIBRARY);
      awaitCopy(bob, ann, anns);
      awaitCopy(cleo, ann, anns);
      awaitCopy(ann, bob, bobs);
      awaitCopy(cleo, bob, bobs);

      assertSame(bob, ann, anns);
      assertSame(cleo, ann, anns);
      assertSame(ann, bob, bobs);
      assertSame(cleo, bob, bobs);
      long each = TreeCheck.uniqueBytes(anns) + TreeCheck.uniqueBytes(bobs);
      assertThat(cleo.status().traffic().contentReceived()).isEqualTo(each);
      for (Member member : lab.members()) {
        assertThat(member.status().traffic().duplicates()).as(member.name()).isZero();
      }
    }
  }

  @Test
  void whatTwoMembersShareReachesTheThirdOnce() throws Exception {
    Path anns = library(temp.resolve("mods of Ann"), 21, 6, 4_000_000, 0);
    Path bobs = library(temp.resolve("mods of Bob"), 21, 6, 4_000_000, 0);
    Files.writeString(bobs.resolve("own.zip"), "only Bob has this");
    try (HostLab lab = Scenes.lab(temp)) {
      List<Member> members = lab.startAll("Ann", "Bob", "Cleo");
      Member ann = members.get(0);
      Member bob = members.get(1);
      Member cleo = members.get(2);
      Scenes.gather(ann, bob, cleo);

      ann.share(anns, LIBRARY);
      bob.share(bobs, LIBRARY);
      awaitCopy(cleo, ann, anns);
      awaitCopy(cleo, bob, bobs);
      awaitCopy(ann, bob, bobs);

      assertSame(cleo, bob, bobs);
      assertThat(cleo.status().traffic().contentReceived()).isEqualTo(TreeCheck.uniqueBytes(bobs));
      assertThat(ann.status().traffic().contentReceived()).isLessThan(1_000);
    }
  }
}
