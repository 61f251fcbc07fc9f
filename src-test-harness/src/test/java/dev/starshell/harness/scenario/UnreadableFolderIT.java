package dev.starshell.harness.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.starshell.harness.lab.BridgeReply;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder that the host may not list. Modes do not stop root, so that for root the host is
/// started without the two capabilities that pass over them.
class UnreadableFolderIT {
  private static final List<String> WITHOUT_OVERRIDE =
      List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search");

  @TempDir Path temp;

  private Path folder;
  private List<String> wrapper = List.of();

  @BeforeEach
  void makeFolder() throws Exception {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
        "this file system has no modes");
    folder = Files.createDirectory(temp.resolve("locked"));
    Files.writeString(folder.resolve("mod.zip"), "cannot be seen");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("---------"));
    if (Files.isReadable(folder)) {
      assumeTrue(
          OtherProgram.runUnder(WITHOUT_OVERRIDE, "test", "!", "-r", folder.toString()),
          "this user reads every folder, and setpriv cannot take that right away");
      wrapper = WITHOUT_OVERRIDE;
    }
  }

  @AfterEach
  void makeItDeletable() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aFolderThatCannotBeListedIsNamedAndAnotherOneIsShared() throws Exception {
    Path open = Files.createDirectory(temp.resolve("open"));
    Files.writeString(open.resolve("mod.zip"), "can be seen");
    try (HostLab lab = Scenes.lab(temp)) {
      Member owner = lab.startUnder(wrapper, "Owner", settings -> settings);
      owner.create("Strict");

      BridgeReply reply = owner.process().bridge().call("sync share '" + folder + "'", "");
      owner.share(open, "open");

      Scenes.assertRefused(reply, "FOLDER_UNREADABLE");
      assertThat(reply.sentence()).contains(folder.toString());
      assertThat(owner.run("sync libraries").data().path("libraries")).hasSize(1);
    }
  }
}
