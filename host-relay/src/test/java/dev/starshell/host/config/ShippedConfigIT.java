package dev.starshell.host.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The default config file against the schemas it is written for.
final class ShippedConfigIT {
  private static final Path HOME = Path.of("home").toAbsolutePath();
  private static final Path SYNCSHELL =
      Path.of("../syncshell-plugin/src/main/resources/META-INF/starshell/settings.yaml");

  private final Schema syncshell;

  ShippedConfigIT() throws Exception {
    syncshell = SchemaReader.read(Files.readAllBytes(SYNCSHELL));
  }

  @Test
  void theShippedFileIsCleanAndSaysNothingButTheDefaults() {
    ConfigFile.Reading shipped =
        ConfigFile.check(ConfigFile.shipped(), HOME, Map.of("syncshell", syncshell));
    ConfigFile.Reading nothing =
        ConfigFile.check(new byte[0], HOME, Map.of("syncshell", syncshell));

    assertThat(shipped.problems()).isEmpty();
    assertThat(shipped.warnings()).isEmpty();
    assertThat(shipped.host()).isEqualTo(nothing.host());
  }

  @Test
  void theShippedFileShowsEveryKeyThereIs() throws Exception {
    String text = new String(ConfigFile.shipped(), StandardCharsets.UTF_8);
    Schema host =
        SchemaReader.read(
            Files.readAllBytes(
                Path.of("src/main/resources/dev/starshell/host/host-settings.yaml")));

    assertThat(List.of(host, syncshell))
        .flatExtracting(schema -> List.copyOf(schema.keys().keySet()))
        .allSatisfy(key ->
            assertThat(text)
                .containsPattern("(?m)^ +" + key.substring(key.lastIndexOf('.') + 1) + ":"));
  }

  @Test
  void theExamplesAreClean() throws Exception {
    try (Stream<Path> examples = Files.list(Path.of("../config/examples"))) {
      List<Path> settings = examples.filter(it -> it.toString().endsWith(".yaml")).toList();

      assertThat(settings).isNotEmpty();
      for (Path file : settings) {
        ConfigFile.Reading read = ConfigFile.read(file, HOME, Map.of("syncshell", syncshell));
        assertThat(read.problems()).as(file.toString()).isEmpty();
        assertThat(read.warnings()).as(file.toString()).isEmpty();
      }
    }
  }

  @Test
  void privacyModeOfThePluginNeedsATurnServerWithItsCredentials() {
    String relayOnly = "plugins: {syncshell: {privacy: relay-only, ice-servers: [%s]}}";

    assertThat(codes(relayOnly.formatted("{urls: ['stun:stun.example.org']}")))
        .containsExactly("CONFIG_CONTRADICTION");
    assertThat(codes(relayOnly.formatted("{urls: ['turn:turn.example.org']}")))
        .containsExactly("CONFIG_MISSING_KEY");
    assertThat(
            codes(
                relayOnly.formatted(
                    "{urls: ['turns:turn.example.org'], username: u, credential: c}")))
        .isEmpty();
  }

  private List<String> codes(String yaml) {
    return ConfigFile.check(
            yaml.getBytes(StandardCharsets.UTF_8), HOME, Map.of("syncshell", syncshell))
        .problems()
        .stream()
        .map(ConfigProblem::code)
        .toList();
  }

  @Test
  void aMissingFileAndAFolderAreProblems() {
    assertThat(ConfigFile.read(Path.of("nowhere.yaml"), HOME, Map.of()).problems())
        .extracting(ConfigProblem::code)
        .containsExactly("CONFIG_MISSING");
    assertThat(ConfigFile.read(Path.of("src"), HOME, Map.of()).problems())
        .extracting(ConfigProblem::code)
        .containsExactly("CONFIG_NOT_A_FILE");
  }
}
