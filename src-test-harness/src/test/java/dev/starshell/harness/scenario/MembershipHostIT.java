package dev.starshell.harness.scenario;

import static dev.starshell.harness.scenario.Scenes.LIBRARY;
import static dev.starshell.harness.scenario.Scenes.SYNC_MAX;
import static dev.starshell.harness.scenario.Scenes.assertRefused;
import static dev.starshell.harness.scenario.Scenes.awaitCopy;
import static dev.starshell.harness.scenario.Scenes.library;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shell outlives its first host, and keeps order without it: real hosts with real relays.
class MembershipHostIT {
  @TempDir Path temp;

  @Test
  void theStarGoesOnAtAnotherHostAndTheFirstOneMayStop() throws Exception {
    Path mods = library(temp.resolve("mods of Bob"), 51, 4, 1_000_000, 0);
    try (HostLab lab = Scenes.lab(temp)) {
      Member ann = lab.start("Ann", settings -> settings);
      Member bob = lab.start("Bob", settings -> settings);
      Member cleo = lab.start("Cleo", settings -> settings);
      Member dave = lab.start("Dave", settings -> settings);
      Scenes.gather(ann, bob, cleo);
      assertRefused(bob.process().bridge().call("sync host accept", ""), "NOTHING_ASKED");
      ann.run("sync role Bob admin");
      ann.run("sync host transfer Bob");
      bob.await(
          "asked to host", SYNC_MAX, m -> m.process().bridge().call("sync host accept", "").ok());
      for (Member member : new Member[] {ann, bob, cleo}) {
        member.await("host moved", SYNC_MAX, m -> host(m).equals("Bob") && m.status().links() == 2);
      }

      ann.process().stop();
      bob.share(mods, LIBRARY);
      dave.join(bob.invite());
      awaitCopy(dave, bob, mods);
      awaitCopy(cleo, bob, mods);

      bob.run("sync kick Cleo was rude");
      cleo.await("told that it is out", SYNC_MAX, m -> m.role().equals("none"));
      dave.await("one member fewer", SYNC_MAX, m -> names(m).equals(Set.of("Ann", "Bob", "Dave")));
      assertThat(dave.status().links()).isEqualTo(1);

      ann.process().restart();
      ann.await("back at the new host", SYNC_MAX, m -> m.status().links() == 2);
      assertThat(names(ann)).containsExactlyInAnyOrder("Ann", "Bob", "Dave");
      assertThat(ann.role()).isEqualTo("owner");
    }
  }

  private static JsonNode members(Member member) throws IOException {
    return member.run("sync members").data().path("members");
  }

  private static Set<String> names(Member member) throws IOException {
    Set<String> names = new TreeSet<>();
    members(member).forEach(one -> names.add(one.path("name").asText()));
    return names;
  }

  private static String host(Member member) throws IOException {
    for (JsonNode one : members(member)) {
      if (one.path("host").asBoolean()) {
        return one.path("name").asText();
      }
    }
    return "";
  }
}
