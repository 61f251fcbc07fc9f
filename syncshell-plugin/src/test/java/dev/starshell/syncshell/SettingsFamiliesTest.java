package dev.starshell.syncshell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.archive.Family;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class SettingsFamiliesTest {
  private static final Pattern CHOICES =
      Pattern.compile("family:\\s+type: choice\\s+choices: \\[([^]]+)]");

  @Test
  void theSettingsTakeARuleForEveryFamily() throws IOException {
    Matcher choices = CHOICES.matcher(schema());

    assertThat(choices.find()).isTrue();
    assertThat(List.of(choices.group(1).split(",\\s*")))
        .containsExactlyElementsOf(Arrays.stream(Family.values()).map(Family::key).toList());
  }

  private static String schema() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            SettingsFamiliesTest.class.getResourceAsStream("/META-INF/starshell/settings.yaml"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
