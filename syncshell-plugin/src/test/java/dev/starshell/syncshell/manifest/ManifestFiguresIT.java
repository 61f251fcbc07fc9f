package dev.starshell.syncshell.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.protocol.DecodeResult.Decoded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Times of 10,000 entries, best of a few. Source of the bounds: docs/BENCHMARKS.md.
final class ManifestFiguresIT {
  private static final int ROUNDS = 8;

  @Test
  void tenThousandEntriesAreSignedReadAndComparedInTime() {
    List<Entry> found = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      found.add(
          Manifests.entry("library", "folder " + i % 100 + "/a mod of some kind " + i + ".pmp", i));
    }
    Duration[] best = {Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1)};

    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      Manifest manifest =
          new Manifest(
              Manifests.SHELL,
              Manifests.ADA.key(),
              1,
              Manifest.NO_DIGEST,
              Manifests.NOW,
              ManifestDraft.of(found).entries());
      SignedManifest signed = ManifestCodec.sign(Manifests.ADA, manifest);
      long written = System.nanoTime();
      var read = ManifestCodec.read(signed.signed(), Manifests.SHELL, Manifests.ADA.key());
      long done = System.nanoTime();
      ManifestDiff diff = ManifestDiff.between(manifest.entries(), manifest.entries());
      long compared = System.nanoTime();

      assertThat(read).isInstanceOf(Decoded.class);
      assertThat(diff.isEmpty()).isTrue();
      keepBest(best, 0, written - start);
      keepBest(best, 1, done - written);
      keepBest(best, 2, compared - done);
    }

    assertThat(best[0]).isLessThan(Duration.ofSeconds(2));
    assertThat(best[1]).isLessThan(Duration.ofMillis(300));
    assertThat(best[2]).isLessThan(Duration.ofMillis(100));
  }

  private static void keepBest(Duration[] best, int at, long nanos) {
    Duration now = Duration.ofNanos(nanos);
    best[at] = now.compareTo(best[at]) < 0 ? now : best[at];
  }
}
