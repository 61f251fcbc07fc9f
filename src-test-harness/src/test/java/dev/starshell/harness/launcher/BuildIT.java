package dev.starshell.harness.launcher;

import static dev.starshell.harness.launcher.ScriptBox.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.starshell.harness.launcher.ScriptBox.Outcome;
import dev.starshell.harness.launcher.ScriptBox.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// When the launcher builds, and that only one build runs at a time.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class BuildIT {
  @TempDir Path temp;

  private ScriptBox box;
  private Path root;
  private Path script;
  private Path lock;

  @BeforeEach
  void makeSources() throws IOException {
    box = new ScriptBox(temp);
    root = box.copyOfTheScript();
    script = root.resolve("starshell");
    lock = root.resolve("target/build.lock");
    write("host-relay/pom.xml");
    write("host-relay/src/main/java/A.java");
    write("host-relay/src/main/java/B.java");
    write("config/host.yaml");
    grow(Instant.now().minusSeconds(3_600));
  }

  @Test
  void aBuildHappensOnce() throws Exception {
    build();
    build();

    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aNewerSourcePomOrSettingBuildsAgain() throws Exception {
    build();
    int expected = 1;

    for (String name :
        List.of(
            "host-relay/src/main/java/A.java",
            "host-relay/pom.xml",
            "pom.xml",
            "config/host.yaml")) {
      Files.setLastModifiedTime(root.resolve(name), FileTime.from(Instant.now().plusSeconds(1)));
      build();
      expected++;
      assertThat(builds()).as(name).isEqualTo(expected);
      grow(Instant.now().minusSeconds(3_600));
    }
  }

  @Test
  void aSourceThatIsAddedWithAnOldTimeBuildsAgain() throws Exception {
    build();

    write("host-relay/src/main/java/C.java");
    grow(Instant.now().minusSeconds(3_600));
    build();

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void aDeletedSourceBuildsAgainWithoutItsOldClasses() throws Exception {
    build();
    Path leftover = write("host-relay/target/classes/B.class");

    Files.delete(root.resolve("host-relay/src/main/java/B.java"));
    grow(Instant.now().minusSeconds(3_600));
    build();
    build();

    assertThat(builds()).isEqualTo(2);
    assertThat(leftover).doesNotExist();
  }

  @Test
  void withBuildingForbiddenNothingIsBuilt() throws Exception {
    Map<String, String> settings = new HashMap<>(settings(box.buildingMaven("")));
    settings.put("STARSHELL_BUILD", "no");

    Outcome outcome = box.run(script, settings, "build");

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).contains("nothing is built").contains("STARSHELL_BUILD=no");
    assertThat(root.resolve("target/builds")).doesNotExist();
  }

  @Test
  void twoAtOnceBuildOnce() throws Exception {
    Map<String, String> settings = settings(box.buildingMaven("sleep 1"));
    Run one = box.start(script, settings, "build");
    Run other = box.start(script, settings, "build");

    assertThat(one.outcome().exit()).isZero();
    assertThat(other.outcome().exit()).isZero();

    assertThat(builds()).isEqualTo(1);
    assertThat(lock).doesNotExist();
  }

  @Test
  void theEmptyLockOfAKilledBuildIsTakenOver() throws Exception {
    Files.createDirectories(lock);

    build();

    assertThat(builds()).isEqualTo(1);
    assertThat(lock).doesNotExist();
  }

  @Test
  void theLockOfAProcessThatIsGoneIsTakenOver() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    holdLock(gone.pid());

    build();

    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aLockWhoseProcessIdBelongsToAnotherProgramNowIsTakenOver() throws Exception {
    assumeTrue(Files.exists(Path.of("/bin/ps")) || Files.exists(Path.of("/usr/bin/ps")), "no ps");
    holdLock(ProcessHandle.current().pid());
    Files.writeString(lock.resolve("of"), "sh ./starshell demo\n");

    build();

    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aLockThatIsHeldForTooLongIsNamedWithWhatToDo() throws Exception {
    holdLock(ProcessHandle.current().pid());
    Map<String, String> settings = new HashMap<>(settings(box.buildingMaven("")));
    settings.put("STARSHELL_LOCK_SECONDS", "2");

    Outcome outcome = box.run(script, settings, "build");

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("another build is running")
        .contains("build.lock has been held for 2 s, last by process")
        .contains("delete it");
    assertThat(lock).exists();
  }

  @Test
  void theMavenOfAKilledLauncherIsWaitedForAndThenTheLockIsTakenOver() throws Exception {
    Map<String, String> slow =
        settings(box.buildingMaven("sleep 2; echo ended >>\"$PWD/target/builds\""));
    Run killed = box.start(script, slow, "build");
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> Files.exists(lock.resolve("maven")) && builds() == 1);

    killed.process().destroyForcibly().waitFor();
    Outcome next = box.run(script, slow, "build");

    assertThat(next.exit()).isZero();
    assertThat(Files.readAllLines(root.resolve("target/builds")))
        .containsExactly("begun", "ended", "begun", "ended");
  }

  private void build() throws IOException, InterruptedException {
    Outcome outcome = box.run(script, settings(box.buildingMaven("")), "build");
    assertThat(outcome.exit()).as(outcome.err()).isZero();
  }

  private long builds() throws IOException {
    Path file = root.resolve("target/builds");
    if (Files.notExists(file)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter("begun"::equals).count();
    }
  }

  private void holdLock(long pid) throws IOException {
    Files.createDirectories(lock);
    Files.writeString(lock.resolve("pid"), pid + "\n");
  }

  private Path write(String name) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, name);
  }

  /// Makes all sources, and the folders they are in, old.
  private void grow(Instant time) throws IOException {
    for (String part : List.of("pom.xml", "host-relay/pom.xml", "host-relay/src", "config")) {
      try (Stream<Path> files = Files.walk(root.resolve(part))) {
        for (Path file : files.toList()) {
          Files.setLastModifiedTime(file, FileTime.from(time));
        }
      }
    }
  }
}
