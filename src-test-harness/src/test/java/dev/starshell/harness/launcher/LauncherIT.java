package dev.starshell.harness.launcher;

import static dev.starshell.harness.launcher.ScriptBox.JDK;
import static dev.starshell.harness.launcher.ScriptBox.SCRIPT;
import static dev.starshell.harness.launcher.ScriptBox.executable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.launcher.ScriptBox.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class LauncherIT {
  @TempDir Path temp;

  private ScriptBox box;

  @BeforeEach
  void makeBox() throws IOException {
    box = new ScriptBox(temp);
  }

  @Test
  void helpNamesEveryCommandInOneLine() throws Exception {
    Outcome outcome = box.run(SCRIPT, Map.of(), "help");

    assertThat(outcome.exit()).isZero();
    for (String command : List.of("demo", "host", "cmd", "test", "sim", "bench")) {
      assertThat(outcome.out()).containsPattern("(?m)^  " + command + " +\\S");
    }
  }

  @Test
  void anUnknownCommandShowsTheHelpAndExitsWith64() throws Exception {
    Outcome outcome = box.run(SCRIPT, Map.of(), "demoo");

    assertThat(outcome.exit()).isEqualTo(64);
    assertThat(outcome.err()).contains("there is no command \"demoo\"").contains("usage:");
  }

  @Test
  void aMissingMavenIsNamedWithWhatToDo() throws Exception {
    Outcome outcome = box.run(SCRIPT, Map.of("STARSHELL_JAVA_HOME", JDK), "test");

    assertThat(outcome.exit()).isEqualTo(69);
    assertThat(outcome.err()).contains("Maven (mvn) is not on PATH").contains("3.8");
  }

  @Test
  void anOldMavenIsRefusedByItsVersion() throws Exception {
    Path maven = executable(temp.resolve("mvn36"), "echo 'Apache Maven 3.6.3 (x)'");

    Outcome outcome =
        box.run(SCRIPT, Map.of("STARSHELL_JAVA_HOME", JDK, "STARSHELL_MVN", maven + ""), "test");

    assertThat(outcome.exit()).isEqualTo(69);
    assertThat(outcome.err()).contains("Maven 3.6.3 is too old");
  }

  @Test
  void testHandsItsWordsToMavenAndGivesBackItsExit() throws Exception {
    Path root = box.copyOfTheScript();
    Path maven =
        executable(
            temp.resolve("mvn"),
            "case $1 in -v) echo 'Apache Maven 4.0.0'; exit 0;; esac\n"
                + "echo \"in $PWD java $JAVA_HOME: $*\"\nexit 7");

    Outcome outcome =
        box.run(
            root.resolve("starshell"),
            Map.of("STARSHELL_JAVA_HOME", JDK, "STARSHELL_MVN", maven + ""),
            "test",
            "-Dx=a b");

    assertThat(outcome.exit()).isEqualTo(7);
    assertThat(outcome.out()).contains("in " + root + " java " + JDK);
    assertThat(outcome.out()).contains("verify -Dx=a b");
  }

  @Test
  void aFailedBuildShowsItsErrorsAndNoLockIsLeft() throws Exception {
    Path root = box.copyOfTheScript();
    Path maven =
        executable(
            temp.resolve("mvn"),
            "case $1 in -v) echo 'Apache Maven 3.9.9'; exit 0;; esac\n"
                + "echo '[ERROR] the reason'\nexit 1");

    Outcome outcome =
        box.run(
            root.resolve("starshell"),
            Map.of("STARSHELL_JAVA_HOME", JDK, "STARSHELL_MVN", maven + ""),
            "build");

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).contains("[ERROR] the reason").contains("build.log");
    assertThat(root.resolve("target/build.lock")).doesNotExist();
    assertThat(root.resolve("target/build.stamp")).doesNotExist();
  }

  @Test
  void theScriptFindsItsFolderThroughLinksAndFromElsewhere() throws Exception {
    Path root = box.copyOfTheScript();
    Path link = Files.createDirectory(temp.resolve("bin dir")).resolve("star");
    Files.createSymbolicLink(link, Path.of("../" + root.getFileName() + "/starshell"));
    Path maven =
        executable(
            temp.resolve("mvn"),
            "case $1 in -v) echo 'Apache Maven 3.9.9'; exit 0;; esac\necho \"in $PWD\"");

    Outcome outcome =
        box.run(link, Map.of("STARSHELL_JAVA_HOME", JDK, "STARSHELL_MVN", maven + ""), "test");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out()).contains("in " + root);
  }
}
