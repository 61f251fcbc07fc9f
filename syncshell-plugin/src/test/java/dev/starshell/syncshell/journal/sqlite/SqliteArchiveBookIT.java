package dev.starshell.syncshell.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.ArchiveBook.Finding;
import dev.starshell.syncshell.journal.ArchiveBook.Recall;
import dev.starshell.syncshell.journal.ArchiveBook.Word;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteArchiveBookIT {
  private static final MemberKey ADA = key(1);
  private static final MemberKey BOB = key(2);

  @TempDir Path temp;
  private SqliteJournal journal;

  @BeforeEach
  void open() throws IOException {
    journal = SqliteJournal.open(temp.resolve("journal.db"));
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
  }

  private void reopen() throws IOException {
    close();
    open();
  }

  private static MemberKey key(int fill) {
    byte[] seed = new byte[Identity.SEED_BYTES];
    Arrays.fill(seed, (byte) fill);
    return Identity.fromSeed(seed).key();
  }

  private static Root root(int number) {
    return new Root(Digest.of(ByteBuffer.allocate(Digest.LENGTH_BYTES).putInt(number).array()));
  }

  private static Finding finding(int content, long wallMillis) {
    return new Finding(Bytes.copyOf(new byte[] {(byte) content}), wallMillis);
  }

  @Test
  void theNewestWordAboutEachArchiveOfEachMemberStays() throws IOException {
    journal
        .archives()
        .say(List.of(new Word(root(1), ADA, true, 5), new Word(root(1), BOB, true, 6)));
    journal.archives().say(List.of(new Word(root(1), ADA, false, 7)));

    reopen();

    assertThat(journal.archives().words())
        .containsExactlyInAnyOrder(
            new Word(root(1), ADA, false, 7), new Word(root(1), BOB, true, 6));
  }

  @Test
  void theFirstRecallOfAnArchiveStays() throws IOException {
    journal.archives().recall(new Recall(root(1), "a virus", 5));
    journal.archives().recall(new Recall(root(1), "another word", 6));

    reopen();

    assertThat(journal.archives().recalls()).containsExactly(new Recall(root(1), "a virus", 5));
  }

  @Test
  void aFindingIsReplacedAndKeepsTheTimeOfTheFirst() throws IOException {
    journal.archives().keepFinding(root(1), finding(1, 5));
    journal.archives().keepFinding(root(1), finding(2, 9));

    reopen();

    assertThat(journal.archives().findings(Set.of(root(1), root(2))))
        .isEqualTo(Map.of(root(1), finding(2, 5)));
  }

  @Test
  void theOldestFindingsGoWhenThereAreTooMany() throws IOException {
    int count = SqliteArchiveBook.FINDINGS_MAX + SqliteArchiveBook.PRUNE_EVERY;
    for (int i = 0; i < count; i++) {
      journal.archives().keepFinding(root(i), finding(1, i));
    }

    assertThat(journal.archives().findings(Set.of(root(SqliteArchiveBook.PRUNE_EVERY - 1))))
        .isEmpty();
    assertThat(journal.archives().findings(Set.of(root(SqliteArchiveBook.PRUNE_EVERY)))).hasSize(1);
    assertThat(journal.archives().findings(Set.of(root(count - 1)))).hasSize(1);
  }

  @Test
  void filesAreFoundByWhatIsInstalledThere() throws IOException {
    Installed one = new Installed(ADA, "mods/a.jar", root(1), true);
    Installed gone = new Installed(BOB, "mods/b.jar", root(1), false);
    InstalledRows.record(journal, one, gone, new Installed(BOB, "mods/c.jar", root(2), true));

    assertThat(journal.archives().installed(Set.of(root(1), root(3))))
        .containsExactlyInAnyOrder(one, gone);
  }
}
