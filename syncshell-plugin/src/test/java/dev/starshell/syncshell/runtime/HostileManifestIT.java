package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.envelope.SignedEnvelope;
import dev.starshell.syncshell.manifest.Equivocation;
import dev.starshell.syncshell.manifest.Manifest;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.ManifestHead;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListsWanted;
import dev.starshell.syncshell.protocol.TransferMessage.ManifestChanged;
import dev.starshell.syncshell.protocol.TransferMessage.ManifestGiven;
import dev.starshell.syncshell.protocol.TransferMessage.ManifestWanted;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Manifests that no correct member would sign, or that somebody else has signed.
final class HostileManifestIT extends HostileScene {
  /// One of each kind that docs/SECURITY.md refuses; PathRulesTest has all of them.
  private static final List<String> HOSTILE_PATHS =
      List.of(
          "../../evil.zip",
          "a/../../evil.zip",
          "./evil.zip",
          "a//evil.zip",
          "/etc/evil.zip",
          "~/evil.zip",
          "C:/evil.zip",
          "C:evil.zip",
          "a\\..\\..\\evil.zip",
          "\\\\server\\share\\evil.zip",
          "evil.zip:stream",
          "evil.zip.",
          "evil.zip ",
          "CON.zip",
          "lpt1/evil.zip",
          "evil\u0000.zip",
          "evil\u202Epiz.zip",
          "evil\uFEFF.zip",
          "desktop.ini",
          ".evil.zip",
          "a/".repeat(16) + "evil.zip",
          "e".repeat(117) + ".zip");

  private ShellId shellId() {
    return ada.runtime()
        .frame()
        .loop()
        .ask(() -> ada.runtime().membership().record().orElseThrow().shell());
  }

  /// Signs a manifest that no correct member would sign.
  private Bytes manifest(Identity signer, long sequence, String path) {
    byte[] previous = sequence == 1 ? Manifest.NO_DIGEST.toBytes() : digest(1).toBytes();
    byte[] body =
        new CborWriter()
            .array(7)
            .uint(1)
            .bytes(shellId().digest().toBytes())
            .bytes(signer.key().toBytes())
            .uint(sequence)
            .bytes(previous)
            .uint(1_700_000_000)
            .array(1)
            .array(2)
            .text("bad")
            .array(1)
            .array(3)
            .text(path)
            .uint(100)
            .bytes(digest(7).toBytes())
            .toBytes();
    return SignedEnvelope.sign(signer, SignatureLabel.MANIFEST, body).toBytes();
  }

  /// Announces a manifest, and gives these bytes when Ada asks for it.
  private void give(long sequence, Bytes signed) {
    int asked = forger.heard(ManifestWanted.class).size();
    forger.once(ManifestGiven.class, _ -> List.of());
    say(new ManifestChanged(new ManifestHead(sequence, digest((int) sequence))));
    until(() -> forger.heard(ManifestWanted.class).size() > asked);
    say(new ManifestGiven(signed));
  }

  @Test
  void aManifestWithAPathThatLeavesTheFolderIsTurnedAwayWhole() throws IOException {
    for (String path : HOSTILE_PATHS) {
      forger.saidByVictim.clear();
      ada.notices.clear();
      give(1, manifest(mallory.identity, 1, path));

      until(() -> ada.hasNotice("PATH_UNSAFE"));
      assertThat(forger.heard(ChunkListsWanted.class)).isEmpty();
      shell.nudge();
      shell.awaitLinks();
    }

    thenNamed(FaultCode.PATH_UNSAFE);
    try (var files = Files.walk(temp)) {
      assertThat(files.map(file -> file.getFileName().toString())).doesNotContain("evil.zip");
    }
  }

  @Test
  void aManifestOfSomebodyElseEndsTheLink() throws IOException {
    give(1, manifest(cleo.identity, 1, "a.zip"));

    thenNamed(FaultCode.MANIFEST_FORGED);
  }

  @Test
  void aManifestThatIsNoneEndsTheLink() throws IOException {
    give(1, Bytes.copyOf(new byte[100]));

    thenNamed(FaultCode.FRAME_MALFORMED);
  }

  @Test
  void aManifestThatNobodyAskedForIsIgnored() throws IOException {
    say(new ManifestGiven(Bytes.copyOf(new byte[100])));

    goesOn();
    assertThat(isAudited("")).isFalse();
  }

  @Test
  void anOlderManifestChangesNothing() throws IOException {
    malloryShares();
    until(() -> ada.installed().containsKey("mallory/bad/bad.zip"));
    mallory.write("bad", "more.zip", 4, 1000);
    mallory.rescan("bad");
    until(() -> ada.installed().containsKey("mallory/bad/more.zip"));

    give(1, manifest(mallory.identity, 1, "a.zip"));

    goesOn();
    assertThat(ada.installed()).containsKey("mallory/bad/more.zip");
    assertThat(isAudited("")).isFalse();
  }

  @Test
  void twoManifestsWithOneNumberFreezeTheMember() throws IOException {
    malloryShares();
    until(() -> ada.installed().containsKey("mallory/bad/bad.zip"));
    shell.awaitSync();

    give(1, manifest(mallory.identity, 1, "other.zip"));
    until(() -> ada.hasNotice("MANIFEST_EQUIVOCATION"));
    mallory.write("bad", "more.zip", 4, MB);
    mallory.rescan("bad");
    until(() -> cleo.installed().containsKey("mallory/bad/more.zip"));

    assertThat(ada.installed()).containsOnlyKeys("mallory/bad/bad.zip");
    assertThat(isAudited("MANIFEST_EQUIVOCATION")).isTrue();
    until(() -> proof().isPresent());
    assertThat(proof().orElseThrow().isProven(shellId(), mallory.key())).isTrue();
    assertThat(proof().orElseThrow().isProven(shellId(), ada.key())).isFalse();
    ada.restart();
    shell.awaitLinks();
    until(() -> ada.control().status().inSync());
    assertThat(ada.installed()).containsOnlyKeys("mallory/bad/bad.zip");
    assertThat(ada.control().libraries().problems())
        .anySatisfy(problem -> {
          assertThat(problem.code()).isEqualTo("MANIFEST_EQUIVOCATION");
          assertThat(problem.where()).isEqualTo("mallory");
        });
  }

  @Test
  void aManifestThatTheMemoryHasNoRoomForIsToldAndTakenWhenThereIs() throws IOException {
    LinkMemory memory = ada.runtime().frame().memory();
    long rest = memory.manifestBytesMax() - memory.manifestBytes();
    assertThat(memory.takeManifest(rest, 0)).isTrue();

    malloryShares();

    until(() -> ada.hasNotice("MANIFEST_LIMIT"));
    assertThat(ada.control().libraries().problems())
        .anySatisfy(problem -> {
          assertThat(problem.code()).isEqualTo("MANIFEST_LIMIT");
          assertThat(problem.where()).isEqualTo("mallory");
          assertThat(problem.sentence()).contains("-Xmx in STARSHELL_HOST_OPTS");
        });
    assertThat(ada.installed()).isEmpty();
    assertThat(isAudited("")).isFalse();
    memory.giveManifest(rest);
    until(() -> ada.installed().containsKey("mallory/bad/bad.zip"));
    assertThat(ada.control().libraries().problems()).isEmpty();
    assertThat(memory.manifestBytes()).isBetween(1L, 10_000L);
    goesOn();
  }

  @Test
  void aManifestOfTheJournalIsNotReadAtTheStartWithoutRoomEither() throws IOException {
    malloryShares();
    until(() -> ada.installed().containsKey("mallory/bad/bad.zip"));
    shell.awaitSync();
    LinkMemory full = new LinkMemory();
    assertThat(full.takeManifest(full.manifestBytesMax(), 0)).isTrue();

    ada.restart(full);

    until(() ->
        ada.control().libraries().problems().stream()
            .anyMatch(problem -> problem.code().equals("MANIFEST_LIMIT")));
    assertThat(full.manifestBytes()).isEqualTo(full.manifestBytesMax());
    full.giveManifest(full.manifestBytesMax());
    until(() -> full.manifestBytes() > 0 && ada.control().libraries().problems().isEmpty());
    assertThat(ada.installed()).containsOnlyKeys("mallory/bad/bad.zip");
  }

  private Optional<Equivocation> proof() throws IOException {
    return FrozenMembers.proof(ada.journal(), mallory.key());
  }
}
