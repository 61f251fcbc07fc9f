package dev.starshell.harness.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.MemberStatus.Traffic;
import dev.starshell.harness.lab.TreeCheck;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundTableTest {
  @Test
  void aRoundIsVerifiedOnlyWithoutDifferencesDuplicatesAndContentSentTwice() {
    assertThat(round(1_000, 0, List.of()).isVerified()).isTrue();
    assertThat(round(1_001, 0, List.of()).isVerified()).isFalse();
    assertThat(round(1_000, 1, List.of()).isVerified()).isFalse();
    assertThat(round(1_000, 0, List.of("x differs")).isVerified()).isFalse();
  }

  @Test
  void theTableHasAColumnForEachRound() {
    List<String> lines =
        RoundTable.of(List.of(round(1_000, 0, List.of()), round(9, 0, List.of())), 500);

    assertThat(lines).anySatisfy(l -> assertThat(l).matches("bytes on the wire +1,020 +1,020"));
    assertThat(lines).anySatisfy(l -> assertThat(l).matches("duplicates sent +0 +0"));
    assertThat(lines).anySatisfy(l -> assertThat(l).matches("verified +yes +yes"));
  }

  private static Round round(long received, long duplicates, List<String> differences) {
    Traffic traffic = new Traffic(received, received, 1_020, 1_020, 7, 3, duplicates);
    return new Round("r", 1_000, traffic, 3, 1.5, new TreeCheck.Result(4, 10, differences));
  }
}
