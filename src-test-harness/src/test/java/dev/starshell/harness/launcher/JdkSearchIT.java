package dev.starshell.harness.launcher;

import static dev.starshell.harness.launcher.ScriptBox.SCRIPT;
import static dev.starshell.harness.launcher.ScriptBox.executable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.launcher.ScriptBox.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where the launcher finds a JDK. The JDKs are empty shells: nothing runs them.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class JdkSearchIT {
  @TempDir Path temp;

  private ScriptBox box;

  @BeforeEach
  void makeBox() throws IOException {
    box = new ScriptBox(temp);
  }

  @Test
  void aMissingJdkIsNamedWithWhatToDo() throws Exception {
    Outcome outcome = box.run(SCRIPT, Map.of("STARSHELL_JVM_DIRS", "/nowhere"), "build");

    assertThat(outcome.exit()).isEqualTo(69);
    assertThat(outcome.err()).contains("no JDK 25 found").contains("STARSHELL_JAVA_HOME");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void aJdkOfAnotherReleaseIsNotTaken() throws Exception {
    Path old = jdk("jdk-21", "21.0.4");

    Outcome found = box.run(SCRIPT, Map.of("STARSHELL_JVM_DIRS", temp + "/jvm"), "build");
    Outcome named = box.run(SCRIPT, Map.of("STARSHELL_JAVA_HOME", old + ""), "build");

    assertThat(found.exit()).isEqualTo(69);
    assertThat(found.err()).contains("no JDK 25 found");
    assertThat(named.exit()).isEqualTo(69);
    assertThat(named.err()).contains("is not a JDK 25");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "temurin-25-jdk",
        ".",
        "temurin-25.jdk/Contents/Home",
        "openjdk@25/libexec/openjdk.jdk/Contents/Home",
        "openjdk/libexec/openjdk.jdk/Contents/Home",
        "openjdk@25/libexec"
      })
  void aJdkIsFoundAsEachSystemKeepsIt(String place) throws Exception {
    Path jdk = jdk(place, "25.0.1");
    Path root = box.copyOfTheScript();
    Path maven = box.maven("3.9.9", "echo \"java $JAVA_HOME\"");

    Outcome outcome =
        box.run(
            root.resolve("starshell"),
            Map.of("STARSHELL_JVM_DIRS", "/nowhere:" + temp + "/jvm", "STARSHELL_MVN", maven + ""),
            "test");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out().lines().findFirst().orElse(""))
        .startsWith("java " + temp)
        .satisfies(line ->
            assertThat(Path.of(line.substring("java ".length())).normalize()).isEqualTo(jdk));
  }

  /// A folder that looks like a JDK.
  private Path jdk(String place, String version) throws IOException {
    Path jdk = temp.resolve("jvm").resolve(place).normalize();
    Files.createDirectories(jdk.resolve("bin"));
    executable(jdk.resolve("bin/java"), "exit 0");
    executable(jdk.resolve("bin/javac"), "exit 0");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return jdk;
  }
}
