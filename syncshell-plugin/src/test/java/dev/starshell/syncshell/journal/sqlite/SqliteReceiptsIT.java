package dev.starshell.syncshell.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteReceiptsIT {
  private static final MemberKey ALICE = MemberKey.of(filled(1, 32));
  private static final MemberKey BOB = MemberKey.of(filled(2, 32));

  @TempDir private Path folder;

  private static byte[] filled(int value, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static Bytes receipt(int value, int length) {
    return Bytes.copyOf(filled(value, length));
  }

  @Test
  void receiptsAreThereAfterTheJournalWasOpenedAgain() throws IOException {
    Path file = folder.resolve("journal.db");
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      journal.receipts().keep(ALICE, receipt(1, 10));
      journal.receipts().keep(BOB, receipt(2, 10));
      journal.receipts().keep(ALICE, receipt(3, 10));
    }

    try (SqliteJournal journal = SqliteJournal.open(file)) {
      assertThat(journal.receipts().newest(Optional.empty(), 9, 1_000))
          .containsExactly(receipt(1, 10), receipt(2, 10), receipt(3, 10));
      assertThat(journal.receipts().newest(Optional.of(ALICE), 9, 1_000))
          .containsExactly(receipt(1, 10), receipt(3, 10));
      assertThat(journal.receipts().newest(Optional.empty(), 2, 1_000))
          .containsExactly(receipt(2, 10), receipt(3, 10));
      assertThat(journal.receipts().newest(Optional.empty(), 9, 29))
          .containsExactly(receipt(2, 10), receipt(3, 10));
      assertThat(journal.receipts().count(Optional.of(BOB))).isEqualTo(1);
    }
  }

  @Test
  void theOldestOfAReceiverGoAndNobodyElses() throws IOException {
    try (JournalThread thread = thread()) {
      SqliteReceipts receipts =
          new SqliteReceipts(thread, new SqliteReceipts.Bounds(3, 100, 1_000));
      receipts.keep(BOB, receipt(9, 50));
      for (int i = 1; i <= 5; i++) {
        receipts.keep(ALICE, receipt(i, 10));
      }
      assertThat(receipts.newest(Optional.of(ALICE), 9, 1_000)).hasSize(3);
      receipts.keep(ALICE, receipt(6, 85));

      assertThat(receipts.newest(Optional.of(ALICE), 9, 1_000))
          .isEqualTo(List.of(receipt(5, 10), receipt(6, 85)));
      assertThat(receipts.count(Optional.of(BOB))).isEqualTo(1);
    }
  }

  @Test
  void allTogetherStayWithinTheirBound() throws IOException {
    try (JournalThread thread = thread()) {
      SqliteReceipts receipts = new SqliteReceipts(thread, new SqliteReceipts.Bounds(9, 100, 100));
      receipts.keep(BOB, receipt(1, 60));
      receipts.keep(ALICE, receipt(2, 40));
      assertThat(receipts.count(Optional.empty())).isEqualTo(2);
      receipts.keep(ALICE, receipt(3, 1));

      assertThat(receipts.newest(Optional.empty(), 9, 1_000))
          .containsExactly(receipt(2, 40), receipt(3, 1));
    }
  }

  @Test
  void theBoundsHoldOverWhatAnEarlierRunHasKept() throws IOException {
    try (JournalThread thread = thread()) {
      SqliteReceipts before = new SqliteReceipts(thread, SqliteReceipts.Bounds.DEFAULT);
      for (int i = 1; i <= 5; i++) {
        before.keep(ALICE, receipt(i, 10));
        before.keep(BOB, receipt(10 + i, 10));
      }

      SqliteReceipts after = new SqliteReceipts(thread, new SqliteReceipts.Bounds(4, 100, 65));
      after.keep(ALICE, receipt(6, 10));

      assertThat(after.newest(Optional.of(ALICE), 9, 1_000))
          .containsExactly(receipt(4, 10), receipt(5, 10), receipt(6, 10));
      assertThat(after.newest(Optional.of(BOB), 9, 1_000))
          .containsExactly(receipt(13, 10), receipt(14, 10), receipt(15, 10));
      after.keep(BOB, receipt(16, 15));
      assertThat(after.count(Optional.empty())).isEqualTo(6);
    }
  }

  private JournalThread thread() throws IOException {
    return new JournalThread(JournalFile.open(folder.resolve("small.db")).database(), "journal");
  }
}
