package dev.starshell.harness.sim;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What `./starshell sim` was told.
record SimOptions(
    long first,
    long seeds,
    int jobs,
    Optional<Scenario> scenario,
    Mutation mutation,
    boolean isTraced,
    boolean isHelp) {
  static final String USAGE =
      """
      usage: ./starshell sim [OPTIONS]

        --seeds N        how many seeds to run (1000)
        --first SEED     the first of them (1); the others follow
        --scenario NAME  only this one: pair quiet drops relay crashes disk three four
                         storm mob renew
                         (all of them in turn, by the seed)
        --jobs N         threads (one a core)
        --mutation NAME  with a planted mistake, to see it found: RECEIPT_BEFORE_DURABLE
                         ONE_SIDED_CLOSE NO_GENERATION_CHECK IMMEDIATE_FORGETTING …
        --trace          print all that happens with the first seed

      The same seed is the same run on every machine. A seed that breaks an invariant is run again
      with as few of its faults as needed, and its trace is printed. docs/RELIABILITY.md.
      """;

  static SimOptions parse(List<String> words) {
    long first = 1;
    long seeds = 1_000;
    int jobs = Runtime.getRuntime().availableProcessors();
    Optional<Scenario> scenario = Optional.empty();
    Mutation mutation = Mutation.NONE;
    boolean isTraced = false;
    boolean isHelp = false;
    for (int place = 0; place < words.size(); place++) {
      String word = words.get(place);
      switch (word) {
        case "--help", "-h" -> isHelp = true;
        case "--trace" -> isTraced = true;
        case "--first" -> first = number(words, ++place, word, 0);
        case "--seeds" -> seeds = number(words, ++place, word, 1);
        case "--jobs" -> jobs = (int) Math.min(64, number(words, ++place, word, 1));
        case "--scenario" -> scenario = Optional.of(scenario(value(words, ++place, word)));
        case "--mutation" -> mutation = mutation(value(words, ++place, word));
        default -> throw new IllegalArgumentException("cannot read: " + word);
      }
    }
    return new SimOptions(first, seeds, jobs, scenario, mutation, isTraced, isHelp);
  }

  /// The scenario of a seed.
  Scenario scenarioOf(long seed) {
    return scenario.orElseGet(() -> turn(seed));
  }

  /// The scenario of a seed when all are run in turn.
  static Scenario turn(long seed) {
    return Scenario.ALL.get((int) Math.floorMod(seed, (long) Scenario.ALL.size()));
  }

  private static String value(List<String> words, int place, String of) {
    if (place >= words.size()) {
      throw new IllegalArgumentException(of + " wants a value");
    }
    return words.get(place);
  }

  private static long number(List<String> words, int place, String of, long least) {
    String text = value(words, place, of);
    try {
      long number = Long.parseLong(text);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(of + " wants a number, not " + text, e);
    }
    throw new IllegalArgumentException(of + "=" + text + " is below " + least);
  }

  private static Scenario scenario(String name) {
    return Scenario.named(name)
        .orElseThrow(() -> new IllegalArgumentException("there is no scenario " + name));
  }

  private static Mutation mutation(String name) {
    for (Mutation one : Mutation.values()) {
      if (one.name().equals(name.toUpperCase(Locale.ROOT))) {
        return one;
      }
    }
    throw new IllegalArgumentException("there is no mutation " + name);
  }
}
