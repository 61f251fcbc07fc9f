package dev.starshell.syncshell.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.protocol.TransferCodec;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.TransferMessage.Refusal;
import dev.starshell.syncshell.protocol.Want;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PlannerTest {
  private static final int MIB = 1024 * 1024;

  private static Contract plan(int channels, ChunkList... lists) {
    return Planner.plan(
        new PlanRequest(
            1, Needs.whole(lists), Needs.lists(lists), List.of(), Needs.unmeasured(channels)));
  }

  private static ChunkList sized(long bytes) {
    int full = (int) (bytes / 65_536);
    int[] lengths = new int[full + (bytes % 65_536 == 0 ? 0 : 1)];
    Arrays.fill(lengths, 65_536);
    if (bytes % 65_536 != 0) {
      lengths[full] = (int) (bytes % 65_536);
    }
    return Needs.chunks(lengths);
  }

  private static long[] loads(Contract contract, Map<Root, ChunkList> lists, int channels) {
    long[] loads = new long[channels + 1];
    for (Parcel parcel : contract.parcels()) {
      loads[parcel.channel()] += sizeBytes(lists, parcel.root(), parcel.chunks());
    }
    return loads;
  }

  private static long sizeBytes(Map<Root, ChunkList> lists, Root root, List<ChunkRange> ranges) {
    ChunkList list = Objects.requireNonNull(lists.get(root));
    return ranges.stream().mapToLong(list::sizeBytes).sum();
  }

  @Test
  void smallArchivesStayWholeAndTheLargestGoesFirst() {
    Contract contract = plan(3, sized(100), sized(300), sized(200));

    assertThat(contract.parcels())
        .containsExactly(
            new Parcel(Needs.root(1), 1, Needs.all(sized(300))),
            new Parcel(Needs.root(2), 2, Needs.all(sized(200))),
            new Parcel(Needs.root(0), 3, Needs.all(sized(100))));
  }

  @Test
  void equalArchivesAreOrderedByRootAndTiesGoToTheLowestChannel() {
    Contract contract = plan(2, sized(100), sized(100), sized(100), sized(100));

    assertThat(contract.parcels().stream().map(Parcel::root)).isSorted();
    assertThat(contract.parcels().stream().map(Parcel::channel)).containsExactly(1, 2, 1, 2);
  }

  @Test
  void oneLargeArchiveIsCutForAllChannels() {
    ChunkList large = sized(190L * MIB);

    Contract contract = plan(19, large);

    assertThat(contract.channels()).hasSize(19);
    assertThat(contract.parcels()).hasSize(19);
    assertThat(Arrays.stream(loads(contract, Needs.lists(large), 19)).skip(1))
        .allMatch(load -> Math.abs(load - 10L * MIB) <= Limits.CHUNK_BYTES_MAX);
  }

  @Test
  void piecesAreNotSmallerThanTheLeastPiece() {
    Contract contract = plan(19, sized(2L * MIB + 1));

    assertThat(contract.parcels()).hasSize(3);
  }

  @Test
  void oneArchiveMoreThanChannelsDoesNotDoubleTheTime() {
    ChunkList[] lists =
        IntStream.range(0, 20).mapToObj(_ -> sized(40L * MIB)).toArray(ChunkList[]::new);

    long busiest =
        Arrays.stream(loads(plan(19, lists), Needs.lists(lists), 19)).max().orElseThrow();

    assertThat(busiest).isLessThanOrEqualTo(50L * MIB);
  }

  @Test
  void aFasterChannelGetsMore() {
    ChunkList[] lists =
        IntStream.range(0, 90).mapToObj(_ -> sized(1L * MIB)).toArray(ChunkList[]::new);
    Contract contract =
        Planner.plan(
            new PlanRequest(
                1,
                Needs.whole(lists),
                Needs.lists(lists),
                List.of(),
                List.of(1_000_000L, 8_000_000L)));

    long[] loads = loads(contract, Needs.lists(lists), 2);

    assertThat(loads[1]).isEqualTo(10L * MIB);
    assertThat(loads[2]).isEqualTo(80L * MIB);
  }

  @Test
  void anArchiveWithoutBytesIsOneParcelWithoutChunks() {
    Contract contract = plan(2, Needs.chunks());

    assertThat(contract.parcels()).containsExactly(new Parcel(Needs.root(0), 1, List.of()));
  }

  @Test
  void aRefusedArchiveIsNotAssigned() {
    Refusal refusal = new Refusal(Needs.root(0), FaultCode.SOURCE_GONE);
    Contract contract =
        Planner.plan(
            new PlanRequest(
                1,
                Needs.whole(sized(10), sized(20)),
                Map.of(Needs.root(1), sized(20)),
                List.of(refusal),
                Needs.unmeasured(2)));

    assertThat(contract.roots()).containsExactly(Needs.root(1));
    assertThat(contract.refused()).containsExactly(refusal);
  }

  @Test
  void anArchiveThatIsNeitherKnownNorRefusedIsOurMistake() {
    PlanRequest request =
        new PlanRequest(1, Needs.whole(sized(10)), Map.of(), List.of(), Needs.unmeasured(1));

    assertThatThrownBy(() -> Planner.plan(request)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyPlanPassesTheReceiversCheckIsRepeatableAndBalanced() {
    double worst = 0;
    double sum = 0;
    int seeds = 400;
    int large = 0;
    for (int seed = 0; seed < seeds; seed++) {
      Random random = new Random(seed);
      PlanRequest request = random(random);
      int channels = request.rates().size();

      Contract contract = Planner.plan(request);

      assertThat(
              ContractCheck.check(
                  contract.message(), Optional.of(request.need()), 1, 0, channels + 1))
          .as("seed %d", seed)
          .isEqualTo(new ContractCheck.Result.Good(contract));
      assertThat(Planner.plan(request).digest()).as("seed %d", seed).isEqualTo(contract.digest());
      assertThat(TransferCodec.encode(contract.message())).isNotEmpty();
      long busiest = Arrays.stream(loads(contract, request.lists(), channels)).max().orElseThrow();
      long least = leastPossible(request, channels);
      long mean = Arrays.stream(loads(contract, request.lists(), channels)).sum() / channels;
      // Below the least piece nothing is cut, and the bound of any list schedule is left.
      assertThat(busiest)
          .as("seed %d: at best %d", seed, least)
          .isLessThanOrEqualTo(
              Math.max(least * 4 / 3, mean + Limits.PIECE_BYTES_MIN) + Limits.CHUNK_BYTES_MAX);
      if (mean > 3L * MIB) {
        large++;
        worst = Math.max(worst, (double) busiest / least);
        sum += (double) busiest / least;
      }
    }
    assertThat(large).isGreaterThan(100);
    assertThat(worst).as("worst imbalance").isLessThan(1.34);
    assertThat(sum / large).as("mean imbalance").isLessThan(1.08);
  }

  private static PlanRequest random(Random random) {
    int roots = 1 + random.nextInt(random.nextInt(5) == 0 ? 300 : 12);
    Map<Root, ChunkList> lists = new HashMap<>();
    List<Want> wants = new ArrayList<>();
    for (int i = 0; i < roots; i++) {
      int count = random.nextInt(4) == 0 ? random.nextInt(1_500) : random.nextInt(20);
      ChunkList list = Needs.chunks(count, random);
      lists.put(Needs.root(i), list);
      wants.add(new Want(Needs.root(i), Needs.some(list, random)));
    }
    return new PlanRequest(
        1, new Need(1, wants), lists, List.of(), Needs.unmeasured(1 + random.nextInt(19)));
  }

  /// No plan can be better than the mean, nor than what archives too small to cut force: of the k·m
  /// + 1 largest of them, k + 1 share a channel.
  private static long leastPossible(PlanRequest request, int channels) {
    List<Long> sizes =
        request.need().wants().stream()
            .map(want -> sizeBytes(request.lists(), want.root(), want.missing()))
            .toList();
    long total = sizes.stream().mapToLong(size -> size).sum();
    List<Long> uncut =
        sizes.stream()
            .map(size -> Math.min(size, (long) Limits.PIECE_BYTES_MIN))
            .sorted(Comparator.reverseOrder())
            .toList();
    long least = Math.ceilDiv(total, channels);
    for (int k = 0; k * channels < uncut.size(); k++) {
      least = Math.max(least, (k + 1) * uncut.get(k * channels));
    }
    return least;
  }

  @Test
  void theLargestNeedGivesAContractWithinItsBounds() {
    Random random = new Random(5);
    ChunkList[] lists = new ChunkList[Limits.NEED_ROOTS_MAX];
    for (int i = 0; i < lists.length; i++) {
      lists[i] = Needs.chunks(1 + random.nextInt(i % 100 == 0 ? 2_000 : 8), random);
    }
    List<Long> rates = new ArrayList<>(Needs.unmeasured(19));
    rates.set(3, 1L);
    rates.set(4, 50_000_000L);

    Contract contract =
        Planner.plan(new PlanRequest(1, Needs.whole(lists), Needs.lists(lists), List.of(), rates));

    assertThat(contract.parcels().size()).isLessThanOrEqualTo(Limits.CONTRACT_PARCELS_MAX);
    assertThat(TransferCodec.encode(contract.message())).isNotEmpty();
  }

  @Test
  void anArchiveOfSixteenGibibytesIsPlannedInLongs() {
    ChunkList large = sized(Limits.ARCHIVE_BYTES_MAX);

    Contract contract = plan(19, large);

    long[] loads = loads(contract, Needs.lists(large), 19);
    assertThat(Arrays.stream(loads).sum()).isEqualTo(16L << 30);
    assertThat(Arrays.stream(loads).max().orElseThrow()).isLessThan((16L << 30) / 19 + 131_072);
  }
}
