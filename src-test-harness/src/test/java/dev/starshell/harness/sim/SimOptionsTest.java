package dev.starshell.harness.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SimOptionsTest {
  private static SimOptions parse(String... words) {
    return SimOptions.parse(List.of(words));
  }

  @Test
  void withoutWordsAThousandSeedsOfAllScenariosAreRun() {
    SimOptions options = parse();

    assertThat(options.seeds()).isEqualTo(1_000);
    assertThat(options.first()).isEqualTo(1);
    assertThat(options.mutation()).isEqualTo(Mutation.NONE);
    assertThat(options.scenarioOf(11)).isEqualTo(Scenario.PAIR);
    assertThat(options.scenarioOf(12)).isNotEqualTo(Scenario.PAIR);
  }

  @Test
  void wordsAreRead() {
    SimOptions options =
        parse("--seeds", "7", "--first", "99", "--scenario", "four", "--mutation", "no_retry");

    assertThat(options.seeds()).isEqualTo(7);
    assertThat(options.first()).isEqualTo(99);
    assertThat(options.scenarioOf(1).name()).isEqualTo("four");
    assertThat(options.mutation()).isEqualTo(Mutation.NO_RETRY);
  }

  @Test
  void eachMistakeIsNamed() {
    assertThatThrownBy(() -> parse("--seed", "1")).hasMessage("cannot read: --seed");
    assertThatThrownBy(() -> parse("--seeds")).hasMessage("--seeds wants a value");
    assertThatThrownBy(() -> parse("--seeds", "0")).hasMessage("--seeds=0 is below 1");
    assertThatThrownBy(() -> parse("--first", "x")).hasMessage("--first wants a number, not x");
    assertThatThrownBy(() -> parse("--scenario", "x")).hasMessage("there is no scenario x");
    assertThatThrownBy(() -> parse("--mutation", "x")).hasMessage("there is no mutation x");
  }

  @Test
  void theUsageNamesEveryScenario() {
    for (Scenario scenario : Scenario.ALL) {
      assertThat(SimOptions.USAGE).contains(scenario.name());
    }
  }
}
