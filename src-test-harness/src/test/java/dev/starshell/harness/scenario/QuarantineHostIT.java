package dev.starshell.harness.scenario;

import static dev.starshell.harness.scenario.Scenes.LIBRARY;
import static dev.starshell.harness.scenario.Scenes.SYNC_MAX;
import static dev.starshell.harness.scenario.Scenes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Ann shares a mod with code in it and a pack of textures; Bob's host has the default settings for
/// archives. One story, in order, because starting hosts is what takes the time.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QuarantineHostIT {
  @TempDir static Path temp;

  private static HostLab lab;
  private static Member ann;
  private static Member bob;
  private static Path mods;

  @BeforeAll
  static void startHosts() throws Exception {
    mods = Files.createDirectories(temp.resolve("mods of Ann"));
    writeMod("1.0");
    writeZip("wood.zip", "assets/wood.png", "wood");
    lab = Scenes.lab(temp);
    ann = lab.start("Ann", settings -> settings);
    bob = lab.start("Bob", settings -> settings.withCode("hold"));
    Scenes.gather(ann, bob);
    ann.share(mods, LIBRARY);
  }

  @AfterAll
  static void stopHosts() {
    lab.close();
  }

  private static void writeMod(String version) throws IOException {
    writeZip(
        "lamp.jar",
        "fabric.mod.json",
        "{\"schemaVersion\":1,\"id\":\"lamp\",\"name\":\"Lamp \\u001b[31mred\",\"version\":\""
            + version
            + "\",\"authors\":[\"Ann\"],\"depends\":{\"fabric-api\":\">=1\"}}");
  }

  private static void writeZip(String file, String entry, String content) throws IOException {
    try (OutputStream out = Files.newOutputStream(mods.resolve(file));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(content.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
  }

  private static JsonNode lamp(Member member) throws IOException {
    for (JsonNode archive : member.run("sync mods Ann").data().path("archives")) {
      if (archive.path("place").asText().equals(LIBRARY + "/lamp.jar")) {
        return archive;
      }
    }
    return MissingNode.getInstance();
  }

  private static boolean is(Member member, String state, String version) throws IOException {
    JsonNode lamp = lamp(member);
    return lamp.path("state").asText().equals(state)
        && lamp.path("version").asText().equals(version);
  }

  private static void await(String state, String version) throws Exception {
    bob.await(version + " " + state, SYNC_MAX, m -> is(m, state, version) && m.status().inSync());
  }

  private static String id() throws IOException {
    return lamp(bob).path("id").asText();
  }

  private static Path installed(String file) throws IOException {
    return bob.installed("Ann", LIBRARY).resolve(file);
  }

  @Test
  @Order(1)
  void texturesAreInstalledAndCodeIsReceivedAndHeld() throws Exception {
    await("held", "1.0");

    assertThat(installed("wood.zip")).exists();
    assertThat(installed("lamp.jar")).doesNotExist();
    assertThat(bob.run("sync status").data().path("archivesReceived").asInt()).isEqualTo(2);
    assertThat(bob.run("sync status").data().path("quarantined").asInt()).isEqualTo(1);
    assertThat(bob.run("sync status").lines())
        .contains("1 archive is held; 'sync quarantine list' shows what waits for you");
    ann.await(
        "receipts of both",
        SYNC_MAX,
        m -> m.run("sync status").data().path("receiptsReceived").asInt() == 2);
  }

  @Test
  @Order(2)
  void theListAndTheDetailsSayWhatIsHeldAndWhy() throws Exception {
    JsonNode held = bob.run("sync quarantine list").data().path("archives");
    assertThat(held).hasSize(1);
    assertThat(held.get(0).path("member").asText()).isEqualTo("Ann");
    assertThat(held.get(0).path("code").asText()).isEqualTo("EXECUTABLE_BLOCKED");

    JsonNode shown = bob.run("sync quarantine show " + id()).data();
    assertThat(shown.path("family").asText()).isEqualTo("Fabric mod");
    assertThat(shown.path("name").asText()).isEqualTo("Lamp [31mred");
    assertThat(shown.path("dependencies").get(0).asText()).isEqualTo("fabric-api >=1");
    assertThat(String.join("\n", bob.run("sync quarantine show " + id()).lines()))
        .contains("Lamp [31mred", "author      Ann", "needs       fabric-api >=1", "can run ")
        .doesNotContain("\u001b");
    assertThat(String.join("\n", bob.run("sync quarantine list").lines())).doesNotContain("\u001b");
  }

  @Test
  @Order(3)
  void wrongIdsAndWordsAreRefusedWithTheirCodes() throws Exception {
    var bridge = bob.process().bridge();

    assertRefused(bridge.call("sync quarantine show ffffffffffff", ""), "ARCHIVE_UNKNOWN");
    assertRefused(bridge.call("sync quarantine approve", ""), "USAGE");
    assertRefused(bridge.call("sync quarantine approve all Zoe", ""), "MEMBER_UNKNOWN");
    assertRefused(bridge.call("sync quarantine approve all Bob", ""), "NOTHING_HELD");
    assertRefused(
        bridge.call("sync quarantine reject " + id() + " --from Zoe", ""), "MEMBER_UNKNOWN");
    assertRefused(bridge.call("sync mods Zoe", ""), "MEMBER_UNKNOWN");
  }

  @Test
  @Order(4)
  void whatIsHeldStaysHeldOverARestartAndIsPlacedWhenApproved() throws Exception {
    bob.process().stop();
    bob.process().restart();
    await("held", "1.0");

    bob.run("sync quarantine approve " + id());

    await("installed", "1.0");
    assertThat(installed("lamp.jar")).hasSameBinaryContentAs(mods.resolve("lamp.jar"));
  }

  @Test
  @Order(5)
  void aNewVersionIsHeldAndTheApprovedOneStaysAlsoAfterAKill() throws Exception {
    Path old = Files.copy(mods.resolve("lamp.jar"), temp.resolve("old.jar"));
    writeMod("2.0");
    await("held", "2.0");
    bob.process().kill();
    bob.process().restart();
    await("held", "2.0");

    assertThat(installed("lamp.jar")).hasSameBinaryContentAs(old);
    assertThat(bob.run("sync quarantine show " + id()).data().path("replaces").asText())
        .startsWith("Lamp [31mred 1.0 (");
  }

  @Test
  @Order(6)
  void aRejectionIsRememberedAndLeavesTheApprovedVersionAlone() throws Exception {
    bob.run("sync quarantine reject " + id());
    await("rejected", "2.0");
    bob.process().stop();
    bob.process().restart();
    await("rejected", "2.0");

    assertThat(installed("lamp.jar")).hasSameBinaryContentAs(temp.resolve("old.jar"));
    assertThat(bob.run("sync status").data().path("quarantined").asInt()).isZero();
  }

  @Test
  @Order(7)
  void whatWasRejectedCanBeApprovedLater() throws Exception {
    bob.run("sync quarantine approve " + id());

    await("installed", "2.0");
    assertThat(installed("lamp.jar")).hasSameBinaryContentAs(mods.resolve("lamp.jar"));
    assertThat(bob.run("sync quarantine list").data().path("archives")).isEmpty();
  }
}
