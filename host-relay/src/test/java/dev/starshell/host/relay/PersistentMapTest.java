package dev.starshell.host.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PersistentMapTest {
  /// Only eight hashes, so that chains are made and broken.
  private record Clashing(int number) {
    @Override
    public int hashCode() {
      return number % 8;
    }
  }

  @Test
  void itBehavesAsAMapThroughRandomChanges() {
    compare(new Random(1), true);
    compare(new Random(2), false);
  }

  private static void compare(Random random, boolean isClashing) {
    Map<Object, Integer> expected = new HashMap<>();
    PersistentMap<Object, Integer> map = PersistentMap.empty();
    for (int round = 0; round < 20_000; round++) {
      int number = random.nextInt(400);
      Object key = isClashing ? new Clashing(number) : Integer.valueOf(number * 7919);
      if (random.nextInt(3) == 0) {
        map = map.without(key);
        expected.remove(key);
      } else {
        map = map.with(key, round);
        expected.put(key, round);
      }
      assertThat(map.size()).isEqualTo(expected.size());
      assertThat(map.find(key)).isEqualTo(Optional.ofNullable(expected.get(key)));
    }
    Map<Object, Integer> visited = new HashMap<>();
    map.forEach(visited::put);
    assertThat(visited).isEqualTo(expected);
    for (Object key : Map.copyOf(expected).keySet()) {
      map = map.without(key);
    }
    assertThat(map.isEmpty()).isTrue();
  }

  @Test
  void aChangeLeavesTheOldMapAsItWas() {
    PersistentMap<String, Integer> one = PersistentMap.<String, Integer>empty().with("a", 1);

    PersistentMap<String, Integer> two = one.with("a", 2).with("b", 3);

    assertThat(one.find("a")).contains(1);
    assertThat(one.contains("b")).isFalse();
    assertThat(two.find("a")).contains(2);
    assertThat(two.without("a").find("b")).contains(3);
  }
}
