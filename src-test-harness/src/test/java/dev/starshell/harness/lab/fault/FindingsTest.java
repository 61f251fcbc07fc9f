package dev.starshell.harness.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FindingsTest {
  private final Findings findings = new Findings();

  @Test
  void aFaultThatDidNotHappenEndsTheScenario() {
    assertThatThrownBy(() -> findings.injected(false, "%d packets lost", 0))
        .isInstanceOf(FaultNotInjectedException.class)
        .hasMessage("FAULT_NOT_INJECTED: 0 packets lost");
  }

  @Test
  void boundsAreMetAtTheirValueAndMissedBeyond() {
    findings.atMost("time", 8, 8, " s");
    findings.atLeast("rate", 0.45, 0.45, " MB/s");
    assertThat(findings.missed()).isEmpty();

    findings.atMost("time", 8.01, 8, " s");
    findings.atLeast("rate", 0.44, 0.45, " MB/s");
    findings.holds(false, "nothing lost");

    assertThat(findings.missed())
        .containsExactly(
            "time 8.01 s (at most 8 s)", "rate 0.44 MB/s (at least 0.45 MB/s)", "nothing lost");
    assertThat(findings.figures()).hasSize(5);
  }
}
