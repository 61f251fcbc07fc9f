package dev.starshell.harness.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DemoOptionsTest {
  @Test
  void allOptionsAreRead() throws DemoOptions.UsageException {
    assertThat(DemoOptions.parse("--once", "--keep", "--seed", "42", "--plain", "--small"))
        .isEqualTo(new DemoOptions(true, true, true, true, 42, List.of()));
  }

  @Test
  void withoutOptionsTheHostsStayUp() throws DemoOptions.UsageException {
    assertThat(DemoOptions.parse().once()).isFalse();
  }

  @Test
  void aWrongWordIsNamed() {
    assertThatThrownBy(() -> DemoOptions.parse("--onec")).hasMessageContaining("--onec");
    assertThatThrownBy(() -> DemoOptions.parse("--seed")).hasMessageContaining("needs a value");
    assertThatThrownBy(() -> DemoOptions.parse("--seed", "x")).hasMessageContaining("not a number");
  }
}
