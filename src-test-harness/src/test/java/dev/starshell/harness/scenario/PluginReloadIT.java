package dev.starshell.harness.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.BridgeReply;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Installation;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.MemberSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged plugin in real hosts: each unload must leave no thread and no class behind.
final class PluginReloadIT {
  private static final Duration SYNC_MAX = Duration.ofSeconds(60);
  private static final int SMALL_BYTES = 200_000;
  private static final int LARGE_BYTES = 64_000_000;

  @TempDir private Path temp;

  @Test
  void eachUnloadOfAPluginWithoutAShellLeavesNothingBehind() throws Exception {
    try (HostLab lab = new HostLab(Installation.current(), temp.toRealPath())) {
      Member ada = lab.startAll("ada").getFirst();

      for (int round = 1; round <= 3; round++) {
        assertClean(ada, "unload", round);
        ada.run("plugins load syncshell");
        assertThat(ada.run("sync help").ok()).isTrue();
      }
      for (int round = 1; round <= 2; round++) {
        assertClean(ada, "reload", round);
      }
    }
  }

  @Test
  void aLiveShellIsUnloadedCleanlyAndSyncsOnAfterwards() throws Exception {
    try (HostLab lab = new HostLab(Installation.current(), temp.toRealPath())) {
      List<Member> both = lab.startAll("ada", "ben");
      Member ada = both.getFirst();
      Member ben = both.getLast();
      Path shared = Files.createDirectories(temp.resolve("shared"));
      archive(shared.resolve("one.zip"), 1, SMALL_BYTES);
      ada.create("crew");
      ben.join(ada.invite());
      ada.share(shared, "mods");
      awaitArchives(ben, ada, 1);

      for (int round = 1; round <= 2; round++) {
        assertClean(ben, "reload", round);
        assertClean(ada, "unload", round);
        ada.run("plugins load syncshell");
        archive(shared.resolve("after-" + round + ".zip"), 10 + round, SMALL_BYTES);
        awaitArchives(ben, ada, 1 + round);
      }

      assertThat(ben.installed("ada", "mods").resolve("after-2.zip"))
          .hasSameBinaryContentAs(shared.resolve("after-2.zip"));
    }
  }

  /// Over TCP, with WebRTC tried beside it; the test above is over WebRTC alone.
  @Test
  void anUnloadInTheMiddleOfATransferIsCleanOnBothSides() throws Exception {
    try (HostLab lab = new HostLab(Installation.current(), temp.toRealPath())) {
      Member ada = lab.start("ada", settings -> settings.withUpload("4 MiB/s").withDirectTcp());
      Member ben = lab.start("ben", MemberSettings::withDirectTcp);
      Path shared = Files.createDirectories(temp.resolve("shared"));
      archive(shared.resolve("large.zip"), 7, LARGE_BYTES);
      ada.create("crew");
      ben.join(ada.invite());
      ada.share(shared, "mods");
      ben.await("bytes travel", SYNC_MAX, member -> !member.lanes().isEmpty());

      assertClean(ben, "reload", 1);
      ben.await("bytes travel again", SYNC_MAX, member -> !member.lanes().isEmpty());
      assertClean(ada, "reload", 1);
      ada.run("sync limit upload unlimited");
      awaitArchives(ben, ada, 1);

      assertThat(ben.installed("ada", "mods").resolve("large.zip"))
          .hasSameBinaryContentAs(shared.resolve("large.zip"));
    }
  }

  private static void assertClean(Member member, String word, int round) throws IOException {
    BridgeReply reply = member.run("plugins " + word + " syncshell");

    assertThat(reply.data().path("unloadedClean").asBoolean(false))
        .as("%s of %s, round %d: %s", word, member.name(), round, reply.lines())
        .isTrue();
  }

  private static void awaitArchives(Member receiver, Member owner, long count)
      throws IOException, InterruptedException {
    receiver.await(
        count + " archives of " + owner.name(),
        SYNC_MAX,
        member -> member.receivedArchives(owner.name(), "mods") == count);
  }

  /// A valid archive of bytes that no compression makes smaller.
  private static void archive(Path file, int seed, int sizeBytes) throws IOException {
    byte[] content = new byte[sizeBytes];
    new Random(seed).nextBytes(content);
    CRC32 sum = new CRC32();
    sum.update(content);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      ZipEntry entry = new ZipEntry("content.bin");
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(sizeBytes);
      entry.setCrc(sum.getValue());
      zip.putNextEntry(entry);
      zip.write(content);
      zip.closeEntry();
    }
  }
}
