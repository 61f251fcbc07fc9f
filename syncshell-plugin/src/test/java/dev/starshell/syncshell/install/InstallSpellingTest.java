package dev.starshell.syncshell.install;

import static dev.starshell.syncshell.install.InstallScene.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.manifest.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A file system in memory that takes `Mod.zip` and `mod.zip` for one file, as macOS and Windows
/// do.
final class InstallSpellingTest {
  private final FileSystem disk =
      Jimfs.newFileSystem(
          Configuration.osX().toBuilder()
              .setAttributeViews("basic", "owner", "posix", "unix")
              .build());
  private final Path objects = disk.getPath("/objects");
  private final Path folder = disk.getPath("/mods");
  private final MemoryJournal journal = new MemoryJournal();

  @AfterEach
  void close() throws IOException {
    disk.close();
  }

  @ParameterizedTest(name = "links: {0}")
  @ValueSource(booleans = {true, false})
  void aFileThatWasOnlySpelledAnewIsNotDeletedWithItsOldName(boolean links) throws IOException {
    DiskStore store = new DiskStore(objects, links);
    Installer installer = Installer.open(store, journal, folder, List.of(objects));
    Root root = store.add("one".getBytes(StandardCharsets.UTF_8));
    apply(installer, new Entry("Hair", "Deep/Mod.zip", 3, root));

    InstallReport report = apply(installer, new Entry("hair", "deep/mod.zip", 3, root));

    assertThat(report.removed() + report.kept()).isZero();
    assertThat(contents()).containsExactly("one");
    assertThat(journal.installed(BOB))
        .extracting(Installed::path)
        .containsExactly("hair/deep/mod.zip");
    assertThat(apply(installer, new Entry("hair", "deep/mod.zip", 3, root)).unchanged())
        .isEqualTo(1);
  }

  @ParameterizedTest(name = "links: {0}")
  @ValueSource(booleans = {true, false})
  void aFileThatWasSpelledAnewAndChangedIsReplaced(boolean links) throws IOException {
    DiskStore store = new DiskStore(objects, links);
    Installer installer = Installer.open(store, journal, folder, List.of(objects));
    Root one = store.add("one".getBytes(StandardCharsets.UTF_8));
    Root two = store.add("two!".getBytes(StandardCharsets.UTF_8));
    apply(installer, new Entry("hair", "Mod.zip", 3, one));
    Entry now = new Entry("hair", "mod.zip", 4, two);

    InstallReport arrived = installer.add(InstallScene.job(Set.of(), now), List.of(now));
    InstallReport report = apply(installer, now);

    assertThat(arrived.problems()).isEmpty();
    assertThat(report.problems()).isEmpty();
    assertThat(contents()).containsExactly("two!");
    assertThat(journal.installed(BOB)).extracting(Installed::path).containsExactly("hair/mod.zip");
  }

  private static InstallReport apply(Installer installer, Entry entry) throws IOException {
    return installer.apply(InstallScene.job(Set.of(), entry), InstallSettings.DELETE);
  }

  private List<String> contents() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (var all = Files.walk(folder)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        if (path.toString().endsWith(".zip")) {
          files.put(path.toString(), Files.readString(path));
        }
      }
    }
    return List.copyOf(files.values());
  }
}
