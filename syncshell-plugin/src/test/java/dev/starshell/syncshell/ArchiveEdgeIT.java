package dev.starshell.syncshell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.journal.ArchiveBook;
import dev.starshell.syncshell.journal.sqlite.SqliteJournal;
import dev.starshell.syncshell.quarantine.Cause;
import dev.starshell.syncshell.quarantine.ContentsCodec;
import dev.starshell.syncshell.quarantine.Ruling;
import dev.starshell.syncshell.quarantine.Treatment;
import dev.starshell.syncshell.quarantine.TypePolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveEdgeIT {
  private static final Root ROOT = ChunkList.of(new byte[0]).root();

  @TempDir Path temp;
  private SqliteJournal journal;
  private int opened;

  @BeforeEach
  void open() throws IOException {
    journal = SqliteJournal.open(temp.resolve("journal.db"));
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
  }

  private Path zip(String entry) throws IOException {
    Path file = temp.resolve("mod.zip");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(new byte[] {1, 2, 3});
      zip.closeEntry();
    }
    return file;
  }

  private ArchiveEdge edge() {
    return new ArchiveEdge(journal.archives(), TypePolicy.DEFAULT);
  }

  private Ruling ask(ArchiveEdge edge, String path, Path file) throws IOException {
    return edge.ruling(
        ROOT,
        path,
        () -> {
          opened++;
          return Files.newByteChannel(file);
        });
  }

  @Test
  void anArchiveThatLeadsOutIsRefusedAndOpenedOnceAlsoAfterARestart() throws IOException {
    Path file = zip("../evil.txt");
    ArchiveEdge edge = edge();

    Ruling first = ask(edge, "mod.zip", file);
    Ruling second = ask(edge, "mod.zip", file);
    journal.close();
    open();
    Ruling later = ask(edge(), "mod.zip", file);

    assertThat(first.treatment()).isEqualTo(Treatment.REFUSE);
    assertThat(first.cause()).isEqualTo(Cause.ARCHIVE_REFUSED);
    assertThat(first.sentence()).endsWith("[ARCHIVE_UNSAFE]");
    assertThat(second).isEqualTo(first);
    assertThat(later).isEqualTo(first);
    assertThat(opened).isEqualTo(1);
  }

  @Test
  void aCleanArchiveAndAZipThatIsNoneMayPassAndCodeMayNot() throws IOException {
    assertThat(ask(edge(), "mod.zip", zip("good.txt"))).isEqualTo(Ruling.INSTALL);
    assertThat(ask(edge(), "run.lua", zip("good.txt")).cause()).isEqualTo(Cause.EXECUTABLE_BLOCKED);
    assertThat(asNew("b.zip", Files.writeString(temp.resolve("b.zip"), "a text")))
        .isEqualTo(Ruling.INSTALL);
    assertThat(asNew("pack.zip", zip("Main.class")).cause()).isEqualTo(Cause.EXECUTABLE_BLOCKED);
    assertThat(asNew("pack.zip", Files.write(temp.resolve("c"), new byte[] {'R', 'a', 'r', '!'})))
        .extracting(Ruling::cause)
        .isEqualTo(Cause.ARCHIVE_SEALED);
  }

  private Ruling asNew(String path, Path file) throws IOException {
    close();
    Files.deleteIfExists(temp.resolve("journal.db"));
    open();
    return ask(edge(), path, file);
  }

  @Test
  void whatWasFoundIsKeptWithTheTimeOfItsFirstExamination() throws IOException {
    long before = System.currentTimeMillis();
    Ruling _ = ask(edge(), "mod.zip", zip("Main.class"));

    ArchiveBook.Finding kept =
        Objects.requireNonNull(journal.archives().findings(Set.of(ROOT)).get(ROOT));

    assertThat(kept.wallMillis()).isBetween(before, System.currentTimeMillis());
    assertThat(ContentsCodec.read(kept.contents()).orElseThrow().code()).isEqualTo(1);
  }
}
