package dev.starshell.harness.scenario;

import static dev.starshell.harness.scenario.Scenes.LIBRARY;
import static dev.starshell.harness.scenario.Scenes.SYNC_MAX;
import static dev.starshell.harness.scenario.Scenes.assertRefused;
import static dev.starshell.harness.scenario.Scenes.assertSame;
import static dev.starshell.harness.scenario.Scenes.awaitCopy;
import static dev.starshell.harness.scenario.Scenes.library;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.BridgeReply;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.HostProcess;
import dev.starshell.harness.lab.Installation;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.MemberSettings;
import dev.starshell.harness.lab.TreeCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Wrong things that people and disks do. After each of them both hosts still answer.
class BadInputIT {
  @TempDir static Path temp;

  private static HostLab lab;
  private static Member owner;
  private static Member guest;

  @BeforeAll
  static void startHosts() throws Exception {
    lab = Scenes.lab(temp);
    owner = lab.start("Owner", settings -> settings);
    guest = lab.start("Guest", settings -> settings);
    owner.create("Strict");
  }

  @AfterEach
  void bothHostsLiveOn() throws IOException {
    assertThat(owner.run("sync help").ok()).isTrue();
    assertThat(guest.run("sync help").ok()).isTrue();
  }

  @AfterAll
  static void stopHosts() {
    lab.close();
  }

  @Test
  void anInviteWithATypoIsCorruptAndNotForged() throws IOException {
    String code = owner.invite();
    int middle = code.length() / 2;
    char wrong = code.charAt(middle) == 'q' ? 'r' : 'q';

    assertRefused(
        join(code.substring(0, middle) + wrong + code.substring(middle + 1)), "INVITE_CORRUPT");
  }

  @Test
  void aTruncatedInviteIsCorrupt() throws IOException {
    String code = owner.invite();

    assertRefused(join(code.substring(0, code.length() - 7)), "INVITE_CORRUPT");
  }

  @Test
  void aTextThatIsNoInviteIsSaidToBeNone() throws IOException {
    BridgeReply reply = join("https://example.org/not-an-invite");

    assertThat(reply.ok()).isFalse();
    assertThat(reply.code()).isIn("INVITE_FOREIGN", "INVITE_CORRUPT");
    assertThat(reply.sentence()).hasSizeGreaterThan(20);
  }

  @Test
  void anEmptyInviteIsRefused() throws IOException {
    BridgeReply reply = join("");

    assertThat(reply.ok()).isFalse();
    assertThat(reply.code()).isNotEmpty();
  }

  @Test
  void aFolderThatIsNotThereIsNamed() throws IOException {
    Path folder = temp.resolve("nowhere");

    BridgeReply reply = owner.process().bridge().call("sync share '" + folder + "'", "");

    assertRefused(reply, "FOLDER_MISSING");
    assertThat(reply.sentence()).contains(folder.toString());
  }

  @Test
  void aFolderInsideOfAnotherLibraryIsRefused() throws IOException {
    Path outer = Files.createDirectories(temp.resolve("outer/inner")).resolve("..").normalize();
    owner.share(outer, "outer");

    BridgeReply reply =
        owner.process().bridge().call("sync share '" + outer.resolve("inner") + "'", "");
    owner.run("sync unshare outer");

    assertRefused(reply, "FOLDER_NESTED");
  }

  @Test
  void aSecondHostOnOneHomeEndsAndTheFirstGoesOn() throws Exception {
    HostProcess second =
        HostProcess.start(
            Installation.current(),
            owner.process().home(),
            temp.resolve("second.log"),
            MemberSettings.of("Second", HostLab.freePort()));
    int exit;
    try (second) {
      exit = second.awaitEnd();
    }

    assertThat(exit).isEqualTo(5);
    assertThat(Files.readString(temp.resolve("second.log"))).contains("HOME_LOCKED");
  }

  @Test
  void allMistakesOfAConfigAreToldAtOnceWithLineAndColumn() throws Exception {
    Path home = temp.resolve("Mistaken");
    Path log = temp.resolve("mistaken.log");
    MemberSettings settings = MemberSettings.of("Mistaken", 70_000).withUpload("fast");
    HostProcess host = HostProcess.start(Installation.current(), home, log, settings);
    try (host) {
      host.awaitEnd();
    }

    assertThat(Files.readString(log))
        .containsPattern("host\\.yaml:3:\\d+ CONFIG_OUT_OF_RANGE")
        .containsPattern("host\\.yaml:\\d+:\\d+ CONFIG_[A-Z_]+ .*upload");
  }

  @Test
  void anInviteWorksOnceAndNeverAgain() throws Exception {
    String code = owner.invite();
    Member late = lab.start("Late", settings -> settings);
    Member later = lab.start("Later", settings -> settings);

    late.join(code);
    BridgeReply again = later.process().bridge().call("sync join", code);

    late.process().stop();
    later.process().stop();
    assertRefused(again, "INVITE_SPENT");
  }

  /// Joining goes on being tried while the invite holds, so that the code is in the status as well.
  @Test
  void aRelayThatDoesNotAnswerIsSaidToBeUnreachable() throws Exception {
    Member gone = lab.start("Gone", settings -> settings);
    Member seeker = lab.start("Seeker", settings -> settings);
    gone.create("Away");
    String code = gone.invite();
    gone.process().stop();

    assertRefused(seeker.process().bridge().call("sync join", code), "RELAY_UNREACHABLE");
    seeker.await(
        "RELAY_UNREACHABLE in the status",
        SYNC_MAX,
        m -> m.run("sync status").data().path("relay").asText().equals("RELAY_UNREACHABLE"));
    BridgeReply status = seeker.run("sync status");
    BridgeReply left = seeker.run("sync leave");

    seeker.process().stop();
    assertThat(status.lines()).anySatisfy(l -> assertThat(l).contains("cannot be reached"));
    assertThat(status.data().path("members").asInt()).isLessThanOrEqualTo(1);
    assertThat(left.ok()).isTrue();
  }

  @Test
  void aFullDiskLeavesNothingHalfVisibleAndResumesWhenThereIsRoom() throws Exception {
    Path mods = library(temp.resolve("mods of Full"), 41, 5, 2_000_000, 0);
    Member giver = lab.start("Giver", settings -> settings);
    Member full = lab.start("Full", settings -> settings.withReserve("1 GiB"));
    full.process().stop();
    Path config = full.process().home().resolve("host.yaml");
    String roomy = Files.readString(config);
    Files.writeString(config, roomy.replace("1 GiB", "900 TiB"));
    full.process().restart();
    Scenes.gather(giver, full);

    giver.share(mods, LIBRARY);
    full.await("DISK_FULL", SYNC_MAX, m -> m.process().logTail(200).contains("DISK_FULL"));
    var whileFull = TreeCheck.sizes(full.installed("Giver", LIBRARY));
    full.process().stop();
    Files.writeString(config, roomy);
    full.process().restart();
    awaitCopy(full, giver, mods);

    assertThat(whileFull).isEmpty();
    assertSame(full, giver, mods);
    giver.process().stop();
    full.process().stop();
  }

  private static BridgeReply join(String code) throws IOException {
    return guest.process().bridge().call("sync join", code);
  }
}
