package dev.starshell.harness.scenario;

import static dev.starshell.harness.scenario.Scenes.LIBRARY;
import static dev.starshell.harness.scenario.Scenes.SYNC_MAX;
import static dev.starshell.harness.scenario.Scenes.assertSame;
import static dev.starshell.harness.scenario.Scenes.awaitCopy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.archive.Dice;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.TreeCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The owner of an archive writes into it while it is being sent.
class SourceChangedIT {
  private static final int BIG_BYTES = 24_000_000;
  private static final int SMALL_BYTES = 300_000;

  @TempDir Path temp;

  @Test
  void anArchiveThatChangesWhileItIsSentIsNamedAndItsNewVersionFollows() throws Exception {
    Path mods = Files.createDirectory(temp.resolve("mods of Ann"));
    write(mods.resolve("big.zip"), 1, BIG_BYTES);
    try (HostLab lab = Scenes.lab(temp)) {
      Member ann = lab.start("Ann", settings -> settings.withUpload("3 MiB/s"));
      Member bob = lab.start("Bob", settings -> settings);
      Scenes.gather(ann, bob);
      ann.share(mods, LIBRARY);
      bob.await(
          "the first part", SYNC_MAX, m -> m.status().traffic().contentReceived() > BIG_BYTES / 8);

      write(mods.resolve("big.zip"), 2, BIG_BYTES / 2);
      write(mods.resolve("small.zip"), 3, SMALL_BYTES);
      bob.await(
          "SOURCE_CHANGED",
          SYNC_MAX,
          member -> member.process().logTail(100).contains("SOURCE_CHANGED"));
      var meanwhile = TreeCheck.sizes(bob.installed("Ann", LIBRARY));
      ann.run("sync limit upload unlimited");
      awaitCopy(bob, ann, mods);

      // Never a file of mixed versions, nor the old one, of which the rest is gone.
      assertThat(meanwhile.getOrDefault("big.zip", BIG_BYTES / 2L)).isEqualTo(BIG_BYTES / 2L);
      assertThat(bob.process().logTail(100)).contains("the new version follows");
      assertSame(bob, ann, mods);
      assertThat(bob.problems()).isEmpty();
      assertThat(ann.run("sync help").ok()).isTrue();
    }
  }

  private static void write(Path file, int seed, int sizeBytes) throws IOException {
    Files.write(file, Dice.of(sizeBytes, seed).bytes(sizeBytes));
  }
}
