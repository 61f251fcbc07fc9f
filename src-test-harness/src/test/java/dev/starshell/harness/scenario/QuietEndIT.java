package dev.starshell.harness.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Installation;
import dev.starshell.harness.lab.Member;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The last that a person sees of a host.
final class QuietEndIT {
  @TempDir Path temp;

  @Test
  void afterTheEndOfAHostNativeCodeWritesNothingMore() throws Exception {
    try (HostLab lab = new HostLab(Installation.current(), temp.toRealPath())) {
      Member ada = lab.startAll("ada").getFirst();
      assertThat(ada.run("sync status").ok()).isTrue();

      ada.process().stop();

      assertThat(Files.readString(ada.process().log()))
          .contains("Starshell")
          .doesNotContain("VM attach", "Failed to attach");
    }
  }
}
