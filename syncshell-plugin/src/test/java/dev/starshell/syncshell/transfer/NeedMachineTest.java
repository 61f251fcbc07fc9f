package dev.starshell.syncshell.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.contract.Needs;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.Want;
import dev.starshell.syncshell.transfer.NeedAction.AbandonContract;
import dev.starshell.syncshell.transfer.NeedAction.AcceptContract;
import dev.starshell.syncshell.transfer.NeedAction.PrepareRoot;
import dev.starshell.syncshell.transfer.NeedAction.RefuseContract;
import dev.starshell.syncshell.transfer.NeedAction.RequestLists;
import dev.starshell.syncshell.transfer.NeedAction.ResolveRoots;
import dev.starshell.syncshell.transfer.NeedAction.RootSatisfied;
import dev.starshell.syncshell.transfer.NeedAction.SendNeed;
import dev.starshell.syncshell.transfer.NeedAction.StartTimer;
import dev.starshell.syncshell.transfer.NeedEvent.ContractCame;
import dev.starshell.syncshell.transfer.NeedEvent.ListCame;
import dev.starshell.syncshell.transfer.NeedEvent.PrepareFailed;
import dev.starshell.syncshell.transfer.NeedEvent.Prepared;
import dev.starshell.syncshell.transfer.NeedEvent.RootPublished;
import dev.starshell.syncshell.transfer.NeedEvent.TimerFired;
import dev.starshell.syncshell.transfer.NeedEvent.WantedChanged;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Rounds in which everything works, and what bounds them.
final class NeedMachineTest extends NeedScene {
  @Test
  void aWholeRoundAsksListsPreparesNeedsReceivesAndRests() {
    want(1, A, B);
    assertThat(actions).containsExactly(new ResolveRoots(1, List.of(A, B)));
    resolve(B);
    assertThat(actions)
        .containsExactly(new RequestLists(List.of(A)), new StartTimer(2, Limits.TRANSFER_STALL));
    on(new ListCame(A, LIST));
    assertThat(actions).containsExactly(new PrepareRoot(A, LIST));
    assertThat(state).isInstanceOf(NeedState.Preparing.class);
    on(new Prepared(A, ALL));
    Need need = new Need(1, List.of(new Want(A, ALL)));
    assertThat(actions)
        .containsExactly(new SendNeed(need), new StartTimer(3, Limits.TRANSFER_STALL));
    assertThat(state.openNeed()).contains(need);
    Contract contract = contract(1, need);
    on(new ContractCame(contract));
    assertThat(actions).containsExactly(new AcceptContract(contract));
    finish(contract, List.of(A));
    assertThat(actions).isEmpty();
    assertThat(state).isInstanceOf(NeedState.Idle.class);
  }

  @Test
  void nothingWantedOrEverythingHereIsIdle() {
    want(1);
    assertThat(state).isInstanceOf(NeedState.Idle.class);
    want(2, A);
    resolve(A);
    assertThat(state).isInstanceOf(NeedState.Idle.class);
    assertThat(actions).isEmpty();
  }

  @Test
  void theSameContentAtManyPathsIsAskedForOnce() {
    want(1, A, B, A, A);

    assertThat(actions).containsExactly(new ResolveRoots(1, List.of(A, B)));
  }

  @Test
  void listsComeInAnyOrderWhileOthersArePrepared() {
    want(1, A, B);
    resolve();
    on(new ListCame(B, LIST)).on(new Prepared(B, ALL));
    assertThat(state).isInstanceOf(NeedState.Listing.class);
    on(new ListCame(A, LIST)).on(new Prepared(A, List.of(new ChunkRange(1, 2))));

    assertThat(only(SendNeed.class).need().wants())
        .containsExactly(new Want(A, List.of(new ChunkRange(1, 2))), new Want(B, ALL));
  }

  @Test
  void anArchiveWithNothingMissingIsPublishedAndNotNeeded() {
    want(1, A, B);
    resolve();
    on(new ListCame(A, LIST)).on(new ListCame(B, LIST)).on(new Prepared(A, List.of()));
    assertThat(actions).containsExactly(new RootSatisfied(A));
    on(new Prepared(B, ALL));
    assertThat(actions).isEmpty();
    on(new RootPublished(A));

    assertThat(only(SendNeed.class).need().wants()).containsExactly(new Want(B, ALL));
  }

  @Test
  void whenEverythingWasMadeFromHereNoNeedIsSent() {
    want(1, A);
    resolve();
    on(new ListCame(A, LIST)).on(new Prepared(A, List.of())).on(new RootPublished(A));

    assertThat(actions).isEmpty();
    assertThat(state).isInstanceOf(NeedState.Idle.class);
  }

  @Test
  void aWishThatChangesDuringARoundIsHeededAtItsEnd() {
    Contract contract = toReceiving(A);
    want(2, B);
    assertThat(actions).isEmpty();
    finish(contract, List.of(A));

    assertThat(only(ResolveRoots.class).roots()).containsExactly(B);
  }

  @Test
  void whatIsNotWantedAnyMoreIsLeftOutOfTheNeed() {
    want(1, A, B);
    resolve();
    on(new ListCame(A, LIST)).on(new ListCame(B, LIST)).on(new Prepared(A, ALL));
    want(2, B);
    on(new Prepared(B, ALL));

    assertThat(only(SendNeed.class).need().wants()).containsExactly(new Want(B, ALL));
  }

  /// Bytes come soon, however much is missing.
  @Test
  void theFirstNeedIsShort() {
    want(1, roots(Limits.NEED_ROOTS_MANY + 1));
    resolve();

    assertThat(only(RequestLists.class).roots()).hasSize(Limits.NEED_FIRST_ROOTS_MAX);
  }

  @Test
  void whereNotMuchIsMissingTheFirstNeedHasAll() {
    want(1, roots(Limits.NEED_ROOTS_MANY));
    resolve();

    assertThat(only(RequestLists.class).roots()).hasSize(Limits.NEED_ROOTS_MANY);
  }

  private static Root[] roots(int count) {
    return IntStream.range(0, count).mapToObj(Needs::root).toArray(Root[]::new);
  }

  @Test
  void theFirstNeedTakesWhatIsSmallEnoughTogether() {
    List<WantedRoot> list = new ArrayList<>();
    Root[] roots = roots(Limits.NEED_ROOTS_MANY + 1);
    for (Root root : roots) {
      list.add(new WantedRoot(root, Limits.NEED_FIRST_BYTES_MAX + 1));
    }
    list.set(1, new WantedRoot(roots[1], Limits.NEED_FIRST_BYTES_MAX - 1));
    list.set(2, new WantedRoot(roots[2], 2));
    list.set(3, new WantedRoot(roots[3], 1));
    on(new WantedChanged(1, list));
    resolve();

    assertThat(only(RequestLists.class).roots()).containsExactly(roots[1], roots[3]);
  }

  /// A disk that is full must not make every round of the generation a short one.
  @Test
  void afterARoundWithoutANeedTheNextOneIsAnOrdinaryOne() {
    Root[] many = roots(Limits.NEED_ROOTS_MANY + 1);
    want(1, many);
    resolve();
    for (Root root : only(RequestLists.class).roots()) {
      on(new ListCame(root, LIST)).on(new PrepareFailed(root, FaultCode.DISK_FULL));
    }
    on(new TimerFired(only(StartTimer.class).ticket()));
    resolve();

    assertThat(only(RequestLists.class).roots()).hasSize(many.length);
  }

  @Test
  void aNeedIsBoundedInRootsAndTheRestFollows() {
    Root[] many =
        IntStream.range(1, Limits.NEED_ROOTS_MAX + 2).mapToObj(Needs::root).toArray(Root[]::new);
    afterTheFirstNeed();
    want(2, many);
    resolve();
    assertThat(only(RequestLists.class).roots()).hasSize(Limits.NEED_ROOTS_MAX);
    prepare(List.of(many).subList(0, Limits.NEED_ROOTS_MAX).toArray(Root[]::new));
    Contract contract = contract(2, state.openNeed().orElseThrow());
    on(new ContractCame(contract));
    finish(contract, contract.roots());

    assertThat(only(RequestLists.class).roots()).containsExactly(many[Limits.NEED_ROOTS_MAX]);
  }

  @Test
  void aNeedTakesNoFurtherRootOnceItIsFull() {
    afterTheFirstNeed();
    on(
        new WantedChanged(
            2,
            List.of(
                new WantedRoot(A, Limits.NEED_BYTES_FULL - 1),
                new WantedRoot(B, Limits.ARCHIVE_BYTES_MAX),
                new WantedRoot(Needs.root(3), 1))));
    resolve();

    assertThat(only(RequestLists.class).roots()).containsExactly(A, B);
  }

  private void afterTheFirstNeed() {
    Contract first = toReceiving(Needs.root(0));
    finish(first, first.roots());
  }

  @Test
  void rangesBeyondOneNeedWaitForTheNext() {
    List<ChunkRange> most =
        IntStream.range(0, Limits.NEED_RANGES_MAX)
            .mapToObj(i -> new ChunkRange(2 * i, 2 * i + 1))
            .toList();
    want(1, A, B);
    resolve();
    on(new ListCame(A, LIST)).on(new ListCame(B, LIST));
    on(new Prepared(A, most)).on(new Prepared(B, ALL));
    Need need = only(SendNeed.class).need();
    assertThat(need.wants()).containsExactly(new Want(A, most));
    Contract contract = contract(1, need);
    on(new ContractCame(contract));
    finish(contract, List.of(A));

    assertThat(only(RequestLists.class).roots()).containsExactly(B);
  }

  @Test
  void aPauseAbandonsTheContractAndResumingLooksAgain() {
    Contract contract = toReceiving(A);
    on(new NeedEvent.Paused());
    assertThat(actions).containsExactly(new AbandonContract(contract.id(), FaultCode.PAUSED));
    on(new ContractCame(contract(2, new Need(1, List.of(new Want(A, ALL))))));
    assertThat(actions).containsExactly(new RefuseContract(2, FaultCode.PAUSED));
    want(2, A, B);
    assertThat(actions).isEmpty();
    on(new NeedEvent.Resumed());

    assertThat(only(ResolveRoots.class).roots()).containsExactly(A, B);
  }
}
