package dev.starshell.harness.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.archive.ArchiveLimits;
import dev.starshell.syncshell.archive.Family;
import dev.starshell.syncshell.archive.Preflight;
import dev.starshell.syncshell.archive.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedArchivesPassIT {
  @TempDir Path temp;

  @Test
  void everyKindIsCleanAndKnownForWhatItIs() throws IOException {
    Preflight preflight = new Preflight(ArchiveLimits.DEFAULT);

    for (Path file : ArchiveGenerator.generate(LibraryPlan.of(3, 16, 20_000_000, 0), temp)) {
      String name = file.getFileName().toString();
      Family wanted =
          switch (name.substring(name.lastIndexOf('.'))) {
            case ".jar" -> Family.FABRIC;
            case ".zip" -> Family.RESOURCE_PACK;
            case ".ttmp2" -> Family.TEXTOOLS;
            default -> Family.PENUMBRA;
          };
      assertThat(preflight.examine(file))
          .as(name)
          .isInstanceOfSatisfying(
              Verdict.Clean.class,
              clean -> assertThat(clean.summary().main().family()).isEqualTo(wanted));
    }
  }
}
