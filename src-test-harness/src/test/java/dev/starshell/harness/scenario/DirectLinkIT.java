package dev.starshell.harness.scenario;

import static dev.starshell.harness.scenario.Scenes.LIBRARY;
import static dev.starshell.harness.scenario.Scenes.SYNC_MAX;
import static dev.starshell.harness.scenario.Scenes.assertSame;
import static dev.starshell.harness.scenario.Scenes.awaitCopy;
import static dev.starshell.harness.scenario.Scenes.library;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.MemberSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two hosts of one machine: content goes over TCP if both want it, and over WebRTC if one does
/// not.
class DirectLinkIT {
  @TempDir Path temp;

  @Test
  void whoCanReachEachOtherSyncOverTcpInBothDirections() throws Exception {
    Path annsMods = library(temp.resolve("mods of Ann"), 81, 6, 6_000_000, 0);
    Path bobsMods = library(temp.resolve("mods of Bob"), 82, 6, 6_000_000, 0);
    try (HostLab lab = Scenes.lab(temp)) {
      Member ann = lab.start("Ann", MemberSettings::withDirectTcp);
      Member bob = lab.start("Bob", MemberSettings::withDirectTcp);
      Scenes.gather(ann, bob);
      ann.share(annsMods, LIBRARY);
      bob.share(bobsMods, LIBRARY);

      awaitCopy(bob, ann, annsMods);
      awaitCopy(ann, bob, bobsMods);

      assertSame(bob, ann, annsMods);
      assertSame(ann, bob, bobsMods);
      for (Member member : List.of(ann, bob)) {
        JsonNode connections = connections(member);
        assertThat(connections.path("tcp").asInt()).isEqualTo(1);
        assertThat(connections.path("direct").asInt()).as("WebRTC's are closed").isZero();
        assertThat(member.run("sync status").lines()).contains("1 link over TCP directly");
      }
    }
  }

  @Test
  void whoDoesNotWantItHasWebRtcAsBefore() throws Exception {
    Path annsMods = library(temp.resolve("mods of Ann"), 83, 3, 2_000_000, 0);
    try (HostLab lab = Scenes.lab(temp)) {
      Member ann = lab.start("Ann", MemberSettings::withDirectTcp);
      Member bob = lab.start("Bob", settings -> settings);
      Scenes.gather(ann, bob);
      ann.share(annsMods, LIBRARY);

      awaitCopy(bob, ann, annsMods);

      assertThat(connections(ann).path("tcp").asInt()).isZero();
      assertThat(connections(bob).path("direct").asInt()).isPositive();
    }
  }

  @Test
  void aHostThatIsKilledIsFoundAgainOverTcp() throws Exception {
    Path annsMods = library(temp.resolve("mods of Ann"), 84, 4, 4_000_000, 0);
    try (HostLab lab = Scenes.lab(temp)) {
      Member ann = lab.start("Ann", MemberSettings::withDirectTcp);
      Member bob = lab.start("Bob", MemberSettings::withDirectTcp);
      Scenes.gather(ann, bob);
      bob.await("a link over TCP", SYNC_MAX, it -> connections(it).path("tcp").asInt() == 1);

      bob.process().kill();
      bob.process().restart();
      ann.share(annsMods, LIBRARY);

      awaitCopy(bob, ann, annsMods);
      bob.await("a link over TCP again", SYNC_MAX, it -> connections(it).path("tcp").asInt() == 1);
      ann.await("one alone", SYNC_MAX, it -> connections(it).path("tcp").asInt() == 1);
    }
  }

  private static JsonNode connections(Member member) throws IOException {
    return member.run("sync status").data().path("connections");
  }
}
