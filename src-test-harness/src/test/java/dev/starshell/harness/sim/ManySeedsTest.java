package dev.starshell.harness.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.sim.Scenario.Kind;
import dev.starshell.harness.sim.Tally.What;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The seeds of the ordinary build. `./starshell sim` runs any number.
class ManySeedsTest {
  private static final int SEEDS = 120;

  /// What must have happened at least once where a kind of fault was drawn.
  private static final Map<Kind, List<What>> SIGNS =
      Map.of(
          Kind.LINK, List.of(What.PATHS_CUT, What.ASSOCIATIONS_KILLED, What.KILLED_AT_MESSAGES),
          Kind.PARTITION, List.of(What.PARTITIONS),
          Kind.RELAY, List.of(What.RELAY_CRASHES, What.SOCKETS_CUT),
          Kind.HOSTILE, List.of(What.ENVELOPES_REFUSED),
          Kind.KILL, List.of(What.KILLS),
          Kind.POWER, List.of(What.POWER_LOSSES),
          Kind.DISK, List.of(What.DISK_REFUSALS),
          Kind.CONTENT, List.of(What.CHUNKS_ALTERED, What.SOURCES_CHANGED),
          Kind.PAUSE, List.of(What.PAUSES),
          Kind.TURN, List.of(What.TURN_DEATHS));

  private static List<Scenario> scenarios() {
    return Scenario.ALL;
  }

  private static Tally run(Scenario scenario, long first) {
    Tally tally = new Tally();
    for (long seed = first; seed < first + SEEDS; seed++) {
      SimRun.Outcome outcome = SimRun.of(scenario, seed, Mutation.NONE);
      if (outcome.broken().isPresent()) {
        throw new AssertionError(SimReport.broken(outcome, Mutation.NONE));
      }
      tally.add(outcome.tally());
    }
    return tally;
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void everySeedOfAScenarioHoldsAndItsFaultsWereThere(Scenario scenario) {
    Tally tally = run(scenario, 1);

    assertThat(tally.of(What.LINKS_BOUND)).isGreaterThanOrEqualTo(2L * SEEDS);
    assertThat(tally.of(What.ARCHIVES_PUBLISHED)).isGreaterThan(4L * SEEDS);
    SIGNS.forEach((kind, signs) -> {
      for (What sign : signs) {
        if (scenario.kinds().contains(kind)) {
          assertThat(tally.of(sign)).as("FAULT_NOT_INJECTED: %s", sign).isPositive();
        }
      }
    });
    if (scenario.kinds().contains(Kind.RENEW)) {
      assertThat(tally.of(What.LINKS_RENEWED)).as("FAULT_NOT_INJECTED").isPositive();
    }
    if (scenario.lossPercent() > 0) {
      assertThat(tally.of(What.PACKETS_LOST)).isPositive();
      assertThat(tally.of(What.PACKETS_DOUBLED)).isPositive();
      assertThat(tally.of(What.PACKETS_REORDERED)).isPositive();
    }
    if (scenario.kinds().isEmpty()) {
      assertThat(tally.of(What.LINKS_LOST)).isZero();
      assertThat(tally.of(What.BYTES_AGAIN)).isZero();
      assertThat(tally.of(What.BYTES_SENT)).isEqualTo(tally.of(What.BYTES_STORED));
    } else {
      assertThat(tally.of(What.LINKS_RECOVERED) + tally.of(What.DISK_REFUSALS)).isPositive();
    }
  }

  @Test
  void aHostileRelayDoesAllThatItCanAndStopsNothing() {
    Tally tally = run(Scenario.named("relay").orElseThrow(), 5_000);

    for (What abuse :
        List.of(
            What.ENVELOPES_DROPPED,
            What.ENVELOPES_DOUBLED,
            What.ENVELOPES_DELAYED,
            What.ENVELOPES_REPLAYED,
            What.ENVELOPES_MISDELIVERED,
            What.ENVELOPES_ALTERED,
            What.PRESENCE_LIES)) {
      assertThat(tally.of(abuse)).as("FAULT_NOT_INJECTED: %s", abuse).isPositive();
    }
  }

  @Test
  void aDropCostsNoMoreThanWhatWasUnderWay() {
    Tally tally = run(Scenario.named("drops").orElseThrow(), 9_000);

    assertThat(tally.of(What.LINKS_LOST)).isGreaterThan(50);
    // Lost is what was under way: both sides count a loss, and each has a window of 1.5 MB.
    long twice = tally.of(What.BYTES_SENT) - tally.of(What.BYTES_STORED);
    assertThat(twice / (tally.of(What.LINKS_LOST) / 2)).isBetween(0L, 1L << 20);
    assertThat(tally.recoverySeconds(0.5)).isLessThanOrEqualTo(3);
  }
}
