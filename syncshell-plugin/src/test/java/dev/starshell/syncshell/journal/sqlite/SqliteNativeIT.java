package dev.starshell.syncshell.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.journal.StateException;
import dev.starshell.syncshell.journal.StateFault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

final class SqliteNativeIT {
  private static final String RESOURCE =
      LibraryLoaderUtil.getNativeLibResourcePath().substring(1)
          + "/"
          + LibraryLoaderUtil.getNativeLibName();

  @TempDir Path scratch;

  @Test
  void theListHasEveryNativeLibraryOfTheDriverOfTheListedVersion() throws Exception {
    assertThat(SqliteNative.listed().version()).isEqualTo(SQLiteJDBCLoader.getVersion());
    for (String name : SqliteNative.listed().names()) {
      assertThat(Sha256.of(bytes(name)))
          .as("%s; a new version needs a new list", name)
          .isEqualTo(SqliteNative.listed().hashOf(name).orElseThrow());
    }
  }

  @Test
  void theListedLibraryIsKeptUnderItsHash() throws Exception {
    Path file = SqliteNative.checked(scratch.resolve("n"), RESOURCE, SqliteNativeIT::open);

    assertThat(file).hasBinaryContent(bytes(RESOURCE)).hasParent(scratch.resolve("n"));
    assertThat(file.getFileName().toString())
        .contains(SqliteNative.listed().hashOf(RESOURCE).orElseThrow().toHex());
  }

  @Test
  void aLibraryThatDiffersInOneByteIsRefusedAndNotWritten() throws Exception {
    byte[] altered = bytes(RESOURCE);
    altered[altered.length / 2] ^= 1;

    assertThatThrownBy(() ->
            SqliteNative.checked(
                scratch.resolve("n"),
                RESOURCE,
                _ -> Optional.of(new ByteArrayInputStream(altered))))
        .isInstanceOfSatisfying(
            StateException.class, e -> assertThat(e.fault()).isEqualTo(StateFault.NATIVE_ALTERED))
        .hasMessageContaining("Get the plugin's JAR anew");
    assertThat(scratch.resolve("n")).doesNotExist();
  }

  @Test
  void aFileThatWasAlteredOnTheDiskIsWrittenAnewAndOldOnesGo() throws Exception {
    Path folder = scratch.resolve("n");
    Path file = SqliteNative.checked(folder, RESOURCE, SqliteNativeIT::open);
    Files.writeString(file, "altered");
    Files.writeString(folder.resolve("sqlite-0123.so"), "an older version");
    Files.writeString(folder.resolve("webrtc-0123.so"), "not ours");

    Path again = SqliteNative.checked(folder, RESOURCE, SqliteNativeIT::open);

    assertThat(again).isEqualTo(file).hasBinaryContent(bytes(RESOURCE));
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(file, folder.resolve("webrtc-0123.so"));
    }
  }

  @Test
  void anOldLibraryThatCannotBeDeletedStopsNothing() throws Exception {
    Path folder = scratch.resolve("n");
    // As Windows keeps a file that is in use, so does any system a folder that is not empty.
    Path stuck = Files.createDirectories(folder.resolve("sqlite-0123.dll/inside"));
    Files.writeString(folder.resolve("sqlite-0124.dll"), "an older version");

    Path file = SqliteNative.checked(folder, RESOURCE, SqliteNativeIT::open);

    assertThat(file).hasBinaryContent(bytes(RESOURCE));
    assertThat(stuck).exists();
    assertThat(folder.resolve("sqlite-0124.dll")).doesNotExist();
  }

  @Test
  void aPlatformThatIsNotListedIsToldSo() {
    assertThatThrownBy(() ->
            SqliteNative.checked(scratch, "org/sqlite/native/Plan9/x86/x.so", SqliteNativeIT::open))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("Plan9");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anOpenJournalHasLoadedTheLibraryFromOurFolder() throws Exception {
    SqliteJournal.open(scratch.resolve("journal.db")).close();

    // Another test of this JVM may have loaded it from a folder that is gone since.
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      assertThat(maps.filter(line -> line.contains("sqlite")))
          .isNotEmpty()
          .allMatch(line -> line.contains("/native/sqlite-"));
    }
  }

  private static Optional<InputStream> open(String name) {
    return Optional.ofNullable(SQLiteJDBCLoader.class.getClassLoader().getResourceAsStream(name));
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = open(name).orElseThrow(() -> new IOException(Objects.toString(name)))) {
      return in.readAllBytes();
    }
  }
}
