package dev.starshell.harness.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class LauncherIT {
  private static final Path SCRIPT = Installation.current().launcher();
  private static final String JDK = System.getProperty("java.home");

  @TempDir Path temp;

  /// A PATH with the usual tools but neither java nor mvn.
  private Path tools;

  private record Outcome(int exit, String out, String err) {}

  @BeforeEach
  void makeTools() throws IOException {
    tools = Files.createDirectory(temp.resolve("tools"));
    List<String> names =
        List.of(
            "sh",
            "dirname",
            "readlink",
            "sed",
            "grep",
            "cat",
            "mkdir",
            "find",
            "head",
            "tail",
            "touch",
            "sleep",
            "rm",
            "mv",
            "printf",
            "uname",
            "chmod");
    for (String name : names) {
      for (String folder : List.of("/usr/bin", "/bin")) {
        Path tool = Path.of(folder, name);
        if (Files.exists(tool) && Files.notExists(tools.resolve(name))) {
          executable(tools.resolve(name), "exec " + tool + " \"$@\"");
        }
      }
    }
  }

  @Test
  void helpNamesEveryCommandInOneLine() throws Exception {
    Outcome outcome = run(SCRIPT, Map.of(), "help");

    assertThat(outcome.exit()).isZero();
    for (String command : List.of("demo", "host", "cmd", "test", "bench")) {
      assertThat(outcome.out()).containsPattern("(?m)^  " + command + " +\\S");
    }
  }

  @Test
  void anUnknownCommandShowsTheHelpAndExitsWith64() throws Exception {
    Outcome outcome = run(SCRIPT, Map.of(), "demoo");

    assertThat(outcome.exit()).isEqualTo(64);
    assertThat(outcome.err()).contains("there is no command \"demoo\"").contains("usage:");
  }

  @Test
  void aMissingJdkIsNamedWithWhatToDo() throws Exception {
    Outcome outcome = run(SCRIPT, Map.of("STARSHELL_JVM_DIRS", "/nowhere"), "build");

    assertThat(outcome.exit()).isEqualTo(69);
    assertThat(outcome.err()).contains("no JDK 25 found").contains("STARSHELL_JAVA_HOME");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void aJdkOfAnotherReleaseIsNotTaken() throws Exception {
    Path old = temp.resolve("jvm/jdk-21");
    Files.createDirectories(old.resolve("bin"));
    executable(old.resolve("bin/java"), "exit 0");
    executable(old.resolve("bin/javac"), "exit 0");
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"21.0.4\"\n");

    Outcome found = run(SCRIPT, Map.of("STARSHELL_JVM_DIRS", temp.resolve("jvm") + ""), "build");
    Outcome named = run(SCRIPT, Map.of("STARSHELL_JAVA_HOME", old + ""), "build");

    assertThat(found.exit()).isEqualTo(69);
    assertThat(found.err()).contains("no JDK 25 found");
    assertThat(named.exit()).isEqualTo(69);
    assertThat(named.err()).contains("is not a JDK 25");
  }

  @Test
  void aMissingMavenIsNamedWithWhatToDo() throws Exception {
    Outcome outcome = run(SCRIPT, Map.of("STARSHELL_JAVA_HOME", JDK), "test");

    assertThat(outcome.exit()).isEqualTo(69);
    assertThat(outcome.err()).contains("Maven (mvn) is not on PATH").contains("3.8");
  }

  @Test
  void anOldMavenIsRefusedByItsVersion() throws Exception {
    Path maven = executable(temp.resolve("mvn36"), "echo 'Apache Maven 3.6.3 (x)'");

    Outcome outcome =
        run(SCRIPT, Map.of("STARSHELL_JAVA_HOME", JDK, "STARSHELL_MVN", maven + ""), "test");

    assertThat(outcome.exit()).isEqualTo(69);
    assertThat(outcome.err()).contains("Maven 3.6.3 is too old");
  }

  @Test
  void testHandsItsWordsToMavenAndGivesBackItsExit() throws Exception {
    Path root = copyOfTheScript();
    Path maven =
        executable(
            temp.resolve("mvn"),
            "case $1 in -v) echo 'Apache Maven 4.0.0'; exit 0;; esac\n"
                + "echo \"in $PWD java $JAVA_HOME: $*\"\nexit 7");

    Outcome outcome =
        run(
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
    Path root = copyOfTheScript();
    Path maven =
        executable(
            temp.resolve("mvn"),
            "case $1 in -v) echo 'Apache Maven 3.9.9'; exit 0;; esac\n"
                + "echo '[ERROR] the reason'\nexit 1");

    Outcome outcome =
        run(
            root.resolve("starshell"),
            Map.of("STARSHELL_JAVA_HOME", JDK, "STARSHELL_MVN", maven + ""),
            "build");

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).contains("[ERROR] the reason").contains("build.log");
    assertThat(root.resolve("target/build.lock")).doesNotExist();
    assertThat(root.resolve("target/build.stamp")).doesNotExist();
  }

  @Test
  void aBuildHappensOnceAndAgainWhenASourceIsNewer() throws Exception {
    Path root = copyOfTheScript();
    Path source = Files.createDirectories(root.resolve("host-relay/src/main")).resolve("A.java");
    Files.writeString(source, "class A {}");
    Path maven =
        executable(
            temp.resolve("mvn"),
            "case $1 in -v) echo 'Apache Maven 3.9.9'; exit 0;; esac\n"
                + "echo built >>\"$PWD/target/builds\"\n"
                + "for jar in host-relay/target/host/host-relay.jar"
                + " syncshell-plugin/target/plugin/syncshell-plugin.jar"
                + " src-test-harness/target/harness/starshell-harness.jar; do\n"
                + "mkdir -p \"${jar%/*}\"; touch \"$jar\"; done");
    Map<String, String> settings =
        Map.of("STARSHELL_JAVA_HOME", JDK, "STARSHELL_MVN", maven.toString());
    Path script = root.resolve("starshell");

    run(script, settings, "build");
    run(script, settings, "build");
    int once = Files.readAllLines(root.resolve("target/builds")).size();
    Files.setLastModifiedTime(
        source,
        java.nio.file.attribute.FileTime.fromMillis(
            Files.getLastModifiedTime(root.resolve("target/build.stamp")).toMillis() + 5_000));
    run(script, settings, "build");

    assertThat(once).isEqualTo(1);
    assertThat(Files.readAllLines(root.resolve("target/builds"))).hasSize(2);
  }

  @Test
  void theScriptFindsItsFolderThroughLinksAndFromElsewhere() throws Exception {
    Path root = copyOfTheScript();
    Path link = Files.createDirectory(temp.resolve("bin dir")).resolve("star");
    Files.createSymbolicLink(link, Path.of("../" + root.getFileName() + "/starshell"));
    Path maven =
        executable(
            temp.resolve("mvn"),
            "case $1 in -v) echo 'Apache Maven 3.9.9'; exit 0;; esac\necho \"in $PWD\"");

    Outcome outcome =
        run(link, Map.of("STARSHELL_JAVA_HOME", JDK, "STARSHELL_MVN", maven + ""), "test");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out()).contains("in " + root);
  }

  private Path copyOfTheScript() throws IOException {
    Path root = Files.createDirectory(temp.toRealPath().resolve("a folder with blanks"));
    Files.copy(SCRIPT, root.resolve("starshell"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    return root;
  }

  private static Path executable(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  private Outcome run(Path script, Map<String, String> settings, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(tools.resolve("sh") + "", script.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(temp.toFile());
    Path out = temp.resolve("out.txt");
    Path err = temp.resolve("err.txt");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(new HashMap<>(settings));
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("HOME", temp.toString());
    Process process = builder.start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    return new Outcome(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
