package dev.starshell.harness.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Runs one seed.
public final class SimRun {
  /// Runs that may be spent on making a failure small.
  private static final int SHRINK_RUNS_MAX = 150;

  private SimRun() {}

  /// What a run came to.
  ///
  /// @param broken the invariant that does not hold; empty when all do
  /// @param detail what was seen
  /// @param faults what went wrong on purpose
  /// @param settled how long after the last fault everything was done
  /// @param trace what happened, if it was asked for
  public record Outcome(
      Scenario scenario,
      long seed,
      Optional<Invariant> broken,
      String detail,
      List<Fault> faults,
      Tally tally,
      Duration settled,
      List<String> trace) {
    public Outcome {
      faults = List.copyOf(faults);
      trace = List.copyOf(trace);
    }

    /// How to run it again.
    public String again() {
      return "./starshell sim --scenario " + scenario.name() + " --seeds 1 --first " + seed;
    }
  }

  /// Runs a seed with the faults that it draws.
  public static Outcome of(Scenario scenario, long seed, Mutation mutation) {
    return run(scenario, seed, mutation, FaultPlan.draw(scenario, seed), false);
  }

  /// Runs a seed again with its trace.
  public static Outcome traced(Scenario scenario, long seed, Mutation mutation) {
    return run(scenario, seed, mutation, FaultPlan.draw(scenario, seed), true);
  }

  /// Leaves away faults one after the other, as long as the same invariant breaks, and traces what
  /// is left.
  public static Outcome shrunk(Outcome failed, Mutation mutation) {
    List<Fault> faults = new ArrayList<>(failed.faults());
    int runs = 0;
    for (int place = faults.size() - 1; place >= 0 && runs < SHRINK_RUNS_MAX; runs++) {
      List<Fault> fewer = new ArrayList<>(faults);
      fewer.remove(place);
      Outcome again = run(failed.scenario(), failed.seed(), mutation, fewer, false);
      if (again.broken().equals(failed.broken())) {
        // Without it another one may not be needed any more: begin anew.
        faults = fewer;
        place = faults.size() - 1;
      } else {
        place--;
      }
    }
    return run(failed.scenario(), failed.seed(), mutation, faults, true);
  }

  static Outcome run(
      Scenario scenario, long seed, Mutation mutation, List<Fault> faults, boolean isTraced) {
    SimWorld world = new SimWorld(scenario, seed, mutation, isTraced);
    Optional<Invariant> broken = Optional.empty();
    String detail = "";
    try {
      world.run(faults);
    } catch (Violation violation) {
      broken = Optional.of(violation.invariant());
      detail = String.valueOf(violation.getMessage());
    } catch (IllegalStateException | IllegalArgumentException | NullPointerException mistake) {
      // A machine or its surroundings were driven into what they say cannot be.
      broken = Optional.of(Invariant.I14);
      detail = mistake + " at " + List.of(mistake.getStackTrace()).subList(0, 4);
    }
    return new Outcome(
        scenario,
        seed,
        broken,
        detail,
        faults,
        world.tally(),
        world.settled(),
        world.trace().lines());
  }
}
