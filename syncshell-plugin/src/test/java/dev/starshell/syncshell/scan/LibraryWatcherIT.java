package dev.starshell.syncshell.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.starshell.syncshell.journal.Journal.SharedLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryWatcherIT {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path home;
  private final List<String> changed = new CopyOnWriteArrayList<>();

  private LibraryWatcher watcher(Duration quiet, Duration most, Duration periodic)
      throws IOException {
    return new LibraryWatcher(new LibraryWatcher.Timing(quiet, most, periodic), changed::add);
  }

  private SharedLibrary library(String name) throws IOException {
    return new SharedLibrary(name, Files.createDirectories(home.resolve(name)));
  }

  private void awaitChanges(int count) {
    await().atMost(Duration.ofSeconds(15)).until(() -> changed.size() >= count);
  }

  @Test
  void changesInOldAndNewFoldersAreToldOnceForEachBurst() throws Exception {
    SharedLibrary mods = library("mods");
    SharedLibrary other = library("other");
    try (LibraryWatcher watcher = watcher(Duration.ofMillis(200), HOUR, HOUR)) {
      watcher.watch(mods);
      watcher.watch(other);

      for (int i = 0; i < 20; i++) {
        Files.writeString(mods.folder().resolve(i + ".zip"), "x");
      }
      Path sub = Files.createDirectories(mods.folder().resolve("a/b"));
      awaitChanges(1);
      assertThat(changed).containsExactly("mods");

      Files.writeString(sub.resolve("deep.zip"), "x");
      awaitChanges(2);
      Files.delete(sub.resolve("deep.zip"));
      awaitChanges(3);

      assertThat(changed).containsOnly("mods");
    }
  }

  @Test
  void changesThatNeverCalmDownAreToldAllTheSame() throws Exception {
    SharedLibrary mods = library("mods");
    try (LibraryWatcher watcher = watcher(HOUR, Duration.ofMillis(300), HOUR)) {
      watcher.watch(mods);

      Files.writeString(mods.folder().resolve("a.zip"), "x");

      awaitChanges(1);
    }
  }

  @Test
  void librariesAreLookedAtFromTimeToTimeAndHealAfterTheirFolderCameBack() throws Exception {
    SharedLibrary mods = library("mods");
    try (LibraryWatcher watcher = watcher(Duration.ofMillis(50), HOUR, Duration.ofMillis(400))) {
      watcher.watch(mods);
      awaitChanges(1);

      Files.delete(mods.folder());
      int before = changed.size();
      awaitChanges(before + 2);
      Files.createDirectory(mods.folder());
      int after = changed.size();
      awaitChanges(after + 2);
    }
  }

  @Test
  void hiddenAndUnfinishedFilesAndUnwatchedLibrariesAreNotTold() throws Exception {
    SharedLibrary mods = library("mods");
    SharedLibrary gone = library("gone");
    try (LibraryWatcher watcher = watcher(Duration.ofMillis(50), HOUR, HOUR)) {
      watcher.watch(mods);
      watcher.watch(gone);
      watcher.unwatch("gone");

      Files.writeString(gone.folder().resolve("a.zip"), "x");
      Files.writeString(mods.folder().resolve(".hidden"), "x");
      Files.writeString(mods.folder().resolve("a.zip.part"), "x");
      // The one that is told comes after those that must not be.
      await().pollDelay(Duration.ofMillis(300)).until(() -> true);
      assertThat(changed).isEmpty();
      Files.move(mods.folder().resolve("a.zip.part"), mods.folder().resolve("a.zip"));

      awaitChanges(1);
      assertThat(changed).containsExactly("mods");
    }
  }

  @Test
  void listenerThatFailsHearsOfTheNextChange() throws Exception {
    SharedLibrary mods = library("mods");
    LibraryWatcher.Listener failing =
        name -> {
          changed.add(name);
          throw new IllegalStateException("on purpose");
        };
    try (LibraryWatcher watcher =
        new LibraryWatcher(new LibraryWatcher.Timing(Duration.ofMillis(50), HOUR, HOUR), failing)) {
      watcher.watch(mods);
      Files.writeString(mods.folder().resolve("a.zip"), "x");
      awaitChanges(1);

      Files.writeString(mods.folder().resolve("b.zip"), "x");

      awaitChanges(2);
    }
  }
}
