package dev.starshell.syncshell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.install.ArchiveGate.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveEdgeIT {
  private static final Root ROOT = ChunkList.of(new byte[0]).root();

  @TempDir Path temp;
  private final ArchiveEdge edge = new ArchiveEdge();
  private int opened;

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

  private Optional<Refusal> ask(Path file) throws IOException {
    return edge.refusal(
        ROOT,
        () -> {
          opened++;
          return Files.newByteChannel(file);
        });
  }

  @Test
  void anArchiveThatLeadsOutIsRefusedAndOpenedOnce() throws IOException {
    Path file = zip("../evil.txt");

    Optional<Refusal> first = ask(file);
    Optional<Refusal> second = ask(file);

    assertThat(first).map(Refusal::code).contains("ARCHIVE_UNSAFE");
    assertThat(second).isEqualTo(first);
    assertThat(opened).isEqualTo(1);
  }

  @Test
  void aCleanArchiveAndAZipThatIsNoneMayPass() throws IOException {
    assertThat(ask(zip("good.txt"))).isEmpty();
    assertThat(
            new ArchiveEdge()
                .refusal(
                    ROOT,
                    () -> Files.newByteChannel(Files.writeString(temp.resolve("b.zip"), "a text"))))
        .isEmpty();
  }
}
