package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.counts;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.control.RecoveryControl;
import dev.starshell.syncshell.control.RecoveryStatsView;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.journal.sqlite.SqliteJournal;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.recovery.PartialArchive;
import dev.starshell.syncshell.recovery.RecoverySession;
import dev.starshell.syncshell.recovery.RecoverySessionCodec;
import dev.starshell.syncshell.recovery.RecoverySessionCodec.Reading;
import dev.starshell.syncshell.recovery.SessionRefusal;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is kept of a lost link is a hint: the store and the newest manifest are the truth.
final class RecoveryHintsIT extends PairScene {
  private static final int MB = 1024 * 1024;
  private static final int SMALL = 64 * 1024;

  private byte[] content = {};

  /// A slow transfer of which the first megabytes have come.
  private void beginSlowly() throws IOException {
    content = ada.write("mods", "big.zip", 1, 8 * MB);
    shell.begin();
    shell.net.nanosPerFrame = 3_000_000;
    ada.share("mods");
    until(() -> counts(bob).contentBytesReceived() > 2 * MB);
    // However long the test is held up now, the transfer is not over.
    shell.net.nanosPerFrame = 50_000_000;
  }

  private RecoveryControl ofBob() {
    return bob.control().recoveries();
  }

  /// Both are away, and what Bob has kept of the link is rewritten. Both come back.
  private void rewrite(Rewriting rewriting) throws IOException {
    bob.close();
    ada.close();
    shell.net.nanosPerFrame = 0;
    try (SqliteJournal journal = SqliteJournal.open(bob.home.resolve("data/journal.db"))) {
      Bytes kept = journal.recoveries().all().getOrDefault(ada.key(), Bytes.EMPTY);
      journal.recoveries().keep(ada.key(), rewriting.of(kept));
    }
    bob.open();
    ada.open();
  }

  private interface Rewriting {
    Bytes of(Bytes kept);
  }

  /// The same session, with a bitmap that has every chunk of its one archive.
  private static Bytes claimingAll(Bytes kept) {
    if (!(RecoverySessionCodec.read(kept) instanceof Reading.Read(RecoverySession session))) {
      throw new AssertionError("no session was kept");
    }
    PartialArchive part = session.partials().iterator().next();
    BitSet all = new BitSet();
    all.set(0, part.chunks());
    PartialArchive lie = PartialArchive.of(part.root(), part.chunks(), all);
    return RecoverySessionCodec.write(session.progressed(List.of(lie)));
  }

  /// The same session as a later version might write it.
  private static Bytes ofALaterVersion(Bytes kept) {
    byte[] newer = kept.toArray();
    // An array of ten begins it, then the version, a small number.
    newer[1] = 2;
    return Bytes.copyOf(newer);
  }

  @Test
  void aBitmapThatClaimsTooMuchCostsNothingButItsCount() throws IOException {
    beginSlowly();
    shell.net.cut();
    until(() ->
        ofBob().list().stream()
            .flatMap(session -> session.parts().stream())
            .anyMatch(part -> part.chunksHere() > 0));

    rewrite(RecoveryHintsIT::claimingAll);
    until(() -> bob.installed().size() == 1);

    assertThat(bob.installed().get("ada/mods/big.zip")).isEqualTo(content);
    RecoveryStatsView stats = ofBob().stats();
    assertThat(stats.againBytes()).isBetween(1L * MB, 6L * MB);
    // Since this start of Bob's: what the bitmap had and the store had not, and nothing else.
    assertThat(counts(bob).contentBytesReceived()).isEqualTo(stats.againBytes());
    assertThat(counts(bob).duplicateBytes()).isZero();
  }

  @Test
  void aManifestThatIsReplacedWhileItsTransferRunsKeepsTheRest() throws IOException {
    ada.write("mods", "small.zip", 2, SMALL);
    beginSlowly();
    byte[] changed = ada.write("mods", "small.zip", 3, SMALL);
    ada.rescan("mods");
    until(() -> bob.runtime().frame().loop().ask(() -> manifestOfAda() > 1));

    assertThat(bob.installed()).as("the transfer runs").doesNotContainKey("ada/mods/big.zip");
    shell.net.cut();
    shell.net.nanosPerFrame = 0;
    shell.awaitLinks();
    shell.awaitSync();

    assertThat(bob.installed().get("ada/mods/big.zip")).isEqualTo(content);
    assertThat(bob.installed().get("ada/mods/small.zip")).isEqualTo(changed);
    assertThat(counts(bob).contentBytesReceived())
        .isBetween(content.length + (long) SMALL, content.length + 2L * SMALL);
    assertThat(counts(bob).duplicateBytes()).isZero();
    assertThat(ofBob().stats().againBytes()).isZero();
  }

  private long manifestOfAda() {
    return bob.runtime()
        .sync()
        .catalog()
        .manifest(ada.key())
        .map(known -> known.manifest().sequence())
        .orElse(0L);
  }

  @Test
  void aSessionOfALaterVersionIsNamedAndTheNextTransferTakesItsPlace() throws IOException {
    beginSlowly();
    until(() -> bob.journal().recoveries().all().size() == 1);

    rewrite(RecoveryHintsIT::ofALaterVersion);
    until(() -> bob.hasNotice("RECOVERY_NEWER"));
    until(() -> bob.installed().size() == 1);
    until(() -> bob.journal().recoveries().all().isEmpty());

    assertThat(bob.installed().get("ada/mods/big.zip")).isEqualTo(content);
    // It is used for nothing, and for nothing is it needed.
    assertThat(counts(bob).contentBytesReceived()).isLessThan(7L * MB);
    assertThat(ofBob().show("ada"))
        .isInstanceOfSatisfying(
            Answer.No.class, no -> assertThat(no.code()).isEqualTo("RECOVERY_UNKNOWN"));
    assertThat(SessionRefusal.RECOVERY_NEWER.sentence()).contains("takes its place");
  }
}
