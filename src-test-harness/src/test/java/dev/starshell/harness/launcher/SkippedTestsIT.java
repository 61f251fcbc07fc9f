package dev.starshell.harness.launcher;

import static dev.starshell.harness.launcher.ScriptBox.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.launcher.ScriptBox.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What a run of all tests says about those it left out. The reports are as Surefire writes them.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class SkippedTestsIT {
  private static final String REPORT =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuite name="a.DiskIT" tests="5" errors="0" skipped="4" failures="0">
        <testcase name="runs" classname="a.DiskIT" time="0.001"/>
        <testcase name="fills" classname="a.DiskIT" time="0.0">
          <skipped type="org.opentest4j.TestAbortedException"><![CDATA[\
      org.opentest4j.TestAbortedException: Assumption failed: no right to <mount>
      \tat org.junit.jupiter.api.Assumptions.assumeTrue(Assumptions.java:127)
      ]]></skipped>
          <system-out><![CDATA[no reason at all]]></system-out>
        </testcase>
        <testcase name="onTwoLines" classname="a.DiskIT" time="0.0">
          <skipped type="org.opentest4j.TestAbortedException"><![CDATA[\
      org.opentest4j.TestAbortedException:\s
      Assumption failed: the first
      the second
      \tat org.junit.jupiter.api.Assumptions.assumeTrue(Assumptions.java:127)
      ]]></skipped>
        </testcase>
        <testcase name="disabled" classname="a.DiskIT" time="0.0">
          <skipped message="by hand &amp; &quot;slow&quot;"/>
        </testcase>
        <testcase name="bare" classname="a.DiskIT" time="0.0">
          <skipped/>
        </testcase>
      </testsuite>
      """;

  private static final String LISTED =
      """
      == skipped tests ==
      a.DiskIT.fills: no right to <mount>
      a.DiskIT.onTwoLines: the first
      a.DiskIT.disabled: by hand & "slow"
      a.DiskIT.bare: no reason given
      """;

  @TempDir Path temp;

  private ScriptBox box;
  private Path root;

  @BeforeEach
  void makeBox() throws IOException {
    box = new ScriptBox(temp);
    root = box.copyOfTheScript();
    Files.writeString(temp.resolve("report.xml"), REPORT);
  }

  @Test
  void aRunOfTheTestsEndsWithWhatItSkippedAndWhy() throws Exception {
    Outcome outcome = test(root.resolve("starshell"), 0, "failsafe", "test");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out()).endsWith(LISTED);
  }

  @Test
  void aRunThatFailsTellsItAsWell() throws Exception {
    Outcome outcome = test(root.resolve("starshell"), 7, "surefire", "test");

    assertThat(outcome.exit()).isEqualTo(7);
    assertThat(outcome.out()).endsWith(LISTED);
  }

  @Test
  void reportsOfEarlierRunsAreNotTold() throws Exception {
    Path old = root.resolve("host-relay/target/surefire-reports/TEST-a.DiskIT.xml");
    Files.createDirectories(old.getParent());
    Files.writeString(old, REPORT);
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(60)));

    Outcome outcome =
        box.run(root.resolve("starshell"), settings(box.maven("3.9.9", "exit 0")), "test");

    assertThat(outcome.out()).endsWith("== skipped tests ==\nnone\n");
  }

  @Test
  void theBuildServersRunEndsWithTheClosingLinesAndTheSkippedTests() throws Exception {
    Path run = Files.createDirectories(root.resolve(".ci")).resolve("run");
    Files.copy(ScriptBox.SCRIPT.resolveSibling(".ci/run"), run, StandardCopyOption.COPY_ATTRIBUTES);
    Files.setPosixFilePermissions(
        root.resolve("starshell"), PosixFilePermissions.fromString("rwxr-xr-x"));

    Outcome outcome = test(run, 3, "surefire");

    assertThat(outcome.exit()).isEqualTo(3);
    assertThat(outcome.out())
        .endsWith(
            "== closing lines ==\n"
                + "[WARNING] Tests run: 5, Failures: 0, Errors: 0, Skipped: 4\n"
                + "\n"
                + LISTED);
  }

  /// Runs a script with a Maven that tests and leaves a report.
  private Outcome test(Path script, int exit, String plugin, String... words) throws Exception {
    Path maven =
        box.maven(
            "3.9.9",
            "sleep 0.05; mkdir -p host-relay/target/%s-reports\n".formatted(plugin)
                + "cat '%s' >host-relay/target/%s-reports/TEST-a.DiskIT.xml\n"
                    .formatted(temp.resolve("report.xml"), plugin)
                + "echo '[WARNING] Tests run: 5, Failures: 0, Errors: 0, Skipped: 4'\n"
                + "exit "
                + exit);
    return box.run(script, settings(maven), words);
  }
}
