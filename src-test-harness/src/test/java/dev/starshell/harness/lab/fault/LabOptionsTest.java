package dev.starshell.harness.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabOptionsTest {
  @Test
  void withoutWordsTheUsualScenariosRunFromSeedOne() {
    LabOptions options = LabOptions.parse(List.of());

    assertThat(options.names()).isEmpty();
    assertThat(options.seed()).isEqualTo(1);
    assertThat(options.drops()).isEqualTo(LabOptions.Drops.USUAL);
  }

  @Test
  void namesAndNumbersAreRead() {
    LabOptions options =
        LabOptions.parse(
            List.of(
                "drops",
                "--drops",
                "1000",
                "--files",
                "2000",
                "--gib",
                "2",
                "--seed",
                "7",
                "outage-4",
                "--pairs",
                "4",
                "--scale",
                "0.5",
                "--report",
                "out.txt"));

    assertThat(options.names()).containsExactly("drops", "outage-4");
    assertThat(options.drops()).isEqualTo(new LabOptions.Drops(1000, 2000, 2, 4, 0.5));
    assertThat(options.drops().bytes()).isEqualTo(2L << 30);
    assertThat(options.seed()).isEqualTo(7);
    assertThat(options.report()).isEqualTo("out.txt");
  }

  @Test
  void whatCannotBeReadIsNamed() {
    assertThatThrownBy(() -> LabOptions.parse(List.of("--sed"))).hasMessageContaining("--sed");
    assertThatThrownBy(() -> LabOptions.parse(List.of("--drops")))
        .hasMessageContaining("--drops wants a value");
    assertThatThrownBy(() -> LabOptions.parse(List.of("--drops", "many")))
        .hasMessageContaining("many");
    assertThatThrownBy(() -> LabOptions.parse(List.of("--drops", "2", "--pairs", "3")))
        .hasMessageContaining("--pairs 3");
    assertThatThrownBy(() -> LabOptions.parse(List.of("--scale", "2"))).hasMessageContaining("2.0");
  }

  @Test
  void everyScenarioHasANameOfItsOwn() {
    List<String> names = LabScenarios.all().stream().map(LabScenario::name).toList();

    assertThat(new HashSet<>(names)).hasSameSizeAs(names);
    assertThat(names).contains("outage-4", "drops", "loss-5", "kill-receiver-50", "wrong-turn");
    assertThat(LabScenarios.named("no such")).isEmpty();
  }

  @Test
  void theLongestScenariosRunOnlyWhenTheyAreNamed() {
    List<String> usual = LabScenarios.usual().stream().map(LabScenario::name).toList();

    assertThat(usual).contains("drops").doesNotContain("drops-1000", "big");
    assertThat(LabScenarios.named("drops-1000")).isPresent();
    assertThat(LabOptions.Drops.THOUSAND.drops()).isEqualTo(1_000);
    assertThat(LabOptions.Drops.THOUSAND.files()).isEqualTo(2_000);
    assertThat(LabOptions.Drops.THOUSAND.bytes()).isEqualTo(2L << 30);
  }
}
