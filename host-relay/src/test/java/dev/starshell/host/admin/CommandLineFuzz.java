package dev.starshell.host.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starshell.host.fuzz.Bounds;
import java.nio.charset.StandardCharsets;

/// Whatever is typed: words, or a sentence about what is wrong.
final class CommandLineFuzz {
  @FuzzTest(maxDuration = "10m")
  void anyLineIsCutIntoWordsOrRefused(byte[] bytes) throws Exception {
    String line = new String(bytes, StandardCharsets.UTF_8);
    Bounds.hold(() -> {
      switch (CommandLine.cut(line)) {
        case CommandLine.Cut.Words(var words) ->
            assertThat(words.stream().mapToInt(String::length).sum())
                .isLessThanOrEqualTo(line.length());
        case CommandLine.Cut.Broken(String code, String sentence) -> {
          assertThat(code).isNotBlank();
          assertThat(sentence).isNotBlank();
        }
      }
    });
  }
}
