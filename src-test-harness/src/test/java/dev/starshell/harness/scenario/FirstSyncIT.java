package dev.starshell.harness.scenario;

import static dev.starshell.harness.scenario.Scenes.LIBRARY;
import static dev.starshell.harness.scenario.Scenes.SYNC_MAX;
import static dev.starshell.harness.scenario.Scenes.assertSame;
import static dev.starshell.harness.scenario.Scenes.awaitCopy;
import static dev.starshell.harness.scenario.Scenes.library;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.archive.ArchiveEditor;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Lane;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.MemberStatus.Traffic;
import dev.starshell.harness.lab.TreeCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Two hosts, one shell, libraries in both directions. The tests are one story, in order, because
/// starting hosts is what takes the time.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FirstSyncIT {
  @TempDir static Path temp;

  private static HostLab lab;
  private static Member ann;
  private static Member bob;
  private static Path annsMods;
  private static Path bobsMods;

  @BeforeAll
  static void startHosts() throws Exception {
    annsMods = library(temp.resolve("mods of Ann"), 1, 12, 9_000_000, 4);
    Files.createFile(annsMods.resolve("empty.zip"));
    Files.writeString(Files.createDirectories(annsMods.resolve("Füße")).resolve("tiny.pmp"), "x");
    bobsMods = library(temp.resolve("mods of Bob"), 2, 6, 4_000_000, 0);
    lab = Scenes.lab(temp);
    var started = lab.startAll("Ann", "Bob");
    ann = started.get(0);
    bob = started.get(1);
    Scenes.gather(ann, bob);
  }

  @AfterAll
  static void stopHosts() {
    lab.close();
  }

  @Test
  @Order(1)
  void bothSeeEachOtherOnline() throws Exception {
    for (Member member : lab.members()) {
      member.await("two members online", SYNC_MAX, FirstSyncIT::seesTwoOnline);
    }
  }

  private static boolean seesTwoOnline(Member member) throws IOException {
    int online = 0;
    for (var node : member.run("sync members").data().path("members")) {
      online += node.path("online").asBoolean() || node.path("self").asBoolean() ? 1 : 0;
    }
    return online == 2;
  }

  @Test
  @Order(2)
  void librariesArriveInBothDirectionsByteForByte() throws Exception {
    ann.share(annsMods, LIBRARY);
    bob.share(bobsMods, LIBRARY);

    awaitCopy(bob, ann, annsMods);
    awaitCopy(ann, bob, bobsMods);

    assertSame(bob, ann, annsMods);
    assertSame(ann, bob, bobsMods);
  }

  @Test
  @Order(3)
  void eachContentTravelsOnceAndFramingIsSmall() throws Exception {
    Traffic traffic = ann.status().traffic().plus(bob.status().traffic());
    long unique = TreeCheck.uniqueBytes(annsMods) + TreeCheck.uniqueBytes(bobsMods);

    assertThat(traffic.contentReceived()).isEqualTo(unique);
    assertThat(traffic.duplicates()).isZero();
    assertThat(traffic.wireSent()).isBetween(unique, (long) (unique * 1.03));
  }

  @Test
  @Order(4)
  void everyChannelIsClosedByAHighFiveAndTheAuditTellsIt() throws Exception {
    for (Member member : lab.members()) {
      member.await(
          "all lanes closed",
          Duration.ofSeconds(10),
          m -> m.lanes().stream().allMatch(Lane::isClosed));

      assertThat(member.status().traffic().receipts()).isPositive();
      assertThat(member.status().traffic().highFives()).isPositive();
      assertThat(member.run("sync audit 500").data().path("entries").size()).isPositive();
    }
  }

  @Test
  @Order(5)
  void aSmallChangeTravelsAlone() throws Exception {
    String largest =
        TreeCheck.sizes(annsMods).entrySet().stream()
            .filter(file -> !file.getKey().startsWith("backup/"))
            .max(java.util.Map.Entry.comparingByValue())
            .orElseThrow()
            .getKey();
    Traffic before = bob.status().traffic();

    ArchiveEditor.insertNearFront(annsMods.resolve(largest), 1_000, 1);
    awaitCopy(bob, ann, annsMods);

    assertSame(bob, ann, annsMods);
    assertThat(bob.status().traffic().minus(before).contentReceived())
        .isPositive()
        .isLessThan(6 * 131_072);
  }

  @Test
  @Order(6)
  void aRemovedArchiveIsKeptByDefault() throws Exception {
    Path copy = bob.installed("Ann", LIBRARY).resolve("empty.zip");
    Files.delete(annsMods.resolve("empty.zip"));
    Files.writeString(annsMods.resolve("later.zip"), "later");

    bob.await("the newer file", SYNC_MAX, m -> Files.exists(copy.resolveSibling("later.zip")));

    assertThat(copy).exists();
  }

  @Test
  @Order(7)
  void theLauncherReachesARunningHost() throws Exception {
    Path out = temp.resolve("cmd.txt");
    Process process =
        new ProcessBuilder(
                dev.starshell.harness.lab.Installation.current().java().toString(),
                "-cp",
                dev.starshell.harness.lab.Installation.current().hostJar().toString(),
                "dev.starshell.host.bridge.CommandClient",
                "--home",
                ann.process().home().toString(),
                "--json",
                "sync status")
            .redirectOutput(out.toFile())
            .start();

    assertThat(process.waitFor()).isZero();
    assertThat(Files.readString(out)).startsWith("{\"ok\":true");
  }

  @Test
  @Order(8)
  void aHostEndsWithinThreeSeconds() throws Exception {
    assertThat(bob.process().stop()).isLessThan(Duration.ofSeconds(3));
  }
}
