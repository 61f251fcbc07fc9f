package dev.starshell.harness.scenario;

import static dev.starshell.harness.scenario.Scenes.LIBRARY;
import static dev.starshell.harness.scenario.Scenes.awaitCopy;
import static dev.starshell.harness.scenario.Scenes.library;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.BridgeReply;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What real hosts keep, damaged or opened to others while they are down.
final class StateFilesIT {
  private static final long LIBRARY_BYTES = 2_000_000;

  @TempDir Path temp;

  @Test
  void aDamagedJournalIsKeptAsideAndTheStoreIsTakenInAgain() throws Exception {
    try (HostLab lab = Scenes.lab(temp)) {
      List<Member> both = lab.startAll("ada", "bob");
      Member ada = both.get(0);
      Member bob = both.get(1);
      Scenes.gather(ada, bob);
      Path mods = library(temp.resolve("mods"), 5, 3, LIBRARY_BYTES, 0);
      ada.share(mods, LIBRARY);
      awaitCopy(bob, ada, mods);
      bob.process().stop();
      Path journal = data(bob).resolve("journal.db");
      damage(journal);

      bob.process().restart();

      assertThat(bob.process().logTail(100)).contains("STATE_CORRUPT_RECOVERED");
      try (Stream<Path> files = Files.list(data(bob))) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .anyMatch(name -> name.startsWith("journal.db.bad-"));
      }
      // The shell was in the journal: Bob joins again, under the same key, and fetches nothing
      // anew.
      ada.run("sync kick bob");
      bob.join(ada.invite());
      awaitCopy(bob, ada, mods);
      assertThat(bob.status().traffic().contentReceived()).isZero();
    }
  }

  @Test
  void aDamagedIdentityIsNeverReplaced() throws Exception {
    try (HostLab lab = Scenes.lab(temp)) {
      Member ada = lab.startAll("ada").getFirst();
      Path identity = data(ada).resolve("identity.key");
      byte[] before = Files.readAllBytes(identity);
      byte[] damaged = before.clone();
      damaged[40] ^= 1;
      ada.run("plugins unload syncshell");
      Files.write(identity, damaged);

      assertRefused(ada, "STATE_CORRUPT");

      assertThat(Files.readAllBytes(identity)).isEqualTo(damaged);
      Files.write(identity, before);
      ada.run("plugins load syncshell");
      assertThat(ada.run("sync status").ok()).isTrue();
    }
  }

  @Test
  void stateThatOthersMayReadIsRefusedUntilAPersonHasSeenToIt() throws Exception {
    try (HostLab lab = Scenes.lab(temp)) {
      Member ada = lab.startAll("ada").getFirst();
      ada.run("plugins unload syncshell");

      for (String name : List.of("identity.key", "journal.db")) {
        Path file = data(ada).resolve(name);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(ada, "STATE_PERMISSIONS");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }

      ada.run("plugins load syncshell");
      assertThat(ada.run("sync status").ok()).isTrue();
    }
  }

  private static void assertRefused(Member member, String code) throws IOException {
    BridgeReply reply = member.process().bridge().call("plugins load syncshell", "");
    assertThat(reply.ok()).isFalse();
    assertThat(reply.code() + " " + reply.sentence() + " " + reply.lines()).contains(code);
  }

  private static Path data(Member member) {
    return member.process().home().resolve("data/plugins/syncshell");
  }

  /// Overwrites the middle of every page, and what waits beside the file.
  private static void damage(Path journal) throws IOException {
    byte[] noise = new byte[512];
    Arrays.fill(noise, (byte) 0xA5);
    try (FileChannel file = FileChannel.open(journal, StandardOpenOption.WRITE)) {
      for (long at = 1024; at < file.size(); at += 4096) {
        file.write(ByteBuffer.wrap(noise), at);
      }
    }
    Files.deleteIfExists(journal.resolveSibling("journal.db-wal"));
  }
}
