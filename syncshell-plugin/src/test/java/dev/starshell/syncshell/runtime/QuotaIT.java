package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.manifest.Manifest;
import dev.starshell.syncshell.manifest.ManifestCodec;
import dev.starshell.syncshell.manifest.Quota;
import dev.starshell.syncshell.manifest.SignedManifest;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.TransferMessage.ManifestGiven;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How much of others' archives a member takes.
class QuotaIT extends HostileScene {
  @Test
  void whatPassesAQuotaStaysAwayAndThePersonIsToldWhyAndWhatNext() throws IOException {
    ada.quota = new Quota(4L * MB, 100L * MB);
    ada.restart();
    shell.awaitLinks();
    mallory.write("big", "1.zip", 1, 3 * MB);
    mallory.write("big", "2.zip", 2, 3 * MB);
    byte[] others = cleo.write("small", "3.zip", 3, 3 * MB);
    mallory.share("big");
    cleo.share("small");

    until(() -> ada.installed().containsKey("cleo/small/3.zip"));
    until(() -> ada.installed().containsKey("mallory/big/1.zip"));
    shell.awaitSync();

    assertThat(ada.installed()).doesNotContainKey("mallory/big/2.zip");
    assertThat(ada.installed().get("cleo/small/3.zip")).isEqualTo(others);
    assertThat(ada.control().libraries().problems())
        .filteredOn(problem -> problem.code().equals("QUOTA"))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.where()).isEqualTo("mallory");
          assertThat(problem.sentence()).contains("1 archive").contains("Raise quota.member");
        });
    assertThat(ada.notices.stream().filter(notice -> notice.code().equals("QUOTA"))).hasSize(1);
  }

  @Test
  void theShellsQuotaHoldsOverARestart() throws IOException {
    mallory.write("one", "1.zip", 1, 3 * MB);
    mallory.share("one");
    until(() -> ada.installed().containsKey("mallory/one/1.zip"));
    ada.quota = new Quota(100L * MB, 5L * MB);
    ada.restart();
    shell.awaitLinks();

    cleo.write("two", "2.zip", 2, 3 * MB);
    cleo.share("two");

    until(() -> ada.hasNotice("QUOTA"));
    assertThat(ada.installed()).containsOnlyKeys("mallory/one/1.zip");
    ada.quota = Quota.NONE;
    ada.restart();
    until(() -> ada.installed().containsKey("cleo/two/2.zip"));
  }

  @Test
  void anArchiveThatIsLargerThanItsEntrySaysEndsTheLink() throws IOException {
    forger.always(
        ManifestGiven.class, given -> List.of(new ManifestGiven(belittled(given.signed()))));

    malloryShares();

    until(() ->
        isAudited(FaultCode.MANIFEST_FORGED.name())
            && ada.hasNotice(FaultCode.MANIFEST_FORGED.name()));
    assertThat(ada.installed()).isEmpty();
  }

  /// Mallory's manifest, in which everything has one byte.
  private Bytes belittled(Bytes signed) {
    ShellId shellId =
        ada.runtime()
            .frame()
            .loop()
            .ask(() -> ada.runtime().membership().record().orElseThrow().shell());
    if (!(ManifestCodec.read(signed, shellId, mallory.key())
        instanceof DecodeResult.Decoded<SignedManifest> decoded)) {
      throw new AssertionError("not Mallory's manifest");
    }
    Manifest whole = decoded.message().manifest();
    return ManifestCodec.sign(
            mallory.identity,
            new Manifest(
                whole.shell(),
                whole.owner(),
                whole.sequence(),
                whole.previous(),
                whole.createdAt(),
                whole.entries().stream()
                    .map(entry -> new Entry(entry.library(), entry.path(), 1, entry.root()))
                    .toList()))
        .signed();
  }
}
