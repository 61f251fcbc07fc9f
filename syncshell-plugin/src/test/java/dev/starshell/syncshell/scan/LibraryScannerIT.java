package dev.starshell.syncshell.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.ArchiveHasher;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.journal.Journal.SharedLibrary;
import dev.starshell.syncshell.journal.sqlite.SqliteJournal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryScannerIT {
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00.123456789Z");

  @TempDir private Path home;
  private Path folder;
  private SharedLibrary library;
  private SqliteJournal journal;
  private LibraryScanner scanner;
  private final List<ScanProgress> heard = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void open() throws IOException {
    folder = home.resolve("mods");
    Files.createDirectory(folder);
    library = new SharedLibrary("mods", folder);
    journal = SqliteJournal.open(home.resolve("journal.db"));
    journal.share(library);
    scanner = new LibraryScanner(journal.index(), 2);
  }

  @AfterEach
  void close() throws IOException {
    scanner.close();
    journal.close();
  }

  private Path write(String path, byte[] bytes) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    return file;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Root root(byte[] bytes) {
    ArchiveHasher hasher = new ArchiveHasher();
    hasher.room().put(bytes);
    hasher.take();
    return hasher.finish().root();
  }

  private ScanResult scan() throws Exception {
    heard.clear();
    return scanner.scan(library, heard::add);
  }

  @Test
  void regularFilesAreFoundWithTheirRoots() throws Exception {
    write("b.zip", text("b"));
    write("sub/ünïcode 模组 ☃.ttmp2", text("unicode"));
    write("sub/deep/same.zip", text("b"));
    write("empty.pmp", new byte[0]);

    ScanResult result = scan();

    assertThat(result.complete()).isTrue();
    assertThat(result.problems()).isEmpty();
    assertThat(result.archives())
        .containsExactly(
            new ScannedArchive("b.zip", 1, root(text("b"))),
            new ScannedArchive("empty.pmp", 0, root(new byte[0])),
            new ScannedArchive("sub/deep/same.zip", 1, root(text("b"))),
            new ScannedArchive("sub/ünïcode 模组 ☃.ttmp2", 7, root(text("unicode"))));
    assertThat(heard.getLast()).isEqualTo(new ScanProgress(9, 9, 4, 4, true));
  }

  @Test
  void unchangedFilesAreNotReadAgainAndChangedOnesAre() throws Exception {
    write("a.zip", text("aaa"));
    Path changing = write("b.zip", text("bbb"));
    scan();

    ScanResult unchanged = scan();
    assertThat(heard.getLast()).isEqualTo(new ScanProgress(0, 0, 2, 2, true));
    Files.write(changing, text("BBB"));
    ScanResult changed = scan();

    assertThat(heard.getLast().bytesTotal()).isEqualTo(3);
    assertThat(unchanged.archives().get(1).root()).isEqualTo(root(text("bbb")));
    assertThat(changed.archives().get(1).root()).isEqualTo(root(text("BBB")));
  }

  @Test
  void fileReplacedByAnotherOfTheSameSizeAndTimeIsNoticed() throws Exception {
    write("a.zip", text("aaa"));
    scan();
    Path other = write("incoming", text("AAA"));

    Files.move(other, folder.resolve("a.zip"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThat(scan().archives().getFirst().root()).isEqualTo(root(text("AAA")));
  }

  @Test
  void fileChangedJustBeforeTheScanIsReadAgainByTheNext() throws Exception {
    Path file = write("a.zip", text("aaa"));
    FileTime now = FileTime.from(Instant.now().plusSeconds(1));
    Files.setLastModifiedTime(file, now);
    scan();

    Files.write(file, text("AAA"));
    Files.setLastModifiedTime(file, now);

    assertThat(scan().archives().getFirst().root()).isEqualTo(root(text("AAA")));
  }

  @Test
  void removedFilesAreForgotten() throws Exception {
    Path file = write("a.zip", text("aaa"));
    scan();

    Files.delete(file);

    assertThat(scan().archives()).isEmpty();
    assertThat(journal.index().files("mods")).isEmpty();
    assertThat(journal.index().whole(List.of(root(text("aaa"))))).isEmpty();
  }

  @Test
  void whatIsNotSharedIsListedWithItsReason() throws Exception {
    write("ok.zip", text("ok"));
    write(".hidden/inside.zip", text("x"));
    write("half.zip.part", text("x"));
    write("con.zip", text("x"));
    write("OK.zip", text("x"));
    Files.createSymbolicLink(folder.resolve("link.zip"), folder.resolve("ok.zip"));
    Files.createSymbolicLink(folder.resolve("linked"), home);

    ScanResult result = scan();

    assertThat(result.archives()).extracting(ScannedArchive::path).containsExactly("OK.zip");
    assertThat(result.problems())
        .extracting(ScanProblem::path, ScanProblem::code)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(".hidden", ScanCode.NAME_HIDDEN),
            org.assertj.core.groups.Tuple.tuple("half.zip.part", ScanCode.NAME_TEMPORARY),
            org.assertj.core.groups.Tuple.tuple("con.zip", ScanCode.PATH_UNSAFE),
            org.assertj.core.groups.Tuple.tuple("ok.zip", ScanCode.PATH_COLLIDES),
            org.assertj.core.groups.Tuple.tuple("link.zip", ScanCode.NOT_A_FILE),
            org.assertj.core.groups.Tuple.tuple("linked", ScanCode.NOT_A_FILE));
  }

  @Test
  void missingFolderIsNoEmptyLibrary() throws Exception {
    write("a.zip", text("aaa"));
    scan();

    Files.move(folder, home.resolve("unplugged"));
    ScanResult result = scan();

    assertThat(result.complete()).isFalse();
    assertThat(result.problems())
        .singleElement()
        .extracting(ScanProblem::code)
        .isEqualTo(ScanCode.FOLDER_MISSING);
    assertThat(journal.index().files("mods")).hasSize(1);
  }

  @Test
  void fileThatGrowsWhileItIsReadIsLeftForTheNextScan() throws Exception {
    byte[] large = new byte[8 << 20];
    new SplittableRandom(1).nextBytes(large);
    Path file = write("growing.zip", large);
    CountDownLatch grown = new CountDownLatch(1);
    // The first progress report comes from the middle of the file.
    ScanListener grow =
        progress -> {
          if (!progress.finished() && grown.getCount() > 0) {
            try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
              access.seek(access.length());
              access.write(1);
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
            grown.countDown();
          }
        };
    RandomAccessFile slow = new RandomAccessFile(file.toFile(), "rw");
    slow.setLength(1L << 30);
    slow.close();

    ScanResult result = scanner.scan(library, grow);

    assertThat(grown.getCount()).as("the file grew during the scan").isZero();
    assertThat(result.archives()).isEmpty();
    assertThat(result.problems())
        .singleElement()
        .extracting(ScanProblem::code)
        .isEqualTo(ScanCode.SOURCE_CHANGED);
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      access.setLength(1000);
    }
    assertThat(scan().archives()).hasSize(1);
  }

  @Test
  void fileBeyondTwoGibibytesIsOrdinary() throws Exception {
    long size = (2L << 30) + 100_000_000;
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("big.zip").toFile(), "rw")) {
      file.setLength(size);
    }

    ScanResult result = scan();

    assertThat(result.archives())
        .singleElement()
        .extracting(ScannedArchive::sizeBytes)
        .isEqualTo(size);
    assertThat(heard.getLast().bytesDone()).isEqualTo(size);
    assertThat(
            journal.index().chunks(result.archives().getFirst().root()).orElseThrow().sizeBytes())
        .isEqualTo(size);
  }

  @Test
  void interruptEndsTheScanAndWhatWasHashedIsKept() throws Exception {
    write("small.zip", text("small"));
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("big.zip").toFile(), "rw")) {
      file.setLength(8L << 30);
    }
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<String> end = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                scanner.scan(library, _ -> started.countDown());
                end.complete("finished");
              } catch (InterruptedException e) {
                end.complete("interrupted");
              } catch (IOException | RuntimeException e) {
                end.completeExceptionally(e);
              }
            });
    assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();

    thread.interrupt();

    assertThat(end.get(5, TimeUnit.SECONDS)).isEqualTo("interrupted");
  }

  @Test
  void closedScannerDoesNotScan() throws Exception {
    write("a.zip", text("a"));
    scanner.close();

    assertThatThrownBy(this::scan).isInstanceOf(InterruptedException.class);
  }

  @Test
  void foldersThatOverlapOthersOrOurOwnAreRefused() throws Exception {
    Path inside = Files.createDirectories(folder.resolve("inside"));
    Path data = Files.createDirectories(home.resolve("data/store"));
    Path link = Files.createSymbolicLink(home.resolve("link"), inside);
    List<SharedLibrary> shared = List.of(library);

    assertThat(code("x", inside, shared, List.of())).isEqualTo(ScanCode.FOLDER_NESTED);
    assertThat(code("x", link, shared, List.of())).isEqualTo(ScanCode.FOLDER_NESTED);
    assertThat(code("x", home, shared, List.of())).isEqualTo(ScanCode.FOLDER_NESTED);
    assertThat(code("x", folder, shared, List.of())).isEqualTo(ScanCode.FOLDER_NESTED);
    assertThat(code("x", data, List.of(), List.of(home.resolve("data"))))
        .isEqualTo(ScanCode.FOLDER_NESTED);
    assertThat(code("x", home.resolve("none"), shared, List.of()))
        .isEqualTo(ScanCode.FOLDER_MISSING);
    assertThat(
            FolderRules.check(
                new SharedLibrary("mods", inside), shared, List.of(home.resolve("data"))))
        .isEmpty();
    assertThat(FolderRules.check(new SharedLibrary("x", data), shared, List.of())).isEmpty();
  }

  private static ScanCode code(
      String name, Path folder, List<SharedLibrary> shared, List<Path> own) {
    return FolderRules.check(new SharedLibrary(name, folder), shared, own).orElseThrow().code();
  }
}
