package dev.starshell.host.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starshell.host.fuzz.Bounds;
import java.nio.file.Path;
import java.util.Map;

/// Whatever stands in host.yaml, or in a plugin's schema: settings, or problems, never an
/// exception.
final class ConfigFuzz {
  private static final Path HOME = Path.of("home");

  @FuzzTest(maxDuration = "10m")
  void anyFileIsSettingsOrProblems(byte[] bytes) throws Exception {
    Bounds.hold(() -> {
      ConfigFile.Reading reading = ConfigFile.check(bytes, HOME, Map.of());
      assertThat(reading.problems())
          .allSatisfy(problem -> {
            assertThat(problem.code()).isNotBlank();
            assertThat(problem.sentence()).isNotBlank();
          });
    });
  }

  @FuzzTest(maxDuration = "10m")
  void anySchemaIsReadOrRefused(byte[] bytes) throws Exception {
    Bounds.hold(() -> {
      try {
        assertThat(SchemaReader.read(bytes)).isNotNull();
      } catch (SchemaException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    });
  }
}
