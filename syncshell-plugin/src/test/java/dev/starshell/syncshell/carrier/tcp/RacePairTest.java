package dev.starshell.syncshell.carrier.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.carrier.tcp.RaceModel.Weather;
import dev.starshell.syncshell.carrier.tcp.RaceState.OnBase;
import dev.starshell.syncshell.carrier.tcp.RaceState.OnTcp;
import dev.starshell.syncshell.carrier.tcp.RaceState.Over;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Two races, one on each side of a generation, in every order of events that chance finds.
final class RacePairTest {
  private static final int SEEDS = 20_000;

  private enum End {
    TCP,
    BASE,
    OVER
  }

  @Test
  void whateverFailsBothSidesEndOnTheSameOrWithoutALink() {
    Map<End, Integer> ends = new EnumMap<>(End.class);
    for (int seed = 0; seed < SEEDS; seed++) {
      ends.merge(ended(seed, Weather.STORM), 1, Integer::sum);
    }

    assertThat(ends).as("chance finds every end").containsOnlyKeys(End.values());
    assertThat(ends.values()).allSatisfy(count -> assertThat(count).isGreaterThan(SEEDS / 50));
  }

  @Test
  void ifNothingFailsBothSidesAreOpenOnTheSame() {
    Map<End, Integer> ends = new EnumMap<>(End.class);
    for (int seed = 0; seed < SEEDS; seed++) {
      ends.merge(ended(seed, Weather.CALM), 1, Integer::sum);
    }

    assertThat(ends).containsOnlyKeys(End.TCP, End.BASE);
    assertThat(ends.values()).allSatisfy(count -> assertThat(count).isGreaterThan(SEEDS / 50));
  }

  private static End ended(int seed, Weather weather) {
    RaceModel model = new RaceModel(new Random(seed), weather);
    while (model.goOn()) {
      assertThat(isParted(model)).as("seed %d: %s", seed, model).isFalse();
      assertThat(model.leader.opened).as("seed %d: %s", seed, model).isLessThanOrEqualTo(1);
      assertThat(model.follower.opened).as("seed %d: %s", seed, model).isLessThanOrEqualTo(1);
    }
    RaceState last = model.leader.race;
    assertThat(model.follower.race).as("seed %d: %s", seed, model).isEqualTo(last);
    assertThat(model.leader.isBaseEnded() && model.follower.isBaseEnded())
        .as("seed %d: %s", seed, model)
        .isEqualTo(!(last instanceof OnBase));
    return switch (last) {
      case OnTcp _ -> End.TCP;
      case OnBase _ -> End.BASE;
      case Over _ -> End.OVER;
      case RaceState.Running _, RaceState.Choosing _ ->
          throw new AssertionError("seed " + seed + " does not end: " + model);
    };
  }

  private static boolean isParted(RaceModel model) {
    RaceState one = model.leader.race;
    RaceState other = model.follower.race;
    return (one instanceof OnTcp && other instanceof OnBase)
        || (one instanceof OnBase && other instanceof OnTcp);
  }
}
