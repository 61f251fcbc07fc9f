package dev.starshell.syncshell.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.journal.ArchiveBook;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.journal.Journal.AuditEntry;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.journal.Journal.SharedLibrary;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What one shell keeps is not there for another shell of the same home.
class JournalSlotsIT {
  private static final MemberKey ALICE = MemberKey.of(filled(1));
  private static final Root ROOT = new Root(Digest.of(filled(9)));
  private static final Bytes VALUE = Bytes.copyOf(filled(3));

  @TempDir private Path folder;

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static ShellId shell(int nonce) {
    return ShellId.of(ALICE, Arrays.copyOf(filled(nonce), ShellId.NONCE_BYTES));
  }

  private SqliteJournal open() throws IOException {
    return SqliteJournal.open(folder.resolve("journal.db"));
  }

  @Test
  void aShellKeepsItsSlotForGood() throws IOException {
    try (SqliteJournal journal = open()) {
      assertThat(journal.slots()).isEmpty();
      assertThat(journal.slotOf(shell(1))).isEqualTo(1);
      assertThat(journal.slotOf(shell(2))).isEqualTo(2);
    }
    try (SqliteJournal journal = open()) {
      assertThat(journal.slotOf(shell(1))).isEqualTo(1);
      assertThat(journal.slotOf(shell(3))).isEqualTo(3);
      assertThat(journal.slots()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void everyKindOfFactBelongsToItsSlot() throws IOException {
    try (SqliteJournal journal = open()) {
      fill(journal.inSlot(2));
      for (Journal other : List.of(journal, journal.inSlot(1), journal.inSlot(22))) {
        assertEmpty(other);
      }
    }
    try (SqliteJournal journal = open()) {
      Journal two = journal.inSlot(2);
      assertThat(two.read("a")).contains(VALUE);
      assertThat(two.generation(ALICE)).hasValue(7);
      assertThat(two.libraries()).extracting(SharedLibrary::name).containsExactly("mods");
      assertThat(two.manifest(ALICE)).contains(VALUE);
      assertThat(two.installed(ALICE)).hasSize(1);
      assertThat(two.installed(ALICE, List.of("x.zip"))).hasSize(1);
      assertThat(two.archives().installed(List.of(ROOT))).hasSize(1);
      assertThat(two.archives().words()).hasSize(1);
      assertThat(two.archives().recalls()).hasSize(1);
      assertThat(two.auditTail(5)).hasSize(1);
    }
  }

  @Test
  void theSameLibraryInTwoShellsIsForgottenInOne() throws IOException {
    try (SqliteJournal journal = open()) {
      SharedLibrary mods = new SharedLibrary("mods", folder);
      journal.share(mods);
      journal.inSlot(1).share(mods);

      journal.inSlot(1).unshare("mods");

      assertThat(journal.libraries()).hasSize(1);
      assertThat(journal.inSlot(1).libraries()).isEmpty();
    }
  }

  @Test
  void closingAPartLeavesTheWholeOpen() throws IOException {
    try (SqliteJournal journal = open()) {
      journal.inSlot(1).close();
      journal.put("a", VALUE);
      assertThat(journal.read("a")).contains(VALUE);
    }
  }

  private void fill(Journal journal) throws IOException {
    journal.put("a", VALUE);
    journal.raiseGeneration(ALICE, 7);
    journal.share(new SharedLibrary("mods", folder));
    journal.keepManifest(ALICE, 1, VALUE);
    InstalledRows.record(journal, new Installed(ALICE, "x.zip", ROOT, true));
    journal.archives().say(List.of(new ArchiveBook.Word(ROOT, ALICE, true, 1)));
    journal.archives().recall(new ArchiveBook.Recall(ROOT, "old", 1));
    journal.audit(new AuditEntry(1, "FIRST", "alice", "x"));
  }

  private static void assertEmpty(Journal journal) throws IOException {
    assertThat(journal.read("a")).isEmpty();
    assertThat(journal.generation(ALICE)).isEmpty();
    assertThat(journal.libraries()).isEmpty();
    assertThat(journal.manifest(ALICE)).isEmpty();
    assertThat(journal.installed(ALICE)).isEmpty();
    assertThat(journal.installed(ALICE, List.of("x.zip"))).isEmpty();
    assertThat(journal.archives().installed(List.of(ROOT))).isEmpty();
    assertThat(journal.archives().words()).isEmpty();
    assertThat(journal.archives().recalls()).isEmpty();
    assertThat(journal.auditTail(5)).isEmpty();
  }
}
