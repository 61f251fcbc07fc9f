package dev.starshell.harness.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.sim.Fault.AssociationKilled;
import dev.starshell.harness.sim.Fault.CrashAtStep;
import dev.starshell.harness.sim.Fault.CrashAtTime;
import dev.starshell.harness.sim.Fault.DiskFull;
import dev.starshell.harness.sim.Fault.KilledAtMessage;
import dev.starshell.harness.sim.Fault.Partitioned;
import dev.starshell.harness.sim.Fault.PathCut;
import dev.starshell.harness.sim.Fault.RelayDown;
import dev.starshell.harness.sim.Fault.RelayHostile;
import dev.starshell.harness.sim.Fault.Renewed;
import dev.starshell.harness.sim.Fault.SocketCut;
import dev.starshell.harness.sim.Fault.SourceChanged;
import dev.starshell.harness.sim.Tally.What;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Faults at chosen moments: every step of the disk, every phase of a transfer.
class NamedFaultsTest {
  private static final Scenario QUIET = Scenario.named("quiet").orElseThrow();
  private static final Duration SOON = Duration.ofMillis(100);

  private static Duration seconds(double span) {
    return Duration.ofNanos((long) (span * 1e9));
  }

  private static Tally run(long seed, List<Fault> faults) {
    SimRun.Outcome outcome = SimRun.run(QUIET, seed, Mutation.NONE, faults, false);
    if (outcome.broken().isPresent()) {
      throw new AssertionError(SimReport.broken(outcome, Mutation.NONE));
    }
    return outcome.tally();
  }

  /// What makes a step come at all.
  private static List<Fault> cause(DiskStep step, int member) {
    return switch (step) {
      case MANIFEST_KEPT -> List.of(new SourceChanged(member, 0, seconds(5)));
      case SESSION_KEPT -> List.of(new AssociationKilled(0, 1, seconds(6), false));
      case GENERATION_RAISED,
          CHUNK_WRITTEN,
          PART_FORCED,
          OBJECT_RENAMED,
          FOLDER_FORCED,
          INDEX_COMMITTED,
          HIGH_FIVE_KEPT ->
          List.of();
    };
  }

  @ParameterizedTest
  @EnumSource(DiskStep.class)
  void aCrashBeforeAnyStepOfTheDiskLosesNothing(DiskStep step) {
    int crashed = 0;
    int runs = 0;
    for (int member = 0; member < 2; member++) {
      for (boolean isPowerLoss : new boolean[] {false, true}) {
        for (int nth : new int[] {1, 2, 4}) {
          List<Fault> faults = new ArrayList<>(cause(step, member));
          faults.add(new CrashAtStep(member, step, nth, isPowerLoss, SOON, seconds(40)));
          Tally tally = run(runs + 1, faults);
          crashed += tally.crashesAt(step) > 0 ? 1 : 0;
          runs++;
        }
      }
    }

    // The first one comes always; the fourth generation, say, does not.
    assertThat(crashed).as("FAULT_NOT_INJECTED").isGreaterThanOrEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(SendMoment.class)
  void aDropInAnyPhaseIsRecoveredWithoutAPerson(SendMoment moment) {
    int recovered = 0;
    for (int member = 0; member < 2; member++) {
      for (boolean isSilent : new boolean[] {false, true}) {
        Tally tally =
            run(
                member + 11,
                List.of(
                    new KilledAtMessage(member, moment, 1, isSilent, SOON),
                    // The kill is armed until the last fault is over.
                    new PathCut(0, 1, seconds(60), SOON)));
        assertThat(tally.of(What.KILLED_AT_MESSAGES)).as("FAULT_NOT_INJECTED").isEqualTo(1);
        recovered += tally.of(What.LINKS_RECOVERED) > 0 ? 1 : 0;
      }
    }

    assertThat(recovered).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 12})
  void aShortOutageOfANetworkEndsNoLinkAndSendsNothingTwice(int span) {
    for (int seed = 0; seed < 40; seed++) {
      Tally tally =
          run(seed, List.of(new Partitioned(seed % 2, seconds(2.5), seconds(span), false)));

      assertThat(tally.of(What.PARTITIONS)).as("FAULT_NOT_INJECTED").isEqualTo(1);
      assertThat(tally.of(What.LINKS_LOST)).as("seed %d", seed).isZero();
      assertThat(tally.of(What.BYTES_AGAIN)).as("seed %d", seed).isZero();
    }
  }

  /// Words of silence are said soon while content flows, and queue.
  @ParameterizedTest
  @ValueSource(doubles = {0.7, 0.9, 1.1, 1.3, 1.5, 1.8, 2.2, 3, 4, 12})
  void anOutageOfANetworkInTheMiddleOfATransferEndsNoLinkEither(double span) {
    long told = 0;
    for (int seed = 0; seed < 40; seed++) {
      Tally tally = run(seed, List.of(new Partitioned(seed % 2, seconds(9), seconds(span), false)));

      assertThat(tally.of(What.PARTITIONS)).as("FAULT_NOT_INJECTED").isEqualTo(1);
      assertThat(tally.of(What.LINKS_LOST)).as("seed %d", seed).isZero();
      assertThat(tally.of(What.LINKS_RENEWED)).as("seed %d", seed).isZero();
      assertThat(tally.of(What.SILENCES_PROVEN)).as("seed %d", seed).isZero();
      told += tally.of(What.SILENCES_TOLD);
    }

    assertThat(told).as("FAULT_NOT_INJECTED").isPositive();
  }

  @Test
  void aPathThatDiesAloneIsKnownToBeDeadAfterTwoSecondsIfContentFlowedAndElseAfterSix() {
    int quick = 0;
    int soon = 0;
    int late = 0;
    for (int seed = 0; seed < 40; seed++) {
      Tally tally = run(seed, List.of(new PathCut(0, 1, seconds(9), seconds(30))));
      Duration proof = tally.soonestProof();

      assertThat(tally.of(What.PATHS_CUT)).as("FAULT_NOT_INJECTED").isEqualTo(1);
      assertThat(proof).as("seed %d", seed).isLessThan(seconds(6.5));
      assertThat(tally.of(What.LINKS_LOST)).as("seed %d", seed).isPositive();
      quick += proof.compareTo(seconds(1.7)) < 0 ? 1 : 0;
      soon += proof.compareTo(seconds(2.3)) < 0 ? 1 : 0;
      late += proof.compareTo(seconds(5.5)) > 0 ? 1 : 0;
    }

    assertThat(quick).isPositive();
    assertThat(soon).isGreaterThan(5);
    assertThat(late).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 12})
  void aShortOutageOfThePathAloneSendsNothingTwice(int span) {
    for (int seed = 0; seed < 40; seed++) {
      Tally tally = run(seed, List.of(new PathCut(0, 1, seconds(2.5), seconds(span))));

      assertThat(tally.of(What.PATHS_CUT)).as("FAULT_NOT_INJECTED").isEqualTo(1);
      assertThat(tally.of(What.BYTES_AGAIN)).as("seed %d", seed).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConnectionThatIsNotThereIsNotCountedAsCut(boolean isSilent) {
    Tally tally = run(1, List.of(new SocketCut(0, Duration.ZERO, isSilent)));

    assertThat(tally.of(What.SOCKETS_CUT)).isZero();
  }

  /// A router that forgets what it carried takes both, and nobody says so.
  @Test
  void aPathThatDiesWithTheConnectionToTheRelayIsFoundByAsking() {
    for (int seed = 0; seed < 20; seed++) {
      Tally tally =
          run(
              seed,
              List.of(
                  new SocketCut(seed % 2, seconds(4.5), true),
                  new PathCut(0, 1, seconds(4.5), seconds(9))));

      assertThat(tally.of(What.SOCKETS_CUT)).as("FAULT_NOT_INJECTED").isEqualTo(1);
      assertThat(tally.of(What.RELAY_GIVEN_UP)).as("seed %d", seed).isEqualTo(1);
      assertThat(tally.of(What.BYTES_AGAIN)).as("seed %d", seed).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 600})
  void aLongOutageIsFollowedByANewGenerationWithinSecondsOfItsEnd(int span) {
    Tally tally = run(4, List.of(new PathCut(0, 1, seconds(2.5), seconds(span))));

    assertThat(tally.of(What.LINKS_LOST)).as("FAULT_NOT_INJECTED").isPositive();
    assertThat(tally.of(What.LINKS_RECOVERED)).isPositive();
    // The relay was there all the time: a way is looked for nearly without a pause.
    assertThat(tally.recoverySeconds(1)).isLessThanOrEqualTo(8.0);
  }

  @Test
  void aPlannedChangeOfTheGenerationLosesNoLinkAndSendsNothingTwice() {
    int renewed = 0;
    for (int seed = 0; seed < 60; seed++) {
      List<Fault> faults = new ArrayList<>();
      for (int nth = 0; nth < 4; nth++) {
        faults.add(new Renewed(nth % 2, 1 - nth % 2, seconds(2 + seed % 7 + nth * 1.5)));
      }
      Tally tally = run(seed, faults);
      renewed += (int) tally.of(What.LINKS_RENEWED);

      assertThat(tally.of(What.LINKS_LOST)).as("seed %d", seed).isZero();
      assertThat(tally.of(What.BYTES_AGAIN)).as("seed %d", seed).isZero();
      assertThat(tally.of(What.BYTES_SENT))
          .as("seed %d", seed)
          .isEqualTo(tally.of(What.BYTES_STORED));
    }

    assertThat(renewed).as("FAULT_NOT_INJECTED").isGreaterThan(60);
  }

  @Test
  void aLinkThatIsMadeAnewByBothSidesAtOnceIsMadeOnce() {
    long renewed = 0;
    for (int seed = 0; seed < 40; seed++) {
      Tally tally =
          run(seed, List.of(new Renewed(0, 1, seconds(6)), new Renewed(1, 0, seconds(6))));

      // On the longest paths there is no link yet, on the shortest ones all is done before.
      assertThat(tally.of(What.LINKS_RENEWED)).as("seed %d", seed).isIn(0L, 2L);
      assertThat(tally.of(What.LINKS_LOST)).as("seed %d", seed).isZero();
      renewed += tally.of(What.LINKS_RENEWED);
    }

    assertThat(renewed).as("FAULT_NOT_INJECTED").isGreaterThan(40);
  }

  /// What a relay says of who is there is advice: an offer left for one that it calls away reaches
  /// it all the same.
  @Test
  void aRelayThatLiesAboutWhoIsThereKeepsNobodyApart() {
    for (int seed = 16; seed < 24; seed++) {
      Tally tally =
          run(
              seed,
              List.of(
                  new RelayHostile(seconds(3), seconds(400), 60),
                  new AssociationKilled(0, 1, seconds(8), true),
                  new AssociationKilled(1, 0, seconds(60), true)));

      assertThat(tally.of(What.PRESENCE_LIES)).as("FAULT_NOT_INJECTED").isPositive();
      assertThat(tally.of(What.LINKS_RECOVERED)).as("seed %d", seed).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void linksGoOnUndisturbedWhileTheRelayIsAway() {
    Tally tally = run(5, List.of(new RelayDown(seconds(3), seconds(50), false)));

    assertThat(tally.of(What.RELAY_CRASHES)).as("FAULT_NOT_INJECTED").isEqualTo(1);
    assertThat(tally.of(What.LINKS_LOST)).isZero();
  }

  @Test
  void aLinkThatIsLostWhileTheRelayIsAwayComesBackWithIt() {
    Tally tally =
        run(
            6,
            List.of(
                new RelayDown(seconds(8), seconds(30), true),
                new AssociationKilled(0, 1, seconds(10), false)));

    assertThat(tally.of(What.RELAY_RESTARTS)).as("FAULT_NOT_INJECTED").isEqualTo(1);
    assertThat(tally.of(What.LINKS_LOST)).isPositive();
    assertThat(tally.recoverySeconds(1)).isLessThanOrEqualTo(20);
  }

  @Test
  void bothSidesThatStartAgainInTheSameInstantMeetOnce() {
    for (int seed = 0; seed < 40; seed++) {
      Tally tally =
          run(
              seed,
              List.of(
                  new AssociationKilled(0, 1, seconds(4), false),
                  new AssociationKilled(1, 0, seconds(4), false)));

      assertThat(tally.of(What.LINKS_RECOVERED)).as("seed %d", seed).isEqualTo(2);
    }
  }

  @Test
  void aMemberThatWasAwayWithoutItsPowerFindsWhatItHad() {
    Tally tally =
        run(
            7,
            List.of(
                new CrashAtTime(0, true, seconds(3), seconds(8)),
                new CrashAtTime(1, true, seconds(4), seconds(20))));

    assertThat(tally.of(What.POWER_LOSSES)).as("FAULT_NOT_INJECTED").isEqualTo(2);
  }

  @Test
  void aFullDiskIsWaitedForAndEverythingArrives() {
    Tally tally = run(8, List.of(new DiskFull(0, SOON, seconds(20))));

    assertThat(tally.of(What.DISK_REFUSALS)).as("FAULT_NOT_INJECTED").isPositive();
  }

  /// A seed that found a mistake: an archive whose file was changed while it was sent, and came
  /// back under another name in the manifest that followed, was not asked for any more.
  @Test
  void aFileThatGoesAndComesBackWhileItIsSentArrives() {
    Scenario disk = Scenario.named("disk").orElseThrow();

    SimRun.Outcome outcome = SimRun.of(disk, 1_004_133, Mutation.NONE);

    assertThat(outcome.tally().of(What.SOURCES_CHANGED)).as("FAULT_NOT_INJECTED").isEqualTo(3);
    assertThat(outcome.broken()).as(outcome.detail()).isEmpty();
  }

  @Test
  void aPartitionInTheMidstOfAHostileRelayHeals() {
    Tally tally =
        run(
            9,
            List.of(
                new RelayHostile(seconds(6), seconds(60), 90),
                new Partitioned(1, seconds(8), seconds(30), true),
                new AssociationKilled(0, 1, seconds(45), true)));

    assertThat(tally.of(What.PARTITIONS)).as("FAULT_NOT_INJECTED").isEqualTo(1);
    assertThat(tally.of(What.LINKS_RECOVERED)).isPositive();
  }
}
