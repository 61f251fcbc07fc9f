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

/// A folder in which the launcher is tried: with the usual tools on PATH, but neither java nor mvn,
/// and with a Maven that only notes that it was called.
final class ScriptBox {
  static final Path SCRIPT = Installation.current().launcher();
  static final String JDK = System.getProperty("java.home");

  private static final List<String> TOOLS =
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
          "sort",
          "awk",
          "tee",
          "ps",
          "rm",
          "mv",
          "printf",
          "uname",
          "chmod");

  private static final String JARS =
      "for jar in host-relay/target/host/host-relay.jar"
          + " syncshell-plugin/target/plugin/syncshell-plugin.jar"
          + " src-test-harness/target/harness/starshell-harness.jar; do\n"
          + "mkdir -p \"${jar%/*}\"; touch \"$jar\"; done\n";

  private final Path temp;
  private final Path tools;

  /// What a run of the launcher ended with.
  record Outcome(int exit, String out, String err) {}

  /// A run of the launcher that may be under way.
  record Run(Process process, Path out, Path err) {
    Outcome outcome() throws IOException, InterruptedException {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("the launcher ends").isTrue();
      return new Outcome(
          process.exitValue(),
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    }
  }

  ScriptBox(Path temp) throws IOException {
    this.temp = temp;
    this.tools = Files.createDirectory(temp.resolve("tools"));
    for (String name : TOOLS) {
      for (String folder : List.of("/usr/bin", "/bin")) {
        Path tool = Path.of(folder, name);
        if (Files.exists(tool) && Files.notExists(tools.resolve(name))) {
          executable(tools.resolve(name), "exec " + tool + " \"$@\"");
        }
      }
    }
  }

  /// The launcher alone, in a folder that looks like the sources.
  Path copyOfTheScript() throws IOException {
    Path root = Files.createDirectory(temp.toRealPath().resolve("a folder with blanks"));
    Files.copy(SCRIPT, root.resolve("starshell"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    return root;
  }

  /// A Maven of a version, with a body.
  Path maven(String version, String body) throws IOException {
    return executable(
        temp.resolve("mvn-" + version),
        "case $1 in -v) echo 'Apache Maven " + version + "'; exit 0;; esac\n" + body);
  }

  /// A Maven that adds a line to `target/builds` and makes empty JARs.
  Path buildingMaven(String before) throws IOException {
    return maven("3.9.9", "echo begun >>\"$PWD/target/builds\"\n" + before + "\n" + JARS);
  }

  static Path executable(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  /// Settings with a JDK and a Maven.
  static Map<String, String> settings(Path maven) {
    return Map.of("STARSHELL_JAVA_HOME", JDK, "STARSHELL_MVN", maven.toString());
  }

  /// Starts the launcher with nothing in its environment but the settings, PATH and HOME.
  Run start(Path script, Map<String, String> settings, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(tools.resolve("sh") + "", script.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(temp.toFile());
    Path out = Files.createTempFile(temp, "out", ".txt");
    Path err = Files.createTempFile(temp, "err", ".txt");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(new HashMap<>(settings));
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("HOME", temp.toString());
    return new Run(builder.start(), out, err);
  }

  /// Runs the launcher to its end.
  Outcome run(Path script, Map<String, String> settings, String... words)
      throws IOException, InterruptedException {
    return start(script, settings, words).outcome();
  }
}
