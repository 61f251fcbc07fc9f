package dev.starshell.harness.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each planted mistake is found, by the invariant that it breaks.
class PlantedMistakesTest {
  private static final int SEEDS_MAX = 150;

  private static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(Mutation.RECEIPT_BEFORE_DURABLE, "pair", Set.of(Invariant.I1)),
        Arguments.of(Mutation.ONE_SIDED_CLOSE, "quiet", Set.of(Invariant.I3)),
        Arguments.of(Mutation.NO_GENERATION_CHECK, "relay", Set.of(Invariant.I7)),
        Arguments.of(Mutation.IMMEDIATE_FORGETTING, "quiet", Set.of(Invariant.I3, Invariant.I13)),
        Arguments.of(Mutation.PARTIALS_DROPPED, "drops", Set.of(Invariant.I14)),
        Arguments.of(Mutation.GENERATION_NOT_DURABLE, "crashes", Set.of(Invariant.I7)),
        Arguments.of(Mutation.RENAME_WITHOUT_FORCE, "crashes", Set.of(Invariant.I1, Invariant.I6)),
        Arguments.of(Mutation.CHUNK_NOT_VERIFIED, "disk", Set.of(Invariant.I6)),
        Arguments.of(Mutation.CREDIT_IGNORED, "quiet", Set.of(Invariant.I12)),
        Arguments.of(Mutation.TWO_CURRENT, "renew", Set.of(Invariant.I8)),
        Arguments.of(Mutation.NO_RETRY, "drops", Set.of(Invariant.I13)));
  }

  private static Optional<SimRun.Outcome> firstBroken(Scenario scenario, Mutation mutation) {
    for (long seed = 1; seed <= SEEDS_MAX; seed++) {
      SimRun.Outcome outcome = SimRun.of(scenario, seed, mutation);
      if (outcome.broken().isPresent()) {
        return Optional.of(outcome);
      }
    }
    return Optional.empty();
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aPlantedMistakeIsFound(Mutation mutation, String scenario, Set<Invariant> expected) {
    Optional<SimRun.Outcome> broken = firstBroken(Scenario.named(scenario).orElseThrow(), mutation);

    assertThat(broken).as("found within %d seeds", SEEDS_MAX).isPresent();
    assertThat(expected).contains(broken.orElseThrow().broken().orElseThrow());
  }

  @Test
  void noMistakeIsLeftOut() {
    Set<Mutation> tried = EnumSet.of(Mutation.NONE);
    mistakes().forEach(row -> tried.add((Mutation) row.get()[0]));

    assertThat(tried).isEqualTo(EnumSet.allOf(Mutation.class));
  }

  @Test
  void aFailureIsToldWithTheFewestFaultsThatNeedItAndItsTrace() {
    Scenario drops = Scenario.named("drops").orElseThrow();
    SimRun.Outcome broken = firstBroken(drops, Mutation.NO_RETRY).orElseThrow();

    SimRun.Outcome small = SimRun.shrunk(broken, Mutation.NO_RETRY);
    List<String> report = SimReport.broken(broken, Mutation.NO_RETRY).lines().toList();

    assertThat(small.broken()).isEqualTo(broken.broken());
    assertThat(small.faults()).hasSizeLessThanOrEqualTo(broken.faults().size());
    for (Fault fault : small.faults()) {
      List<Fault> fewer = small.faults().stream().filter(one -> one != fault).toList();
      SimRun.Outcome without = SimRun.run(drops, broken.seed(), Mutation.NO_RETRY, fewer, false);
      assertThat(without.broken()).as("%s is needed", fault).isNotEqualTo(broken.broken());
    }
    assertThat(report.get(0)).startsWith("BROKEN seed " + broken.seed());
    assertThat(report.get(1)).contains("--scenario drops --seeds 1 --first " + broken.seed());
    assertThat(small.trace()).isNotEmpty();
  }
}
