package dev.starshell.syncshell.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteRecoveriesIT {
  private static final MemberKey ALICE = MemberKey.of(filled(1));
  private static final MemberKey BERT = MemberKey.of(filled(2));
  private static final Bytes ONE = Bytes.copyOf(filled(3));
  private static final Bytes TWO = Bytes.copyOf(filled(4));

  @TempDir private Path folder;

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private SqliteJournal open() throws IOException {
    return SqliteJournal.open(folder.resolve("journal.db"));
  }

  @Test
  void theNewestSessionOfEachMemberIsThereAfterARestart() throws IOException {
    try (SqliteJournal journal = open()) {
      journal.recoveries().keep(ALICE, ONE);
      journal.recoveries().keep(ALICE, TWO);
      journal.recoveries().keep(BERT, ONE);
    }

    try (SqliteJournal journal = open()) {
      assertThat(journal.recoveries().all())
          .hasSize(2)
          .containsEntry(ALICE, TWO)
          .containsEntry(BERT, ONE);
    }
  }

  @Test
  void aForgottenSessionStaysForgotten() throws IOException {
    try (SqliteJournal journal = open()) {
      journal.recoveries().keep(ALICE, ONE);
      journal.recoveries().keep(BERT, ONE);
      journal.recoveries().forget(ALICE);
      journal.recoveries().forget(ALICE);
    }

    try (SqliteJournal journal = open()) {
      assertThat(journal.recoveries().all()).containsOnlyKeys(BERT);
    }
  }

  @Test
  void eachShellHasSessionsOfItsOwn() throws IOException {
    try (SqliteJournal journal = open()) {
      Journal other = journal.inSlot(2);
      journal.recoveries().keep(ALICE, ONE);
      other.recoveries().keep(ALICE, TWO);
      other.recoveries().keep(BERT, TWO);

      assertThat(journal.recoveries().all()).hasSize(1).containsEntry(ALICE, ONE);
      assertThat(journal.recoveries().ofAllShells()).containsExactly(ONE, TWO, TWO);
      other.recoveries().forgetAll();
      assertThat(other.recoveries().all()).isEmpty();
      assertThat(journal.recoveries().all()).containsEntry(ALICE, ONE);
    }
  }

  @Test
  void aJournalOfTheFirstVersionGetsTheLaterTablesAndKeepsTheRest() throws Exception {
    try (SqliteJournal journal = open()) {
      journal.put("shell", ONE);
    }
    try (Database database = Database.open(folder.resolve("journal.db"))) {
      for (String later :
          new String[] {
            "recovery",
            "install_open",
            "install_version",
            "install_change",
            "brought",
            "install_look"
          }) {
        database.run("DROP TABLE " + later);
      }
      database.run("PRAGMA user_version = 1");
    }

    try (SqliteJournal journal = open()) {
      assertThat(journal.read("shell")).contains(ONE);
      journal.recoveries().keep(ALICE, ONE);
      assertThat(journal.recoveries().all()).containsOnlyKeys(ALICE);
    }
  }
}
