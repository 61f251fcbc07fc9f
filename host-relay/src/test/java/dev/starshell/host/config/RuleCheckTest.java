package dev.starshell.host.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RuleCheckTest {
  private static final Path HOME = Path.of("home").toAbsolutePath();
  private static final String PLUGIN =
      """
      privacy:
        type: choice
        choices: [off, relay-only]
        default: off
        needs: {relay-only: {servers.urls: [turn, turns]}}
        about: which
      roads: {type: integer, min: 1, max: 8, default: 4, about: how many}
      lanes: {type: integer, min: 1, max: 20, default: 8, above: roads, about: how many}
      servers:
        type: sections
        default: []
        about: which
        fields:
          urls:
            type: texts
            min: 1
            form: ice-url
            with: {turn: [username, credential], turns: [username, credential]}
            about: the addresses
          username: {type: text, default: "", about: the name}
          credential: {type: text, default: "", about: the password}
      """;

  @Test
  void aChoiceThatNeedsAServerIsRefusedWithoutOneBesideAllOtherMistakes() {
    assertThat(
            problems(
                """
                relay:
                  port: 70000
                plugins:
                  demo:
                    privacy: relay-only
                    servers:
                      - urls: ["stun:stun.example.org"]
                      - urls: ["turn:turn.example.org", "turns:turn.example.org"]
                        username: " "
                log:
                  level: loud
                """))
        .containsExactly(
            "2:9 CONFIG_OUT_OF_RANGE relay.port",
            "8:16 CONFIG_MISSING_KEY plugins.demo.servers[1].username",
            "8:41 CONFIG_MISSING_KEY plugins.demo.servers[1].username",
            "11:10 CONFIG_BAD_CHOICE log.level");
    assertThat(
            problems(
                """
                plugins:
                  demo:
                    privacy: relay-only
                    servers:
                      - urls: ["stun:stun.example.org"]
                relay: {port: 0}
                """))
        .containsExactly(
            "3:14 CONFIG_CONTRADICTION plugins.demo.privacy",
            "6:15 CONFIG_OUT_OF_RANGE relay.port");
    assertThat(problems("plugins: {demo: {privacy: relay-only}}"))
        .containsExactly("1:27 CONFIG_CONTRADICTION plugins.demo.privacy");
  }

  @Test
  void theSentenceSaysWhatToWrite() {
    assertThat(read("plugins: {demo: {privacy: relay-only}}").problems())
        .extracting(ConfigProblem::sentence)
        .containsExactly(
            "plugins.demo.privacy=relay-only needs a server with turn: or turns: in"
                + " plugins.demo.servers; add one, or write another privacy.");
    assertThat(read("plugins: {demo: {servers: [{urls: ['turn:a'], username: me}]}}").problems())
        .extracting(ConfigProblem::sentence)
        .containsExactly("turn:a needs credential beside it, as the server's admin gave them.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "privacy: off, servers: []",
        "servers: [{urls: ['stun:a', 'stuns:b:5349']}]",
        "privacy: relay-only, servers: [{urls: ['turn:a'], username: u, credential: c}]",
        "privacy: relay-only, servers: [{urls: ['stun:s']},"
            + " {urls: ['stun:s', 'turns:[2001:db8::1]:443?transport=tcp'], username: u,"
            + " credential: c}]",
      })
  void whatHasWhatItNeedsIsTaken(String section) {
    assertThat(problems("plugins: {demo: {" + section + "}}")).isEmpty();
  }

  @Test
  void aNumberWithinASectionIsHeldAgainstTheOneBesideIt() throws SchemaException {
    String ports =
        """
        servers:
          type: sections
          default: []
          about: which
          fields:
            first: {type: integer, default: 1, about: the first port}
            last: {type: integer, default: 9, above: first, about: the last port}
        """;
    Schema plugin = SchemaReader.read(ports.getBytes(StandardCharsets.UTF_8));
    byte[] yaml =
        "plugins: {demo: {servers: [{first: 7, last: 7}]}}".getBytes(StandardCharsets.UTF_8);

    assertThat(ConfigFile.check(yaml, HOME, Map.of("demo", plugin)).problems())
        .extracting(ConfigProblem::code)
        .containsExactly("CONFIG_CONTRADICTION");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lanes: 5",
        "roads: 7",
        "roads: 1, lanes: 2",
        "roads: 8, lanes: 20",
      })
  void aNumberAboveTheOtherIsTaken(String section) {
    assertThat(problems("plugins: {demo: {" + section + "}}")).isEmpty();
  }

  @Test
  void aNumberThatIsNotAboveTheOtherIsRefusedWhicheverWasWritten() {
    assertThat(problems("plugins: {demo: {lanes: 1}}"))
        .containsExactly("1:25 CONFIG_CONTRADICTION plugins.demo.lanes");
    assertThat(problems("plugins: {demo: {roads: 4, lanes: 4}}"))
        .containsExactly("1:35 CONFIG_CONTRADICTION plugins.demo.lanes");
    assertThat(problems("plugins: {demo: {roads: 8}}"))
        .containsExactly("1:25 CONFIG_CONTRADICTION plugins.demo.lanes");
    assertThat(problems("plugins: {demo: {roads: 9, lanes: 1}}"))
        .containsExactly("1:25 CONFIG_OUT_OF_RANGE plugins.demo.roads");
    assertThat(read("plugins: {demo: {roads: 8}}").problems())
        .extracting(ConfigProblem::sentence)
        .containsExactly(
            "plugins.demo.lanes=8 (the default) must be above plugins.demo.roads=8; write lanes: 9"
                + " or more, or a smaller roads.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://turn.example.org",
        "turn://turn.example.org",
        "turn:me@turn.example.org",
        "turn:",
        "turn:a:0",
        "turn:a:65536",
        "turn:a:99999999999",
        "turn:a?transport=sctp",
        "stun:a?transport=tcp",
        "turn:a b",
        "turn:2001:db8::1",
        "TURN",
        "turn.example.org:3478",
      })
  void whatIsNoServerIsToldAndNotToldTwice(String url) {
    assertThat(
            problems("plugins: {demo: {privacy: relay-only, servers: [{urls: ['" + url + "']}]}}"))
        .containsExactly("1:57 CONFIG_BAD_ADDRESS plugins.demo.servers[0].urls[0]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: {type: text, default: '', needs: {x: {b.c: [turn]}}, about: x}",
        "a: {type: choice, choices: [x], default: x, needs: {x: {b: [turn]}}, about: x}",
        "a: {type: choice, choices: [x], default: x, needs: turn, about: x}",
        "a: {type: text, default: '', with: {turn: [b]}, about: x}",
        "a: {type: text, default: '', above: b, about: x}",
        "a: {type: integer, default: 1, above: [b], about: x}",
        "a: {type: integer, default: 1, above: b, about: x}",
        "a: {type: choice, choices: [x], default: x, needs: {x: {b.c: [turn]}}, about: x}",
        "a: {type: texts, default: [], with: {turn: [b]}, about: x}",
        "a: {type: texts, default: [], form: ice, about: x}",
      })
  void aSchemaWithARuleThatMakesNoSenseIsRefused(String schema) {
    assertThatThrownBy(() -> SchemaReader.read(schema.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(SchemaException.class);
  }

  private static List<String> problems(String yaml) {
    return read(yaml).problems().stream()
        .map(p -> p.line() + ":" + p.column() + " " + p.code() + " " + p.key())
        .toList();
  }

  private static ConfigFile.Reading read(String yaml) {
    try {
      Schema plugin = SchemaReader.read(PLUGIN.getBytes(StandardCharsets.UTF_8));
      return ConfigFile.check(yaml.getBytes(StandardCharsets.UTF_8), HOME, Map.of("demo", plugin));
    } catch (SchemaException e) {
      throw new IllegalStateException(e);
    }
  }
}
