package dev.starshell.syncshell.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starshell.syncshell.fuzz.Bounds;
import dev.starshell.syncshell.journal.StateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Whatever lies where the journal should: it is opened, moved aside or refused by code, and never
/// lost.
final class JournalFuzz {
  /// A file system in memory, where there is one: what SQLite forces costs nothing there.
  private static final Path MEMORY = Path.of("/dev/shm");

  @FuzzTest(maxDuration = "10m")
  void anyFileIsAJournalOrMovedAsideOrRefused(byte[] bytes) throws Exception {
    Path folder =
        Files.isWritable(MEMORY)
            ? Files.createTempDirectory(MEMORY, "journal-fuzz")
            : Files.createTempDirectory("journal-fuzz");
    try {
      Path file = folder.resolve("journal.db");
      Bounds.hold(() -> {
        OwnersFile.write(file, bytes);
        openAndClose(file, bytes);
        Files.deleteIfExists(file.resolveSibling("journal.db-wal"));
      });
    } finally {
      delete(folder);
    }
  }

  private static void openAndClose(Path file, byte[] bytes) throws IOException {
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      if (journal.movedAside().isPresent()) {
        assertThat(journal.movedAside().get()).hasBinaryContent(bytes);
      }
    } catch (StateException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      assertThat(file).exists();
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.toList();
    }
    for (Path path : all.reversed()) {
      Files.deleteIfExists(path);
    }
  }
}
