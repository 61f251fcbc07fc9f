package dev.starshell.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.starshell.host.bridge.CommandClient;
import dev.starshell.host.config.ConfigFile;
import dev.starshell.host.plugins.PluginJars;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The host as a person meets it: real processes, real signals, a real home.
final class HostMainIT {
  private static final Duration END_MAX = Duration.ofSeconds(3);
  private static final String SLOW =
      """
      package demo;
      import dev.starshell.api.*;
      import dev.starshell.api.command.*;
      import java.util.List;
      public final class Slow implements SyncPlugin {
        public void start(PluginContext context) {
          String name = context.settings().text("name");
          context.commands().register(new Command(List.of("slow"), "", "says its name",
              invocation -> Reply.done(name + "/" + invocation.input())));
        }
        public void stop() {
          try { Thread.sleep(60_000); } catch (InterruptedException e) { }
        }
      }
      """;
  private static final String SCHEMA =
      "name: {type: text, max: 5, default: anon, about: its name}\n";

  @TempDir private Path temp;

  @Test
  void aNewHomeGetsItsFoldersTheDefaultConfigAndTheBundledPlugins() throws Exception {
    Path home = temp.resolve("home");
    slowPlugin(temp.resolve("bundled/slow.jar"));

    try (RunningHost host =
        RunningHost.ready(home, "--bundled-plugins", temp.resolve("bundled").toString())) {
      assertThat(host.lines())
          .contains("Home     " + home, "Config   " + home.resolve("host.yaml"))
          .contains("Plugins  slow 1.0");
    }

    assertThat(home.resolve("host.yaml")).hasBinaryContent(ConfigFile.shipped());
    assertThat(home.resolve("plugins/slow.jar")).exists();
    for (String closed : List.of("data", "data/host", "data/plugins", "run", "logs")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(closed))))
          .as(closed)
          .isEqualTo("rwx------");
    }
    for (String closed : List.of("host.yaml", "run/bridge.properties", "run/host.lock")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(closed))))
          .as(closed)
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aDeletedBundledPluginIsNotCopiedAgain() throws Exception {
    Path home = temp.resolve("home");
    Files.createDirectories(home.resolve("plugins"));
    slowPlugin(temp.resolve("bundled/slow.jar"));

    try (RunningHost host =
        RunningHost.ready(home, "--bundled-plugins", temp.resolve("bundled").toString())) {
      assertThat(host.lines()).contains("Plugins  none running");
    }
  }

  @Test
  void sigtermEndsAHostWithAPluginThatHangsWithinThreeSeconds() throws Exception {
    Path home = temp.resolve("home");
    slowPlugin(home.resolve("plugins/slow.jar"));

    try (RunningHost host = RunningHost.ready(home)) {
      host.terminate();

      assertThat(host.awaitEnd(END_MAX)).isEqualTo(143);
    }

    assertThat(home.resolve("logs/host.log")).content().contains("The host has stopped");
    assertThat(home.resolve("run/bridge.properties")).doesNotExist();
  }

  @Test
  void stopOnTheConsoleEndsTheHostWithZero() throws Exception {
    try (RunningHost host = RunningHost.ready(temp.resolve("home"))) {
      host.type("hepl");
      host.type("stop");

      assertThat(host.awaitEnd(END_MAX)).isZero();
      assertThat(host.lines())
          .anyMatch(line -> line.contains("COMMAND_UNKNOWN") && line.contains("help"))
          .contains("The host is stopping.");
    }
  }

  @Test
  void aHostWithoutInputGoesOnAndIsStoppedByTheClient() throws Exception {
    Path home = temp.resolve("home");
    try (RunningHost host = RunningHost.ready(home)) {
      host.closeInput();

      RunningHost client = client(home, "stop");

      assertThat(client.awaitEnd(Duration.ofSeconds(10))).isZero();
      assertThat(client.lines()).containsExactly("The host is stopping.");
      assertThat(host.awaitEnd(END_MAX)).isZero();
    }
  }

  @Test
  void aSecondHostOnOneHomeIsRefusedAndTheFirstLives() throws Exception {
    Path home = temp.resolve("home");
    try (RunningHost host = RunningHost.ready(home);
        RunningHost second = RunningHost.start(HostMain.class, "--home", home.toString())) {
      assertThat(second.awaitEnd(Duration.ofSeconds(10))).isEqualTo(5);
      assertThat(second.lines())
          .singleElement()
          .asString()
          .startsWith("HOME_LOCKED: ")
          .contains(home.toString());

      RunningHost client = client(home, "plugins list");
      assertThat(client.awaitEnd(Duration.ofSeconds(10))).isZero();
      assertThat(host.isAlive()).isTrue();
    }
  }

  @Test
  void sixMistakesInTheConfigAreToldAtOnceAndNothingStarts() throws Exception {
    Path home = temp.resolve("home");
    slowPlugin(home.resolve("plugins/slow.jar"));
    Files.writeString(
        home.resolve("host.yaml"),
        """
        relay:
          port: many
          prot: 1
          queue-max: 1 MB
        log: {level: loud}
        plugins:
          slow:
            name: longer than five
            nmae: x
        """);

    try (RunningHost host = RunningHost.start(HostMain.class, "--home", home.toString())) {
      assertThat(host.awaitEnd(Duration.ofSeconds(10))).isEqualTo(2);
      String file = home.resolve("host.yaml") + ":";
      assertThat(host.lines())
          .extracting(line -> line.replace(file, "").replaceFirst(" .*", ""))
          .containsExactly("2:9", "3:3", "4:14", "5:14", "8:11", "9:5", "6");
    }

    assertThat(home.resolve("logs/host.log")).doesNotExist();
    assertThat(home.resolve("run/bridge.properties")).doesNotExist();
  }

  @Test
  void aReloadTakesChangedSettingsAndRefusesWrongOnesWithoutStopping() throws Exception {
    Path home = temp.resolve("home");
    PluginJars.in(Files.createDirectories(temp.resolve("quick")))
        .source("demo.Slow", SLOW.replace("Thread.sleep(60_000)", "Thread.sleep(0)"))
        .text("META-INF/starshell/settings.yaml", SCHEMA)
        .descriptor("slow", "demo.Slow")
        .write(home.resolve("plugins/slow.jar"));
    try (RunningHost host = RunningHost.ready(home)) {
      host.type("slow");
      await().untilAsserted(() -> assertThat(host.lines()).contains("anon/"));

      Files.writeString(home.resolve("host.yaml"), "plugins: {slow: {name: too long}}\n");
      host.type("plugins reload slow");
      host.type("slow");
      await()
          .untilAsserted(
              () -> assertThat(host.lines()).anyMatch(line -> line.contains("CONFIG_INVALID")));

      Files.writeString(home.resolve("host.yaml"), "plugins: {slow: {name: bob}}\n");
      host.type("plugins reload slow");
      host.type("slow");
      await().untilAsserted(() -> assertThat(host.lines()).contains("bob/"));
      assertThat(host.lines()).filteredOn("anon/"::equals).hasSize(2);
    }
  }

  @Test
  void anOpenDataFolderIsRefusedAndNotChanged() throws Exception {
    Path data = Files.createDirectories(temp.resolve("home/data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));

    try (RunningHost host =
        RunningHost.start(HostMain.class, "--home", temp.resolve("home").toString())) {
      assertThat(host.awaitEnd(Duration.ofSeconds(10))).isEqualTo(4);
      assertThat(host.lines()).singleElement().asString().startsWith("STATE_PERMISSIONS: ");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwxr-xr-x");
  }

  @Test
  void wrongParametersAreToldWithTheRightOnes() throws Exception {
    try (RunningHost host = RunningHost.start(HostMain.class, "--hoem", "x")) {
      assertThat(host.awaitEnd(Duration.ofSeconds(10))).isEqualTo(2);
      assertThat(host.lines()).singleElement().asString().contains("--hoem", HostOptions.USAGE);
    }
  }

  private static RunningHost client(Path home, String line) throws Exception {
    return RunningHost.start(CommandClient.class, "--home", home.toString(), line);
  }

  private void slowPlugin(Path jar) throws Exception {
    PluginJars.in(Files.createDirectories(temp.resolve("slow")))
        .source("demo.Slow", SLOW)
        .text("META-INF/starshell/settings.yaml", SCHEMA)
        .descriptor("slow", "demo.Slow")
        .write(jar);
  }
}
