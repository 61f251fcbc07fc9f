package dev.starshell.harness.scenario;

import static dev.starshell.harness.scenario.Scenes.LIBRARY;
import static dev.starshell.harness.scenario.Scenes.SYNC_MAX;
import static dev.starshell.harness.scenario.Scenes.assertSame;
import static dev.starshell.harness.scenario.Scenes.awaitCopy;
import static dev.starshell.harness.scenario.Scenes.library;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.TreeCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole home of the receiver, with its store, journal and log, lies on a small disk of its own
/// that another program fills to the last byte while archives come in.
class FullDiskHostIT {
  private static final int DISK_MIB = 384;
  private static final long LIBRARY_BYTES = 40_000_000;
  private static final int AGAIN_BYTES_MAX = 12_000_000;

  @TempDir Path temp;

  private Path home;

  @BeforeEach
  void mount() throws Exception {
    home = Files.createDirectory(temp.toRealPath().resolve("Full"));
    assumeTrue(
        OtherProgram.run(
            "mount", "-t", "tmpfs", "-o", "mode=700,size=" + DISK_MIB + "m", "tmpfs", home + ""),
        "no right to mount a small disk");
  }

  @AfterEach
  void unmount() throws Exception {
    OtherProgram.run("umount", "-l", home.toString());
  }

  @Test
  void aDiskThatFillsUpWhileReceivingIsNamedAndItGoesOnWhenThereIsRoom() throws Exception {
    Path mods = library(temp.resolve("mods of Giver"), 51, 8, LIBRARY_BYTES, 0);
    long unique = TreeCheck.uniqueBytes(mods);
    try (HostLab lab = Scenes.lab(temp)) {
      Member giver = lab.start("Giver", settings -> settings.withUpload("8 MiB/s"));
      Member full = lab.start("Full", settings -> settings.withReserve("0 B"));
      long pid = full.process().pid();
      Scenes.gather(giver, full);
      giver.share(mods, LIBRARY);
      full.await(
          "a quarter", SYNC_MAX, m -> m.status().traffic().contentReceived() > LIBRARY_BYTES / 4);

      Path filler = fill(home.resolve("of another program"));
      giver.run("sync limit upload unlimited");
      full.await("DISK_FULL", SYNC_MAX, FullDiskHostIT::namesTheFullDisk);
      assertNothingPartlyVisible(full, giver, mods);
      assertThat(full.run("sync help").ok()).isTrue();

      Files.delete(filler);
      awaitCopy(full, giver, mods);

      assertSame(full, giver, mods);
      full.await("no problem left", SYNC_MAX, member -> member.problems().isEmpty());
      assertThat(full.process().pid()).isEqualTo(pid);
      assertThat(full.status().traffic().contentReceived())
          .isBetween(unique, unique + AGAIN_BYTES_MAX);
    }
  }

  private static boolean namesTheFullDisk(Member member) throws IOException {
    return member.problems().stream()
        .anyMatch(
            problem -> problem.startsWith("DISK_FULL ") && problem.contains("Free some space"));
  }

  /// What is visible is whole: the size and the bytes of its source.
  private static void assertNothingPartlyVisible(Member receiver, Member owner, Path library)
      throws IOException {
    Path installed = receiver.installed(owner.name(), LIBRARY);
    Map<String, Long> wanted = TreeCheck.sizes(library);
    for (Map.Entry<String, Long> file : TreeCheck.sizes(installed).entrySet()) {
      assertThat(file.getValue()).as(file.getKey()).isEqualTo(wanted.get(file.getKey()));
      assertThat(TreeCheck.sha256(installed.resolve(file.getKey())))
          .as(file.getKey())
          .isEqualTo(TreeCheck.sha256(library.resolve(file.getKey())));
    }
    assertThat(TreeCheck.sizes(installed)).hasSizeLessThan(wanted.size());
  }

  /// Writes until the disk takes no more.
  private static Path fill(Path file) throws IOException {
    byte[] piece = new byte[4_096];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(piece);
      }
    } catch (IOException isFull) {
      assertThat(Files.getFileStore(file).getUsableSpace()).as(isFull + "").isLessThan(65_536);
    }
    return file;
  }
}
