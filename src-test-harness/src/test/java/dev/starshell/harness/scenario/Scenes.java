package dev.starshell.harness.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.archive.ArchiveGenerator;
import dev.starshell.harness.archive.LibraryPlan;
import dev.starshell.harness.lab.BridgeReply;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Installation;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.TreeCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// What several scenarios need.
final class Scenes {
  static final Duration SYNC_MAX = Duration.ofSeconds(60);
  static final String LIBRARY = "mods";

  private Scenes() {}

  static HostLab lab(Path folder) throws IOException {
    return new HostLab(Installation.current(), folder.toRealPath());
  }

  /// Makes a library of generated archives.
  static Path library(Path folder, long seed, int archives, long totalBytes, int twice)
      throws IOException {
    Files.createDirectories(folder);
    ArchiveGenerator.generate(LibraryPlan.of(seed, archives, totalBytes, twice), folder);
    return folder;
  }

  /// Makes a shell of the first member and lets the others in.
  static void gather(Member owner, Member... guests) throws IOException, InterruptedException {
    owner.create("Raid night");
    for (Member guest : guests) {
      guest.join(owner.invite());
    }
  }

  /// Waits until a member has all files of another's library, in their sizes.
  static void awaitCopy(Member receiver, Member owner, Path library)
      throws IOException, InterruptedException {
    Map<String, Long> wanted = TreeCheck.sizes(library);
    receiver.await(
        wanted.size() + " files of " + owner.name(),
        SYNC_MAX,
        member ->
            TreeCheck.sizes(member.installed(owner.name(), LIBRARY)).equals(wanted)
                && member.status().inSync());
  }

  /// A refusal has the stable code, and a sentence that is more than the code.
  static void assertRefused(BridgeReply reply, String code) {
    assertThat(reply.ok()).isFalse();
    assertThat(reply.code()).as(reply.sentence()).isEqualTo(code);
    assertThat(reply.sentence()).hasSizeGreaterThan(20);
  }

  static void assertSame(Member receiver, Member owner, Path library) throws IOException {
    var result = TreeCheck.compare(library, receiver.installed(owner.name(), LIBRARY));
    assertThat(result.differences()).isEmpty();
  }
}
