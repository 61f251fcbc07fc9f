package dev.starshell.host.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.api.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigFileTest {
  private static final Path HOME = Path.of("home").toAbsolutePath();
  private static final Schema PLUGIN =
      schema(
          """
          folder: {type: path, default: mods, about: where}
          scan.interval: {type: duration, min: 10s, max: 1d, default: 60s, about: how often}
          limit: {type: rate, min: 1 KiB/s, default: unlimited, about: how fast}
          reserve: {type: size, min: 0, default: 1 GiB, about: how much}
          isFast: {type: flag, default: false, about: whether}
          accept: {type: choice, choices: [auto, ask], default: auto, about: what}
          servers:
            type: sections
            default: []
            about: which
            fields:
              urls: {type: texts, min: 1, about: the addresses}
              name: {type: text, max: 3, default: "", about: the name}
          """);

  @Test
  void sixMistakesInHostAndPluginSectionsAreAllToldWithLineAndColumn() {
    ConfigFile.Reading reading =
        read(
            """
            relay:
              prot: 24642
              port: 70000
            log:
              level: loud
            plugins:
              demo:
                scan:
                  interval: 60 parsecs
                isFast: perhaps
                isFast: true
            """);

    assertThat(reading.problems())
        .extracting(p -> p.line() + ":" + p.column() + " " + p.code() + " " + p.key())
        .containsExactly(
            "2:3 CONFIG_UNKNOWN_KEY relay.prot",
            "3:9 CONFIG_OUT_OF_RANGE relay.port",
            "5:10 CONFIG_BAD_CHOICE log.level",
            "9:17 CONFIG_BAD_UNIT plugins.demo.scan.interval",
            "10:13 CONFIG_WRONG_TYPE plugins.demo.isFast",
            "11:5 CONFIG_DUPLICATE_KEY plugins.demo.isFast");
    assertThat(reading.problems().getFirst().sentence()).contains("did you mean port?");
    assertThat(reading.problems().get(1).sentence())
        .isEqualTo("relay.port=70000 outside 1..65535.");
  }

  @Test
  void valuesAreReadInTheirUnits() {
    Settings demo =
        section(
            """
            plugins:
              demo:
                folder: ../up/x
                scan: {interval: 1.5h}
                limit: 3 MiB/s
                reserve: 64 KiB
                isFast: yes
                accept: ask
                servers:
                  - urls: [a, b]
                    name: é3x
            """);

    assertThat(demo.path("folder")).isEqualTo(HOME.resolveSibling("up").resolve("x"));
    assertThat(demo.duration("scan.interval")).isEqualTo(Duration.ofMinutes(90));
    assertThat(demo.bytesPerSecond("limit")).isEqualTo(3L << 20);
    assertThat(demo.sizeBytes("reserve")).isEqualTo(64L << 10);
    assertThat(demo.flag("isFast")).isTrue();
    assertThat(demo.text("accept")).isEqualTo("ask");
    assertThat(demo.sections("servers").getFirst().texts("urls")).containsExactly("a", "b");
    assertThat(demo.sections("servers").getFirst().text("name")).isEqualTo("é3x");
  }

  @Test
  void keysThatAreLeftOutHaveTheirDefaults() {
    Settings demo = section("plugins:\n  demo:\n");

    assertThat(demo.path("folder")).isEqualTo(HOME.resolve("mods"));
    assertThat(demo.bytesPerSecond("limit")).isZero();
    assertThat(demo.sections("servers")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,false", "1,true", "65535,true", "65536,false", "99999999999999999999,false"})
  void aPortIsFineFrom1To65535(String port, boolean isFine) {
    assertThat(read("relay: {port: " + port + "}").problems().isEmpty()).isEqualTo(isFine);
  }

  @ParameterizedTest
  @CsvSource({"9.999s,false", "10s,true", "1d,true", "86401s,false", "-60s,false", "60,false"})
  void aSpanOfTimeIsFineInItsRange(String span, boolean isFine) {
    assertThat(demo("scan: {interval: " + span + "}").isEmpty()).isEqualTo(isFine);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1023 B/s", "5 MiB", "fast", "-1 MiB/s", "99999999 TiB/s"})
  void aRateThatIsNoneIsRefused(String rate) {
    assertThat(demo("limit: " + rate)).hasSize(1);
  }

  @Test
  void mistakesInsideSectionsAreToldWithTheirPlaceInTheList() {
    List<ConfigProblem> problems = demo("servers: [{urls: []}, {name: four}, 7]");

    assertThat(problems)
        .extracting(p -> p.code() + " " + p.key())
        .containsExactlyInAnyOrder(
            "CONFIG_OUT_OF_RANGE plugins.demo.servers[0].urls",
            "CONFIG_OUT_OF_RANGE plugins.demo.servers[1].name",
            "CONFIG_MISSING_KEY plugins.demo.servers[1].urls",
            "CONFIG_WRONG_TYPE plugins.demo.servers[2]");
  }

  @Test
  void aSectionForAPluginThatIsNotInstalledIsOnlyAWarning() {
    ConfigFile.Reading reading = read("plugins:\n  other: {anything: 1}\n");

    assertThat(reading.problems()).isEmpty();
    assertThat(reading.warnings())
        .extracting(ConfigProblem::code)
        .containsExactly("CONFIG_PLUGIN_ABSENT");
  }

  @Test
  void aKeyInTheWrongPlaceIsToldWhereItBelongs() {
    assertThat(read("members-max: 5").problems().getFirst().sentence())
        .contains("did you mean relay.members-max?");
  }

  @Test
  void aDottedKeyIsToldToBeNested() {
    assertThat(read("relay.port: 5").problems().getFirst().sentence()).contains("nested sections");
  }

  @Test
  void aTabIsCalledATab() {
    ConfigProblem problem = read("relay:\n\tport: 1\n").problems().getFirst();

    assertThat(problem.code()).isEqualTo("CONFIG_SYNTAX");
    assertThat(problem.line()).isEqualTo(2);
    assertThat(problem.sentence()).contains("a tab");
  }

  @Test
  void aByteThatIsNotUtf8IsToldWithItsPlace() {
    byte[] bytes = "relay:\n  bind: M\u00fcller\n".getBytes(StandardCharsets.ISO_8859_1);

    ConfigProblem problem = ConfigFile.check(bytes, HOME, Map.of()).problems().getFirst();

    assertThat(problem.code()).isEqualTo("CONFIG_NOT_UTF8");
    assertThat(problem.line() + ":" + problem.column()).isEqualTo("2:10");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"- a\n- b\n", "just text", "7", "a: 1\n---\nb: 2\n", "a: &x [*x]", "{", "!!x y"})
  void aFileThatIsNoSetOfKeysIsAProblemAndNoException(String text) {
    assertThat(read(text).problems()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n\n", "# only a comment\n", "\uFEFFrelay:\r\n  port: 5\r\n", "relay:\n"})
  void anEmptyOrForeignlySavedFileIsFine(String text) {
    assertThat(read(text).problems()).isEmpty();
  }

  @Test
  void aHundredThousandBracketsAreAProblemAndNoCrash() {
    assertThat(read("[".repeat(100_000)).problems()).hasSize(1);
  }

  @Test
  void aFileBeyondOneMebibyteIsRefused() {
    byte[] bytes = "#".repeat(ConfigFile.BYTES_MAX + 1).getBytes(StandardCharsets.UTF_8);

    assertThat(ConfigFile.check(bytes, HOME, Map.of()).problems())
        .extracting(ConfigProblem::code)
        .containsExactly("CONFIG_TOO_LARGE");
  }

  @ParameterizedTest
  @CsvSource({
    "play.example.org:24642,true",
    "'[2001:db8::1]:1',true",
    "host:65535,true",
    "host:65536,false",
    "host:0,false",
    "host,false",
    "2001:db8::1:5,false",
    "wss://host:5,false"
  })
  void anAdvertisedAddressIsHostAndPort(String address, boolean isFine) {
    List<ConfigProblem> problems = read("relay: {advertise: [\"" + address + "\"]}").problems();

    assertThat(problems.isEmpty()).isEqualTo(isFine);
  }

  @Test
  void askingForAnUnknownKeyOrWithAnotherTypeIsAMistakeOfThePlugin() {
    Settings demo = section("");

    assertThatThrownBy(() -> demo.text("nowhere")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> demo.integer("folder")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: {type: nothing}",
        "a: {type: choice}",
        "a: {type: integer, default: x}",
        "a: 5",
        "a: {type: integer, min: x}",
        "a: {type: flag, sort: 1}",
        "a: {type: flag, min: 1}",
        "a: {type: integer}\na.b: {type: integer}",
        "a: {type: flag}\na: {type: flag}",
        "a: {type: size, min: 10 B, default: 9 B}"
      })
  void aBrokenSchemaIsRefused(String yaml) {
    assertThatThrownBy(() -> SchemaReader.read(yaml.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(SchemaException.class);
  }

  private static List<ConfigProblem> demo(String line) {
    return read("plugins:\n  demo:\n    " + line + "\n").problems();
  }

  private static ConfigFile.Reading read(String text) {
    return ConfigFile.check(text.getBytes(StandardCharsets.UTF_8), HOME, Map.of("demo", PLUGIN));
  }

  private static Settings section(String text) {
    return Objects.requireNonNull(read(text).plugins().get("demo"));
  }

  private static Schema schema(String yaml) {
    try {
      return SchemaReader.read(yaml.getBytes(StandardCharsets.UTF_8));
    } catch (SchemaException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
