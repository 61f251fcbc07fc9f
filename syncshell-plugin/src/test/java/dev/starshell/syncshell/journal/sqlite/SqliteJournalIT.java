package dev.starshell.syncshell.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal.AuditEntry;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.journal.Journal.SharedLibrary;
import dev.starshell.syncshell.journal.StateException;
import dev.starshell.syncshell.journal.StateFault;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalIT {
  private static final MemberKey ALICE = MemberKey.of(filled(1));
  private static final MemberKey BOB = MemberKey.of(filled(2));

  @TempDir private Path folder;

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static Bytes bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Bytes.copyOf(bytes);
  }

  private Path file() {
    return folder.resolve("journal.db");
  }

  private SqliteJournal open() throws IOException {
    return SqliteJournal.open(file());
  }

  /// But for the native library, which the first test of the process brings.
  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(path -> String.valueOf(path.getFileName()))
          .filter(name -> !name.equals("native"))
          .sorted()
          .toList();
    }
  }

  @Test
  void everyKindOfFactSurvivesReopening() throws IOException {
    Root root = new Root(Digest.of(filled(9)));
    SharedLibrary library = new SharedLibrary("Möds – 模组", folder.resolve("ünïcode ☃"));
    try (SqliteJournal journal = open()) {
      journal.put("shell", bytes(1, 2));
      journal.put("shell", bytes(3));
      journal.put("gone", bytes(4));
      journal.remove("gone");
      journal.raiseGeneration(ALICE, 7);
      journal.raiseGeneration(ALICE, 5);
      journal.share(library);
      journal.share(new SharedLibrary("gone", folder));
      journal.unshare("gone");
      journal.keepManifest(ALICE, 1, bytes(1));
      journal.keepManifest(ALICE, 2, bytes(2));
      InstalledRows.record(
          journal,
          new Installed(ALICE, "a/b.zip", root, true),
          new Installed(ALICE, "a/c.zip", root, true));
      InstalledRows.record(journal, new Installed(ALICE, "a/b.zip", root, false));
      InstalledRows.forget(journal, new Installed(ALICE, "a/c.zip", root, true));
      journal.audit(new AuditEntry(1, "FIRST", "alice", "x"));
      journal.audit(new AuditEntry(2, "SECOND", "alice", "y"));
    }

    try (SqliteJournal journal = open()) {
      assertThat(journal.movedAside()).isEmpty();
      assertThat(journal.read("shell")).contains(bytes(3));
      assertThat(journal.read("gone")).isEmpty();
      assertThat(journal.generation(ALICE)).hasValue(7);
      assertThat(journal.generation(BOB)).isEmpty();
      assertThat(journal.libraries()).containsExactly(library);
      assertThat(journal.manifest(ALICE)).contains(bytes(2));
      assertThat(journal.manifest(BOB)).isEmpty();
      assertThat(journal.installed(ALICE))
          .containsExactly(new Installed(ALICE, "a/b.zip", root, false));
      assertThat(journal.installed(ALICE, List.of("a/b.zip", "a/none.zip")))
          .containsExactly(new Installed(ALICE, "a/b.zip", root, false));
      assertThat(journal.installed(BOB, List.of("a/b.zip"))).isEmpty();
      assertThat(journal.auditTail(1)).containsExactly(new AuditEntry(2, "SECOND", "alice", "y"));
      assertThat(journal.auditTail(10)).hasSize(2);
    }
  }

  @Test
  void factsAreThereAfterAKill() throws IOException {
    Path copy = folder.resolve("killed");
    Files.createDirectory(copy);
    try (SqliteJournal journal = open()) {
      journal.audit(new AuditEntry(1, "RECEIPT", "bob", "before the fact"));
      journal.put("shell", bytes(1));
      for (String name : List.of("journal.db", "journal.db-wal")) {
        Files.copy(folder.resolve(name), copy.resolve(name));
      }
    }

    try (SqliteJournal journal = SqliteJournal.open(copy.resolve("journal.db"))) {
      assertThat(journal.movedAside()).isEmpty();
      assertThat(journal.read("shell")).contains(bytes(1));
      assertThat(journal.auditTail(5)).hasSize(1);
    }
  }

  @Test
  void deferredFactIsOnTheDiskSoonWithoutAnother() throws Exception {
    try (SqliteJournal journal = open()) {
      Path wal = folder.resolve("journal.db-wal");
      journal.read("settle");
      long before = Files.size(wal);
      journal.audit(new AuditEntry(1, "LONELY", "bob", "x"));

      org.awaitility.Awaitility.await()
          .atMost(java.time.Duration.ofSeconds(5))
          .until(() -> Files.size(wal) > before);
    }
  }

  @Test
  void writersAtOnceShareCommitsAndAllFactsAreKept() throws Exception {
    int threads = 16;
    int facts = 50;
    AtomicInteger failures = new AtomicInteger();
    CountDownLatch end = new CountDownLatch(threads);
    try (SqliteJournal journal = open()) {
      for (int t = 0; t < threads; t++) {
        int thread = t;
        Thread.ofVirtual()
            .start(() -> {
              try {
                for (int i = 0; i < facts; i++) {
                  journal.put(thread + "/" + i, bytes(i));
                }
              } catch (IOException | RuntimeException e) {
                failures.incrementAndGet();
              }
              end.countDown();
            });
      }
      end.await();
    }

    assertThat(failures).hasValue(0);
    try (SqliteJournal journal = open()) {
      for (int t = 0; t < threads; t++) {
        for (int i = 0; i < facts; i++) {
          assertThat(journal.read(t + "/" + i)).contains(bytes(i));
        }
      }
    }
  }

  @Test
  void fileIsPrivateToItsOwner() throws IOException {
    open().close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void fileThatOthersMayReadIsRefusedAndLeftAsItIs() throws IOException {
    open().close();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            StateException.class,
            refused -> assertThat(refused.fault()).isEqualTo(StateFault.STATE_PERMISSIONS))
        .hasMessageContaining("chmod 600");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-r-----");
  }

  @Test
  void newerFileIsRefusedAndNotTouched() throws Exception {
    open().close();
    try (Database database = Database.open(file())) {
      database.run("PRAGMA user_version = " + (Schema.VERSION + 1));
    }
    byte[] before = Files.readAllBytes(file());

    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            StateException.class, e -> assertThat(e.fault()).isEqualTo(StateFault.STATE_NEWER));

    assertThat(Files.readAllBytes(file())).isEqualTo(before);
    assertThat(names()).containsExactly("journal.db");
  }

  @Test
  void fileInUseIsRefusedAndTheUserGoesOn() throws IOException {
    try (SqliteJournal first = open()) {
      first.put("shell", bytes(1));

      assertThatThrownBy(this::open)
          .isInstanceOfSatisfying(
              StateException.class, e -> assertThat(e.fault()).isEqualTo(StateFault.STATE_LOCKED));

      first.put("shell", bytes(2));
      assertThat(first.read("shell")).contains(bytes(2));
    }
  }

  @Test
  void fileThatIsNoDatabaseIsMovedAsideAndANewOneBegun() throws IOException {
    OwnersFile.write(
        file(),
        "this is not a database, but it is longer than nothing at all"
            .getBytes(StandardCharsets.UTF_8));

    try (SqliteJournal journal = open()) {
      Path aside = journal.movedAside().orElseThrow();
      assertThat(aside.getFileName().toString()).startsWith("journal.db.bad-");
      assertThat(aside).content().startsWith("this is not a database");
      journal.put("shell", bytes(1));
    }
    try (SqliteJournal journal = open()) {
      assertThat(journal.movedAside()).isEmpty();
      assertThat(journal.read("shell")).contains(bytes(1));
    }
  }

  @Test
  void databaseOfAnotherProgramIsMovedAside() throws Exception {
    try (Database database = Database.open(file())) {
      database.run("CREATE TABLE theirs (x)");
    }
    OwnersFile.close(file());

    try (SqliteJournal journal = open()) {
      assertThat(journal.movedAside()).isPresent();
    }
  }

  @Test
  void emptyFileIsANewJournal() throws IOException {
    OwnersFile.write(file(), new byte[0]);

    try (SqliteJournal journal = open()) {
      assertThat(journal.movedAside()).isEmpty();
    }
  }

  @Test
  void fileCutShortAnywhereOpensOrIsMovedAside() throws IOException {
    try (SqliteJournal journal = open()) {
      for (int i = 0; i < 300; i++) {
        journal.audit(new AuditEntry(i, "EVENT", "member", "a subject of some length " + i));
      }
      journal.put("shell", bytes(1));
    }
    byte[] whole = Files.readAllBytes(file());
    List<Integer> lengths = new ArrayList<>(List.of(1, 15, 99, 100, 101, 4095, 4097));
    for (int at = 4096; at < whole.length; at += 4096 * 5) {
      lengths.add(at);
    }

    for (int length : lengths) {
      Path cut = folder.resolve("cut-" + length);
      OwnersFile.write(cut, Arrays.copyOf(whole, length));
      try (SqliteJournal journal = SqliteJournal.open(cut)) {
        assertThat(journal.movedAside()).as("cut at %s", length).isPresent();
        journal.put("shell", bytes(2));
      }
    }
  }

  @Test
  void symbolicLinkIsRefused() throws IOException {
    Path target = folder.resolve("target");
    Files.writeString(target, "precious", StandardOpenOption.CREATE_NEW);
    Files.createSymbolicLink(file(), target);

    assertThatThrownBy(this::open).isInstanceOf(StateException.class);

    assertThat(target).hasContent("precious");
  }

  @Test
  void closedJournalSaysSo() throws IOException {
    SqliteJournal journal = open();
    journal.close();
    journal.close();

    assertThatThrownBy(() -> journal.put("shell", bytes(1)))
        .isInstanceOfSatisfying(
            StateException.class, e -> assertThat(e.fault()).isEqualTo(StateFault.STATE_CLOSED));
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("journal"));
    assertThat(names()).containsExactly("journal.db");
  }
}
