package dev.starshell.harness.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LibraryPlanTest {
  private static final long TOTAL = 96_000_000;

  @Test
  void theSizesAddUpAndStayWithinBounds() {
    for (long seed = 0; seed < 50; seed++) {
      LibraryPlan plan = LibraryPlan.of(seed, 40, TOTAL, 12);

      assertThat(plan.uniqueBytes()).as("seed %d", seed).isBetween(TOTAL - 100, TOTAL);
      assertThat(plan.archives())
          .allSatisfy(archive -> assertThat(archive.sizeBytes()).isBetween(50_000L, 20_000_000L));
    }
  }

  @Test
  void theSizesAreSpreadOverOrdersOfMagnitude() {
    List<Long> sizes =
        LibraryPlan.of(1, 40, TOTAL, 12).archives().stream()
            .map(ArchivePlan::sizeBytes)
            .sorted()
            .toList();

    assertThat(sizes.getFirst() * 20).isLessThan(sizes.getLast());
  }

  @Test
  void twelveArchivesHaveTwoNamesAndNoNameIsUsedTwice() {
    LibraryPlan plan = LibraryPlan.of(3, 40, TOTAL, 12);

    assertThat(plan.archives().stream().filter(a -> a.names().size() == 2)).hasSize(12);
    assertThat(plan.files()).isEqualTo(52);
    assertThat(plan.archives().stream().flatMap(a -> a.names().stream()).map(String::toLowerCase))
        .doesNotHaveDuplicates();
  }

  @Test
  void theSameSeedGivesTheSamePlanAndAnotherSeedAnother() {
    assertThat(LibraryPlan.of(5, 40, TOTAL, 12)).isEqualTo(LibraryPlan.of(5, 40, TOTAL, 12));
    assertThat(LibraryPlan.of(5, 40, TOTAL, 12)).isNotEqualTo(LibraryPlan.of(6, 40, TOTAL, 12));
  }

  @Test
  void halvesHoldEverythingOnceAndWeighAboutTheSame() {
    LibraryPlan plan = LibraryPlan.of(1, 40, TOTAL, 12);

    List<LibraryPlan> halves = plan.halves();

    long one = halves.get(0).uniqueBytes();
    long other = halves.get(1).uniqueBytes();
    assertThat(one + other).isEqualTo(plan.uniqueBytes());
    assertThat(Math.abs(one - other)).isLessThan(TOTAL / 20);
    assertThat(halves.get(0).archives()).doesNotContainAnyElementsOf(halves.get(1).archives());
  }

  @Test
  void sizesThatCannotBeMetAreRefused() {
    assertThatThrownBy(() -> LibraryPlan.of(1, 2, 40_000_001, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("totalBytes=40000001");
    assertThatThrownBy(() -> LibraryPlan.of(1, 2, 99_999, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(LibraryPlan.of(1, 2, 40_000_000, 0).archives())
        .allSatisfy(archive -> assertThat(archive.sizeBytes()).isGreaterThan(19_990_000));
  }
}
