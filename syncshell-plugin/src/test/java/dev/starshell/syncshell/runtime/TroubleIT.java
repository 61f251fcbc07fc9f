package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.counts;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.limits.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Disks that fail on either side of a transfer.
final class TroubleIT {
  private static final int MB = 1024 * 1024;

  @TempDir Path temp;
  private TestShell shell;
  private TestMember ada;
  private TestMember bob;
  private final FullStore.Switch disk = new FullStore.Switch();

  @BeforeEach
  void begin() throws IOException {
    shell = new TestShell(temp, "ada", "bob");
    ada = shell.member(0);
    bob = shell.member(1);
    bob.seam = store -> new FullStore(store, disk);
    shell.begin();
  }

  @AfterEach
  void end() throws IOException {
    shell.close();
  }

  /// Slows the link and waits until the first bytes of Ada's library have come.
  private void startSlowly() throws IOException {
    shell.net.nanosPerFrame = 3_000_000;
    ada.share("mods");
    until(() -> counts(bob).contentBytesReceived() > 512 * 1024);
    // However long the test is held up now, the transfer is not over.
    shell.net.nanosPerFrame = 50_000_000;
  }

  @Test
  void anArchiveThatChangesWhileItIsSentHoldsUpNoOther() throws IOException {
    ada.write("mods", "big.zip", 1, 16 * MB);
    byte[] small = ada.write("mods", "small.zip", 2, MB);
    startSlowly();

    byte[] changed = ada.write("mods", "big.zip", 3, 4 * MB);
    shell.net.nanosPerFrame = 0;
    // As the watcher would: the scan that the failure began may have met half a file.
    ada.rescan("mods");

    until(() -> Arrays.equals(changed, bob.installed().get("ada/mods/big.zip")));
    assertThat(bob.installed().get("ada/mods/small.zip")).isEqualTo(small);
    assertThat(bob.hasNotice("SOURCE_CHANGED")).isTrue();
    shell.awaitSync();
    assertThat(bob.control().libraries().problems()).isEmpty();
  }

  @Test
  void anArchiveThatIsGoneBeforeItsTurnHoldsUpNoOther() throws IOException {
    byte[] big = ada.write("mods", "big.zip", 1, 16 * MB);
    ada.write("mods", "small.zip", 2, MB);
    startSlowly();

    Files.delete(ada.folder("mods").resolve("small.zip"));
    shell.net.nanosPerFrame = 0;

    until(() -> bob.installed().containsKey("ada/mods/big.zip"));
    shell.awaitSync();
    assertThat(bob.installed()).containsOnlyKeys("ada/mods/big.zip");
    assertThat(bob.installed().get("ada/mods/big.zip")).isEqualTo(big);
    assertThat(bob.hasNotice("SOURCE_GONE")).isTrue();
    assertThat(bob.control().libraries().problems()).isEmpty();
  }

  @Test
  void anArchiveThatWasOnlyTouchedBeforeItsTurnStillArrives() throws IOException {
    ada.write("mods", "big.zip", 1, 16 * MB);
    byte[] small = ada.write("mods", "small.zip", 2, MB);
    startSlowly();

    Files.setLastModifiedTime(ada.folder("mods").resolve("small.zip"), FileTime.fromMillis(1));
    shell.net.nanosPerFrame = 0;

    until(() -> Arrays.equals(small, bob.installed().get("ada/mods/small.zip")));
    assertThat(bob.hasNotice("SOURCE_CHANGED")).isTrue();
    shell.awaitSync();
  }

  @Test
  void aLibraryWhoseFolderIsAwayHoldsUpNoOtherLibrary() throws IOException {
    byte[] kept = ada.write("mods", "kept.zip", 1, MB);
    ada.share("mods");
    until(() -> bob.installed().size() == 1);
    ada.close();
    Files.move(ada.folder("mods"), ada.folder("away"));
    ada.open();
    shell.awaitLinks();

    byte[] other = ada.write("more", "other.zip", 2, MB);
    ada.share("more");

    until(() -> Arrays.equals(other, bob.installed().get("ada/more/other.zip")));
    assertThat(bob.installed().get("ada/mods/kept.zip")).isEqualTo(kept);
    assertThat(bob.control().libraries().received())
        .allMatch(received -> received.kept() == 0 && received.offered() == 1);
  }

  @Test
  void aFullDiskIsNamedAndTheRestComesByItselfWhenThereIsRoom() throws IOException {
    byte[] big = ada.write("mods", "big.zip", 1, 8 * MB);
    startSlowly();

    disk.full = true;
    until(() -> bob.hasNotice("DISK_FULL"));
    shell.net.nanosPerFrame = 0;
    assertThat(bob.installed()).isEmpty();
    disk.full = false;
    long begun = System.nanoTime();
    until(() -> Arrays.equals(big, bob.installed().get("ada/mods/big.zip")));

    assertThat(System.nanoTime() - begun).isLessThan(Limits.STORE_RETRY.plusSeconds(5).toNanos());
    shell.awaitSync();
    assertThat(bob.control().libraries().problems()).isEmpty();
    assertThat(counts(ada).contentBytesSent())
        .isLessThanOrEqualTo(8L * MB + 2L * Limits.LINK_WINDOW_BYTES);
  }
}
