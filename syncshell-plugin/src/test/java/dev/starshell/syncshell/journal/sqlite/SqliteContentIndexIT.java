package dev.starshell.syncshell.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.journal.Journal.SharedLibrary;
import dev.starshell.syncshell.store.ContentIndex;
import dev.starshell.syncshell.store.ContentIndex.ChunkPlace;
import dev.starshell.syncshell.store.ContentIndex.LibraryFile;
import dev.starshell.syncshell.store.ContentIndex.ScannedFile;
import dev.starshell.syncshell.store.ContentIndex.Source;
import dev.starshell.syncshell.store.FileStamp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteContentIndexIT {
  private static final FileStamp STAMP = new FileStamp(3, 4, "inode 5");

  @TempDir private Path folder;
  private SqliteJournal journal;
  private ContentIndex index;

  @BeforeEach
  void open() throws IOException {
    journal = SqliteJournal.open(folder.resolve("journal.db"));
    index = journal.index();
    journal.share(new SharedLibrary("mods", folder.resolve("mods")));
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
  }

  private static ChunkList list(int... hashes) {
    ByteBuffer packed = ByteBuffer.allocate(hashes.length * ChunkList.ENTRY_BYTES);
    for (int hash : hashes) {
      byte[] digest = new byte[32];
      digest[0] = (byte) hash;
      packed.put(digest).putInt(20_000 + hash);
    }
    return ChunkList.of(packed.array());
  }

  private static ScannedFile file(String path, ChunkList chunks) {
    return new ScannedFile(new LibraryFile("mods", path, STAMP, true, chunks.root()), chunks);
  }

  private long rows(String table) throws Exception {
    journal.close();
    try (Database database = Database.open(folder.resolve("journal.db"))) {
      return database.number("SELECT count(*) FROM " + table);
    } finally {
      open();
    }
  }

  @Test
  void recordedFilesAreFoundByLibraryByRootAndByChunk() throws IOException {
    ChunkList chunks = list(1, 2, 3);
    index.recordFiles(List.of(file("sub/ä ☃.zip", chunks)));

    assertThat(index.files("mods"))
        .isEqualTo(Map.of("sub/ä ☃.zip", file("sub/ä ☃.zip", chunks).file()));
    assertThat(index.files("other")).isEmpty();
    assertThat(index.sources(chunks.root()))
        .containsExactly(new Source(folder.resolve("mods/sub/ä ☃.zip"), STAMP));
    assertThat(index.chunks(chunks.root())).contains(chunks);
    assertThat(index.whole(List.of(chunks.root(), list(9).root()))).containsExactly(chunks.root());
    assertThat(index.places(List.of(chunks.hash(1), list(9).hash(0))))
        .containsExactly(new ChunkPlace(chunks.hash(1), chunks.root(), 1));
  }

  @Test
  void listsAndChunksGoWithTheLastThatHasThem() throws Exception {
    ChunkList both = list(1, 2);
    ChunkList one = list(2, 3);
    index.recordFiles(List.of(file("a", both), file("b", both), file("c", one)));
    index.recordObjects(Map.of(both.root(), both));

    index.forgetFiles("mods", List.of("a", "b", "c"));

    assertThat(index.chunks(one.root())).isEmpty();
    assertThat(index.chunks(both.root())).contains(both);
    assertThat(index.whole(List.of(both.root(), one.root()))).containsExactly(both.root());
    assertThat(rows("chunk")).isEqualTo(2);
    index.forgetObjects(List.of(both.root()));
    assertThat(index.chunks(both.root())).isEmpty();
    assertThat(rows("chunk")).isZero();
    assertThat(rows("chunk_list")).isZero();
    assertThat(rows("content")).isZero();
  }

  @Test
  void replacedFileLeavesNothingOfItsOldContent() throws Exception {
    ChunkList before = list(1, 2);
    ChunkList after = list(1, 3);
    index.recordFiles(List.of(file("a", before)));

    index.recordFiles(List.of(file("a", after)));

    assertThat(index.chunks(before.root())).isEmpty();
    assertThat(index.places(List.of(before.hash(0))))
        .containsExactly(new ChunkPlace(before.hash(0), after.root(), 0));
    assertThat(rows("chunk")).isEqualTo(2);
  }

  @Test
  void unsharedAndMovedLibrariesLoseTheirFiles() throws IOException {
    ChunkList chunks = list(1);
    index.recordFiles(List.of(file("a", chunks)));
    journal.share(new SharedLibrary("mods", folder.resolve("mods")));
    assertThat(index.files("mods")).hasSize(1);

    journal.share(new SharedLibrary("mods", folder.resolve("elsewhere")));
    assertThat(index.files("mods")).isEmpty();

    index.recordFiles(List.of(file("a", chunks)));
    journal.unshare("mods");
    assertThat(index.whole(List.of(chunks.root()))).isEmpty();
  }

  @Test
  void partialArchiveBecomesAnObjectAndIsNotPartialAnyMore() throws IOException {
    ChunkList chunks = list(1, 2);
    Root root = chunks.root();
    index.recordPartial(root, chunks);
    assertThat(index.partials()).containsExactly(root);
    assertThat(index.whole(List.of(root))).isEmpty();

    index.recordObjects(Map.of(root, chunks));

    assertThat(index.partials()).isEmpty();
    assertThat(index.objects()).containsExactly(root);
    index.recordPartial(root, chunks);
    assertThat(index.partials()).isEmpty();
    index.forgetPartials(List.of(root));
    assertThat(index.objects()).containsExactly(root);
  }

  @Test
  void archiveWithoutChunksIsKnownToo() throws IOException {
    ChunkList empty = list();
    index.recordObjects(Map.of(empty.root(), empty));

    assertThat(index.chunks(empty.root())).contains(empty);
    assertThat(index.objects()).containsExactly(empty.root());
  }
}
