package dev.starshell.harness.scenario;

import static dev.starshell.harness.scenario.Scenes.LIBRARY;
import static dev.starshell.harness.scenario.Scenes.SYNC_MAX;
import static dev.starshell.harness.scenario.Scenes.assertSame;
import static dev.starshell.harness.scenario.Scenes.awaitCopy;
import static dev.starshell.harness.scenario.Scenes.library;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.TreeCheck;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartIT {
  /// What may travel again after a crash: what was on its way or not on disk yet.
  private static final long AGAIN_BYTES_MAX = 12_000_000;

  @TempDir Path temp;

  @Test
  void aReceiverKilledInTheMiddleFinishesWithoutFetchingAllAgain() throws Exception {
    Path mods = library(temp.resolve("mods of Ann"), 31, 20, 40_000_000, 0);
    long unique = TreeCheck.uniqueBytes(mods);
    try (HostLab lab = Scenes.lab(temp)) {
      // Slow enough to be caught in the middle.
      Member ann = lab.start("Ann", settings -> settings.withUpload("6 MiB/s"));
      Member bob = lab.start("Bob", settings -> settings);
      Scenes.gather(ann, bob);
      ann.share(mods, LIBRARY);
      bob.await("half of it", SYNC_MAX, m -> m.status().traffic().contentReceived() > unique / 2);

      bob.process().kill();
      bob.process().restart();
      awaitCopy(bob, ann, mods);

      assertSame(bob, ann, mods);
      // Counted by Ann, who lives on: what came to Bob between a look at his count and the kill
      // would be in neither of his two counts.
      assertThat(ann.status().traffic().contentSent()).isBetween(unique, unique + AGAIN_BYTES_MAX);
      assertThat(bob.status().traffic().contentReceived()).isLessThan(unique / 2 + AGAIN_BYTES_MAX);
    }
  }

  @Test
  void aHostThatWasStoppedComesBackInStepWithoutSendingContent() throws Exception {
    Path mods = library(temp.resolve("mods of Ann"), 32, 6, 3_000_000, 0);
    try (HostLab lab = Scenes.lab(temp)) {
      Member ann = lab.start("Ann", settings -> settings);
      Member bob = lab.start("Bob", settings -> settings);
      Scenes.gather(ann, bob);
      ann.share(mods, LIBRARY);
      awaitCopy(bob, ann, mods);

      assertThat(bob.process().stop()).isLessThan(Duration.ofSeconds(3));
      bob.process().restart();
      bob.await("linked again", SYNC_MAX, m -> m.status().links() > 0 && m.status().inSync());

      assertSame(bob, ann, mods);
      assertThat(bob.status().traffic().contentReceived()).isZero();
    }
  }
}
