package dev.starshell.host.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.starshell.api.PluginFailure;
import dev.starshell.api.command.Commands;
import dev.starshell.api.command.Reply;
import dev.starshell.api.metrics.Metrics;
import dev.starshell.api.notice.Notice;
import dev.starshell.api.notice.Notices;
import dev.starshell.api.settings.Settings;
import dev.starshell.api.signal.Doorkeeper;
import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.Signalling;
import dev.starshell.api.signal.StarConnection;
import dev.starshell.api.signal.StarId;
import dev.starshell.api.signal.StarListener;
import dev.starshell.api.signal.StarTicket;
import dev.starshell.host.config.ConfigFile;
import dev.starshell.host.home.HomeDirectory;
import dev.starshell.host.runtime.CommandTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real JARs in a real home.
final class PluginHostIT {
  @SuppressWarnings("InlineFormatString") // the source of a class, apart from its use
  private static final String ECHO =
      """
      package demo;
      import dev.starshell.api.*;
      import dev.starshell.api.command.*;
      import java.util.List;
      public final class Echo implements SyncPlugin {
        private Thread worker;
        public void start(PluginContext context) throws PluginFailure {
          %s
          context.commands().register(new Command(List.of(context.descriptor().id()), "", "echoes",
              invocation -> Reply.done("%s" + invocation.words())));
        }
        public void stop() {
          %s
        }
      }
      """;

  private static final String START_WORKER =
      """
      worker = new Thread(() -> {
            try { new java.util.concurrent.CountDownLatch(1).await(); }
            catch (InterruptedException e) { }
          }, "demo-worker");
          worker.start();
      """;

  private static final PluginTimes TIMES =
      new PluginTimes(Duration.ofSeconds(20), Duration.ofMillis(800), Duration.ofMillis(1_500));

  @TempDir private Path temp;

  private final CommandTree tree = new CommandTree();
  private final ConcurrentLinkedQueue<Notice> notices = new ConcurrentLinkedQueue<>();
  private final AtomicInteger scratch = new AtomicInteger();
  private HomeDirectory home = new HomeDirectory(Path.of("."));
  private PluginHost plugins = new PluginHost(home, new Services(), TIMES);

  @BeforeEach
  void makeHome() throws Exception {
    home = new HomeDirectory(temp.resolve("home"));
    home.ensure();
    Files.createDirectories(home.plugins());
    plugins = new PluginHost(home, new Services(), TIMES);
  }

  @AfterEach
  void close() {
    plugins.close();
  }

  @Test
  void aPluginStartsAnswersAndLeavesNothingBehind() throws Exception {
    echo("one", START_WORKER, "hello ", "worker.interrupt();").write(jar("one"));
    plugins.startAll(find());

    assertThat(tree.run("one a b", "")).isEqualTo(Reply.done("hello [a, b]"));

    Reply unloaded = plugins.unload("one");

    assertThat(unloaded).isInstanceOf(Reply.Done.class);
    assertThat(((Reply.Done) unloaded).data()).containsEntry("unloadedClean", true);
    assertThat(threads()).doesNotContain("demo-worker", "plugin-one");
    assertThat(code(tree.run("one", ""))).isEqualTo("COMMAND_UNKNOWN");
    assertThat(home.hostData().resolve("loaded")).isEmptyDirectory();
  }

  @Test
  void aPluginThatNeverStopsIsToldWithinItsTimeAndTheOthersRun() throws Exception {
    String hang = "while (worker == null) { try { Thread.sleep(50); } catch (Exception e) { } }";
    echo("hangs", "", "", hang + " worker = null;").write(jar("hangs"));
    echo("other", "", "fine ", "").write(jar("other"));
    plugins.startAll(find());

    assertThat(code(plugins.unload("hangs"))).isEqualTo("PLUGIN_STOP_TIMEOUT");

    assertThat(code(tree.run("hangs", ""))).isEqualTo("COMMAND_UNKNOWN");
    assertThat(tree.run("other", "")).isEqualTo(Reply.done("fine []"));
  }

  @Test
  void reloadTakesTheJarAsItIsNow() throws Exception {
    echo("one", "", "old ", "").write(jar("one"));
    plugins.startAll(find());
    echo("one", "", "new ", "").write(jar("one"));

    assertThat(tree.run("one", "")).isEqualTo(Reply.done("old []"));
    assertThat(code(plugins.reload("one"))).isEmpty();

    assertThat(tree.run("one", "")).isEqualTo(Reply.done("new []"));
  }

  @Test
  void aPluginThatLeavesAThreadIsToldAndNeverStartedAgain() throws Exception {
    echo("one", START_WORKER, "", "").write(jar("one"));
    plugins.startAll(find());
    try {
      Reply unloaded = plugins.unload("one");

      assertThat(code(unloaded)).isEqualTo("PLUGIN_THREADS_LEFT");
      assertThat(sentence(unloaded)).contains("demo-worker");
      assertThat(code(plugins.load("one"))).isEqualTo("PLUGIN_THREADS_LEFT");
    } finally {
      Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().equals("demo-worker"))
          .forEach(Thread::interrupt);
    }
  }

  @Test
  void classesThatSomebodyHoldsOnToAreReported() throws Exception {
    // A shutdown hook is a reference from the JDK to the plugin's loader.
    echo(
            "one",
            "worker = new Thread(() -> {}); Runtime.getRuntime().addShutdownHook(worker);",
            "",
            "")
        .write(jar("one"));
    plugins.startAll(find());

    Reply unloaded = plugins.unload("one");

    assertThat(((Reply.Done) unloaded).data()).containsEntry("unloadedClean", false);
  }

  @Test
  void eachBadPluginFailsAloneWithItsCode() throws Exception {
    Files.writeString(home.plugins().resolve("a-text.jar"), "no zip");
    PluginJars.in(scratch()).text("x", "y").write(jar("b-empty"));
    PluginJars.in(scratch())
        .text(
            "META-INF/starshell/plugin.properties",
            "id=Bad Id\napi-version=x\nentrypoint=demo.Gone\nresident=no.jar\ndepends=a,B!")
        .write(jar("c-mistakes"));
    echo("good", "", "fine ", "").write(jar("good"));
    echo("good", "", "other ", "").write(jar("h-duplicate"));
    echo("needs", "", "", "").descriptor("needs", "demo.Echo", "depends=gone").write(jar("needs"));
    echo("round", "", "", "").descriptor("round", "demo.Echo", "depends=round").write(jar("round"));
    PluginJars.in(scratch())
        .text("META-INF/starshell/plugin.properties", "id=later\napi-version=999")
        .write(jar("later"));
    echo("throws", "if (true) throw new IllegalStateException(\"no luck\");", "", "")
        .write(jar("throws"));
    echo("says", "if (true) throw new PluginFailure(\"NATIVE_MISSING\", \"No libx.\");", "", "")
        .write(jar("says"));

    plugins.startAll(find());

    assertThat(tree.run("good", "")).isEqualTo(Reply.done("fine []"));
    assertThat(plugins.running()).containsExactly("good 1.0");
    assertThat(notices)
        .extracting(Notice::code)
        .containsExactlyInAnyOrder(
            "PLUGIN_BROKEN",
            "PLUGIN_BROKEN",
            "PLUGIN_BROKEN",
            "PLUGIN_BROKEN",
            "PLUGIN_BROKEN",
            "PLUGIN_BROKEN",
            "PLUGIN_BROKEN",
            "PLUGIN_BROKEN",
            "PLUGIN_BROKEN",
            "PLUGIN_DUPLICATE",
            "PLUGIN_MISSING_DEPENDENCY",
            "PLUGIN_CYCLE",
            "PLUGIN_TOO_NEW",
            "PLUGIN_START_FAILED",
            "NATIVE_MISSING");
    assertThat(lines(plugins.list()))
        .anyMatch(line -> line.contains("good") && line.contains("running"))
        .anyMatch(line -> line.contains("throws") && line.contains("no luck"))
        .anyMatch(line -> line.contains("refused") && line.contains("h-duplicate.jar"));
  }

  @Test
  void aPluginDroppedWhileTheHostRunsCanBeLoaded() throws Exception {
    plugins.startAll(find());
    echo("late", "", "late ", "").write(jar("late"));

    assertThat(code(plugins.load("laet"))).isEqualTo("PLUGIN_UNKNOWN");
    assertThat(code(plugins.load("late.jar"))).isEmpty();

    assertThat(tree.run("late", "")).isEqualTo(Reply.done("late []"));
    assertThat(code(plugins.load("late"))).isEqualTo("PLUGIN_ALREADY_LOADED");
  }

  @Test
  void aPluginThatOthersNeedIsNotTakenAway() throws Exception {
    echo("base", "", "", "").write(jar("base"));
    echo("user", "", "", "").descriptor("user", "demo.Echo", "depends=base").write(jar("user"));
    plugins.startAll(find());

    assertThat(code(plugins.unload("base"))).isEqualTo("PLUGIN_IN_USE");
    assertThat(code(plugins.unload("user"))).isEmpty();
    assertThat(code(plugins.unload("base"))).isEmpty();
    assertThat(code(plugins.load("user"))).isEqualTo("PLUGIN_MISSING_DEPENDENCY");
  }

  @Test
  void aPluginSeesItsOwnClassesAndNothingElseOfTheHost() throws Exception {
    String look =
        """
        for (String name : new String[] {"dev.starshell.host.HostMain",
            "org.jline.reader.LineReader", "ch.qos.logback.classic.Logger"}) {
          try { Class.forName(name); throw new PluginFailure("SEES", name); }
          catch (ClassNotFoundException expected) { }
        }
        if (com.fasterxml.jackson.core.JsonFactory.MARK != 7) throw new PluginFailure("PARENT", "");
        """;
    echo("one", look, "", "")
        .source(
            "com.fasterxml.jackson.core.JsonFactory",
            "package com.fasterxml.jackson.core; public class JsonFactory {"
                + " public static int MARK = 7; }")
        .write(jar("one"));

    plugins.startAll(find());

    assertThat(notices).isEmpty();
    assertThat(plugins.running()).containsExactly("one 1.0");
  }

  @Test
  void residentClassesSurviveAReloadAndThePluginsOwnDoNot() throws Exception {
    Path library =
        PluginJars.in(scratch())
            .source(
                "lib.Kept",
                "package lib; public class Kept { public static int count; static Object held; }")
            .write(temp.resolve("lib.jar"));
    String count = "lib.Kept.count++;";
    residentPlugin(library, count, "v1 ").write(jar("one"));
    plugins.startAll(find());

    assertThat(tree.run("one", "")).isEqualTo(Reply.done("v1 1[]"));
    residentPlugin(library, count, "v2 ").write(jar("one"));
    Reply reloaded = plugins.reload("one");

    assertThat(((Reply.Done) reloaded).data()).containsEntry("unloadedClean", true);
    assertThat(tree.run("one", "")).isEqualTo(Reply.done("v2 2[]"));
    assertThat(home.hostData().resolve("resident")).isDirectoryContaining("glob:**.jar");
  }

  @Test
  void aHostThatClosesStopsEveryPlugin() throws Exception {
    echo("one", START_WORKER, "", "worker.interrupt();").write(jar("one"));
    plugins.startAll(find());

    plugins.close();

    // A pool says that it has ended just before its last thread is gone.
    await()
        .atMost(Duration.ofSeconds(1))
        .untilAsserted(
            () -> assertThat(threads()).doesNotContain("demo-worker", "plugin-one", "plugins"));
    assertThat(code(plugins.list())).isEqualTo("HOST_STOPPING");
  }

  private PluginJars residentPlugin(Path library, String start, String prefix) throws Exception {
    return echo("one", start, prefix + "\" + lib.Kept.count + \"", "")
        .nested("META-INF/starshell/resident/lib.jar", library)
        .descriptor("one", "demo.Echo", "resident=META-INF/starshell/resident/lib.jar");
  }

  private PluginJars echo(String id, String start, String prefix, String stop) throws Exception {
    return PluginJars.in(scratch())
        .source("demo.Echo", ECHO.formatted(start, prefix, stop))
        .descriptor(id, "demo.Echo");
  }

  private Path scratch() throws Exception {
    return Files.createDirectories(temp.resolve("scratch" + scratch.incrementAndGet()));
  }

  private Path jar(String name) {
    return home.plugins().resolve(name + ".jar");
  }

  private PluginFinds find() throws Exception {
    return PluginJarReader.find(home.plugins());
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
  }

  private static List<String> lines(Reply reply) {
    return reply instanceof Reply.Done done ? done.lines() : List.of();
  }

  private static String code(Reply reply) {
    return reply instanceof Reply.Failed failed ? failed.code() : "";
  }

  private static String sentence(Reply reply) {
    return reply instanceof Reply.Failed failed ? failed.sentence() : "";
  }

  private final class Services implements PluginServices {
    @Override
    public Commands commandsOf(String id) {
      return tree.commandsOf(id);
    }

    @Override
    public void removeCommandsOf(String id) {
      tree.removeAll(id);
    }

    @Override
    public Metrics metricsOf(String id) {
      return _ -> {};
    }

    @Override
    public void removeMetricsOf(String id) {}

    @Override
    public Notices notices() {
      return notices::add;
    }

    @Override
    public Signalling signalling() {
      return new Signalling() {
        @Override
        public HostedStar host(StarId star, Doorkeeper doorkeeper) {
          throw new IllegalStateException("no plugin of this test asks for it");
        }

        @Override
        public StarConnection connect(StarTicket ticket, StarListener listener) {
          throw new IllegalStateException("no plugin of this test asks for it");
        }
      };
    }

    @Override
    public Settings settingsOf(PluginJar jar) throws PluginFailure {
      return Objects.requireNonNull(ConfigFile.check(new byte[0], home.root(), Map.of()).host());
    }
  }
}
