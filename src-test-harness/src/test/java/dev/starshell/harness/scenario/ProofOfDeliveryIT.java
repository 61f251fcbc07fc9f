package dev.starshell.harness.scenario;

import static dev.starshell.harness.scenario.Scenes.LIBRARY;
import static dev.starshell.harness.scenario.Scenes.SYNC_MAX;
import static dev.starshell.harness.scenario.Scenes.awaitCopy;
import static dev.starshell.harness.scenario.Scenes.library;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.BridgeReply;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.HostProcess;
import dev.starshell.harness.lab.Installation;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.TreeCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofOfDeliveryIT {
  @TempDir Path temp;

  @Test
  void twoHostsCompareKeysAndWhatOneReceivedIsProvenWithoutThem() throws Exception {
    Path mods = library(temp.resolve("mods of Ann"), 51, 4, 2_000_000, 0);
    Path proof = temp.resolve("proof.receipts");
    try (HostLab lab = Scenes.lab(temp)) {
      Member ann = lab.start("Ann", settings -> settings);
      Member bob = lab.start("Bob", settings -> settings);
      Scenes.gather(ann, bob);
      ann.share(mods, LIBRARY);
      awaitCopy(bob, ann, mods);

      assertThat(phrase(ann, "Bob").split(" ")).hasSize(6);
      assertThat(phrase(ann, "Bob")).isEqualTo(phrase(bob, "Ann"));
      assertThat(run(ann, "sync verify Bob --confirm").data().path("trust").asText())
          .isEqualTo("verified");
      ann.process().stop();
      ann.process().restart();
      ann.await("linked again", SYNC_MAX, member -> member.status().links() > 0);
      assertThat(run(ann, "sync status").data().path("trust").path("verified").asInt())
          .isEqualTo(1);
      assertThat(run(ann, "sync receipts export \"" + proof + "\" Bob").ok()).isTrue();
      assertThat(asked(ann, "sync receipts export \"" + proof + "\"").code())
          .isEqualTo("FILE_EXISTS");
    }

    Path archive = mods.resolve(TreeCheck.sizes(mods).keySet().iterator().next());
    assertThat(verify(proof.toString())).startsWith("0 GENUINE");
    assertThat(verify(proof.toString(), "--archive", archive.toString())).startsWith("0 GENUINE");
    Path other = Files.writeString(temp.resolve("other.zip"), "never sent");
    assertThat(verify(proof.toString(), "--archive", other.toString())).contains("NOT_RECEIPTED");
    byte[] changed = Files.readAllBytes(proof);
    changed[changed.length / 2] ^= 1;
    Files.write(proof, changed);
    assertThat(verify(proof.toString())).startsWith("1 RECEIPTS_");
    assertThat(verify(temp.resolve("missing").toString())).startsWith("1 FILE_UNREADABLE");
  }

  @Test
  void aHostWithAWrongPassphraseLivesOnAndTheRightOneOpensTheSameIdentity() throws Exception {
    Path passphrase = temp.resolve("passphrase");
    try (HostLab lab = Scenes.lab(temp)) {
      secret(passphrase, "swordfish 98");
      Member ann = lab.start("Ann", settings -> settings.withPassphraseFile(passphrase));
      HostProcess host = ann.process();
      String key = run(ann, "sync id").data().path("key").asText();
      Scenes.assertRefused(asked(ann, "sync passphrase set swordfish99"), "SECRET_ON_LINE");
      Scenes.assertRefused(host.bridge().call("sync passphrase set", "short"), "PASSPHRASE_UNFIT");
      assertThat(host.bridge().call("sync passphrase set", "swordfish 99\n").ok()).isTrue();

      BridgeReply wrong = reloaded(host);
      assertThat(wrong.code()).isEqualTo("PASSPHRASE_WRONG");
      assertThat(host.bridge().call("plugins list", "").ok()).isTrue();
      secret(passphrase, "swordfish 99");
      assertThat(host.bridge().call("plugins load syncshell", "").ok()).isTrue();

      assertThat(run(ann, "sync id").data().path("key").asText()).isEqualTo(key);
      assertThat(run(ann, "sync id").data().path("passphrase").asBoolean()).isTrue();
      assertThat(run(ann, "sync passphrase remove").ok()).isTrue();
      assertThat(run(ann, "sync id").data().path("passphrase").asBoolean()).isFalse();
      Scenes.assertRefused(asked(ann, "sync passphrase remove"), "PASSPHRASE_NONE");
    }
  }

  private static BridgeReply reloaded(HostProcess host) throws IOException {
    return host.bridge().call("plugins reload syncshell", "");
  }

  private static void secret(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file,
        java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
            java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text + "\n");
  }

  private static String phrase(Member member, String other) throws IOException {
    return run(member, "sync verify " + other).data().path("phrase").asText();
  }

  /// Asks what may be refused.
  private static BridgeReply asked(Member member, String line) throws IOException {
    return member.process().bridge().call(line, "");
  }

  private static BridgeReply run(Member member, String line) throws IOException {
    BridgeReply reply = member.run(line);
    assertThat(reply.ok()).as(reply.sentence()).isTrue();
    return reply;
  }

  /// Runs the verifier as the launcher does, with nothing but the plugin's JAR.
  ///
  /// @return the exit code and what was said
  private static String verify(String... words) throws IOException, InterruptedException {
    Installation installation = Installation.current();
    List<String> command = new ArrayList<>();
    command.add(installation.java().toString());
    command.add("-cp");
    command.add(installation.pluginJar().toString());
    command.add("dev.starshell.syncshell.receipt.file.VerifyReceipts");
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + said;
  }
}
