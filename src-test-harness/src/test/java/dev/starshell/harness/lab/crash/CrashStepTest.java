package dev.starshell.harness.lab.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.failpoint.Failpoint;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class CrashStepTest {
  @Test
  void everyStepOfThePluginIsOneHere() {
    assertThat(CrashStep.values())
        .extracting(step -> step + " " + step.isSenders())
        .containsExactlyElementsOf(
            Arrays.stream(Failpoint.values())
                .map(step -> step + " " + (step.side() == Failpoint.Side.SENDER))
                .toList());
    assertThat(CrashStep.PROPERTY).isEqualTo(Failpoint.PROPERTY);
    assertThat(CrashStep.EXIT_CODE).isEqualTo(Failpoint.EXIT_CODE);
  }
}
