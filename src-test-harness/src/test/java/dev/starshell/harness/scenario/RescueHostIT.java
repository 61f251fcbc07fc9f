package dev.starshell.harness.scenario;

import static dev.starshell.harness.scenario.Scenes.LIBRARY;
import static dev.starshell.harness.scenario.Scenes.SYNC_MAX;
import static dev.starshell.harness.scenario.Scenes.assertRefused;
import static dev.starshell.harness.scenario.Scenes.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starshell.harness.lab.BridgeReply;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.TreeCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two members whose shell has lost its host in the middle of a transfer find each other by a
/// recovery code: real hosts, real relays, real kill.
class RescueHostIT {
  private static final int LIBRARY_BYTES = 40_000_000;

  @TempDir Path temp;

  @Test
  void aTransferFinishesByARecoveryCodeWhenTheHostWasKilledAndTheLinkCut() throws Exception {
    Path mods = Scenes.library(temp.resolve("mods of Bob"), 71, 6, LIBRARY_BYTES, 0);
    try (HostLab lab = Scenes.lab(temp)) {
      Member ann = lab.start("Ann", settings -> settings);
      Member bob = lab.start("Bob", settings -> settings.withUpload("4 MiB/s"));
      Member cleo = lab.start("Cleo", settings -> settings);
      Scenes.gather(ann, bob, cleo);
      cleo.await("all linked", SYNC_MAX, m -> m.status().links() == 2);
      bob.share(mods, LIBRARY);
      cleo.await(
          "the first part",
          SYNC_MAX,
          m -> m.status().traffic().contentReceived() > LIBRARY_BYTES / 8);

      ann.process().kill();
      cut(bob, cleo);
      bob.run("sync limit upload unlimited");
      long before = cleo.status().traffic().contentReceived();
      assertThat(before).isLessThan(LIBRARY_BYTES);
      assertThat(TreeCheck.sizes(cleo.installed("Bob", LIBRARY)))
          .isNotEqualTo(TreeCheck.sizes(mods));

      String code = bob.run("sync recovery code Cleo --valid 10m").data().path("code").asText();
      assertRefused(use(bob, code), "RECOVERY_CODE_OWN");
      assertRefused(use(cleo, code.substring(0, code.length() - 1)), "RECOVERY_CODE_CORRUPT");
      assertThat(isLinked(cleo, "Bob")).isFalse();
      assertThat(use(cleo, code).ok()).isTrue();
      cleo.await(
          "the rest",
          SYNC_MAX,
          m -> TreeCheck.sizes(m.installed("Bob", LIBRARY)).equals(TreeCheck.sizes(mods)));

      assertSame(cleo, bob, mods);
      assertThat(cleo.status().traffic().duplicates()).isZero();
      assertThat(cleo.status().traffic().contentReceived()).isLessThanOrEqualTo(bytesOf(mods));
      assertRefused(use(cleo, code), "LINK_STANDS");
      assertThat(bob.run("sync recovery codes").data().path("codes").get(0).path("state").asText())
          .isEqualTo("joined");

      String unreachable = bob.run("sync recovery code").data().path("code").asText();
      bob.process().stop();
      cleo.await("Bob lost", SYNC_MAX, m -> !isLinked(m, "Bob"));
      assertRefused(use(cleo, unreachable), "RECOVERY_CODE_UNREACHABLE");
      bob.process().restart();
      assertRefused(use(cleo, unreachable), "RECOVERY_CODE_UNREACHABLE");
    }
  }

  /// Ends the link of two, who have no way to make it anew.
  private static void cut(Member one, Member other) throws Exception {
    other.await(
        "the host gone",
        SYNC_MAX,
        m -> !m.run("sync status").data().path("relay").asText().equals("connected"));
    one.run("sync block " + other.name());
    other.await("the link cut", SYNC_MAX, m -> !isLinked(m, one.name()));
    one.run("sync unblock " + other.name());
  }

  private static boolean isLinked(Member member, String other) throws IOException {
    for (JsonNode one : member.run("sync members").data().path("members")) {
      if (one.path("name").asText().equals(other)) {
        return List.of("connected", "silent").contains(one.path("link").asText());
      }
    }
    throw new IOException(other + " is no member");
  }

  private static BridgeReply use(Member member, String code) throws Exception {
    return member.process().bridge().call("sync recovery use", code);
  }

  private static long bytesOf(Path mods) throws Exception {
    return TreeCheck.sizes(mods).values().stream().mapToLong(Long::longValue).sum();
  }
}
