package dev.starshell.harness.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.sim.Archives.Archive;
import dev.starshell.syncshell.content.ChunkRange;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The disk of the simulator loses what a disk may lose, and nothing else.
class SimDiskTest {
  private static final Archive ARCHIVE = Archives.number(5);
  private static final int COUNT = ARCHIVE.chunks().count();

  private static SimDisk written(long seed) {
    SimDisk disk = new SimDisk(new Chance(seed), new Tally(), Mutation.NONE, _ -> {});
    disk.begin(ARCHIVE.root(), ARCHIVE.chunks());
    for (int chunk = 0; chunk < COUNT; chunk++) {
      disk.write(ARCHIVE.root(), chunk, true);
    }
    return disk;
  }

  @Test
  void aKilledProcessLeavesAllThatWasWritten() {
    SimDisk disk = written(1);

    disk.crash(false);

    assertThat(disk.chunksHere(ARCHIVE.root())).isEqualTo(COUNT);
    assertThat(disk.begin(ARCHIVE.root(), ARCHIVE.chunks())).contains(List.of());
  }

  @Test
  void aPowerLossTakesSomeOfWhatWasNotForced() {
    int least = COUNT;
    int most = 0;
    for (int seed = 0; seed < 100; seed++) {
      SimDisk disk = written(seed);
      disk.crash(true);
      int here = disk.chunksHere(ARCHIVE.root());
      least = Math.min(least, here);
      most = Math.max(most, here);
    }

    assertThat(COUNT).isGreaterThan(1);
    assertThat(least).isLessThan(COUNT);
    assertThat(most).isGreaterThan(least);
  }

  @Test
  void aPowerLossTakesNothingThatWasForced() {
    for (int seed = 0; seed < 100; seed++) {
      SimDisk disk = written(seed);
      disk.flush(ARCHIVE.root());
      disk.crash(true);
      assertThat(disk.chunksHere(ARCHIVE.root())).isEqualTo(COUNT);
    }
  }

  @Test
  void whatIsPublishedStaysPublished() {
    for (int seed = 0; seed < 100; seed++) {
      SimDisk disk = written(seed);
      assertThat(disk.publish(List.of(ARCHIVE.root()))).isEmpty();
      disk.crash(true);
      disk.recover();
      assertThat(disk.isDurable(ARCHIVE.root())).isTrue();
    }
  }

  @Test
  void aTornChunkIsFoundAndMissing() {
    for (int seed = 0; seed < 100; seed++) {
      SimDisk disk = written(seed);
      disk.crash(true);
      int here = disk.chunksHere(ARCHIVE.root());
      int missing =
          disk.begin(ARCHIVE.root(), ARCHIVE.chunks()).orElseThrow().stream()
              .mapToInt(ChunkRange::count)
              .sum();
      assertThat(missing).isEqualTo(COUNT - here);
    }
  }
}
