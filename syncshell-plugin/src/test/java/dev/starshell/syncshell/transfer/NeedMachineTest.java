package dev.starshell.syncshell.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.contract.Needs;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.TransferMessage.Refusal;
import dev.starshell.syncshell.protocol.Want;
import dev.starshell.syncshell.transfer.NeedAction.AbandonContract;
import dev.starshell.syncshell.transfer.NeedAction.AcceptContract;
import dev.starshell.syncshell.transfer.NeedAction.PrepareRoot;
import dev.starshell.syncshell.transfer.NeedAction.RefuseContract;
import dev.starshell.syncshell.transfer.NeedAction.ReportFailed;
import dev.starshell.syncshell.transfer.NeedAction.RequestLists;
import dev.starshell.syncshell.transfer.NeedAction.ResolveRoots;
import dev.starshell.syncshell.transfer.NeedAction.RootSatisfied;
import dev.starshell.syncshell.transfer.NeedAction.SendNeed;
import dev.starshell.syncshell.transfer.NeedAction.StartTimer;
import dev.starshell.syncshell.transfer.NeedEvent.ContractCame;
import dev.starshell.syncshell.transfer.NeedEvent.ContractDropped;
import dev.starshell.syncshell.transfer.NeedEvent.ContractFinished;
import dev.starshell.syncshell.transfer.NeedEvent.ListCame;
import dev.starshell.syncshell.transfer.NeedEvent.ListRefused;
import dev.starshell.syncshell.transfer.NeedEvent.PrepareFailed;
import dev.starshell.syncshell.transfer.NeedEvent.Prepared;
import dev.starshell.syncshell.transfer.NeedEvent.PublishFailed;
import dev.starshell.syncshell.transfer.NeedEvent.Resolved;
import dev.starshell.syncshell.transfer.NeedEvent.RootPublished;
import dev.starshell.syncshell.transfer.NeedEvent.TimerFired;
import dev.starshell.syncshell.transfer.NeedEvent.WantedChanged;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NeedMachineTest {
  private static final Root A = Needs.root(1);
  private static final Root B = Needs.root(2);
  private static final ChunkList LIST = Needs.chunks(100, 200);
  private static final List<ChunkRange> ALL = List.of(new ChunkRange(0, 2));

  private NeedState state = NeedMachine.idle();
  private List<NeedAction> actions = List.of();

  private NeedMachineTest on(NeedEvent event) {
    Step<NeedState, NeedAction> step = NeedMachine.next(state, event);
    state = step.state();
    actions = step.actions();
    return this;
  }

  private <T extends NeedAction> T only(Class<T> type) {
    return actions.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }

  private static List<WantedRoot> wanted(Root... roots) {
    return List.of(roots).stream().map(root -> new WantedRoot(root, 300)).toList();
  }

  private void want(long manifest, Root... roots) {
    on(new WantedChanged(manifest, wanted(roots)));
  }

  private void resolve(Root... present) {
    on(new Resolved(only(ResolveRoots.class).ticket(), Set.of(present)));
  }

  private void toNeeding(Root... roots) {
    want(1, roots);
    resolve();
    prepare(roots);
  }

  private void prepare(Root... roots) {
    for (Root root : roots) {
      on(new ListCame(root, LIST));
      on(new Prepared(root, ALL));
    }
  }

  private static Contract contract(long id, Need need, Refusal... refused) {
    Set<Root> no = new java.util.HashSet<>();
    List.of(refused).forEach(refusal -> no.add(refusal.root()));
    List<Parcel> parcels = new ArrayList<>();
    for (Want want : need.wants()) {
      if (!no.contains(want.root())) {
        parcels.add(new Parcel(want.root(), 1, want.missing()));
      }
    }
    return Contract.of(new ContractOffered(id, need.need(), parcels, List.of(refused)));
  }

  private Contract toReceiving(Root... roots) {
    toNeeding(roots);
    Contract contract = contract(1, state.openNeed().orElseThrow());
    on(new ContractCame(contract));
    return contract;
  }

  private void finish(Contract contract, List<Root> received, FailedRoot... failed) {
    on(new ContractFinished(contract.id(), received, List.of(failed)));
  }

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
    assertThat(state.book().lackingCount()).isZero();
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
    assertThat(state.book().lackingCount()).isZero();
  }

  @Test
  void aRefusedListIsNotAskedForAgainBeforeTheManifestChanges() {
    want(1, A, B);
    resolve();
    on(new ListRefused(A, FaultCode.NOT_OFFERED));
    assertThat(actions).containsExactly(new ReportFailed(A, FaultCode.NOT_OFFERED));
    prepare(B);
    Contract contract = contract(1, state.openNeed().orElseThrow());
    on(new ContractCame(contract));
    finish(contract, List.of(B));
    assertThat(state).isInstanceOf(NeedState.Idle.class);
    assertThat(state.book().failed()).containsEntry(A, FaultCode.NOT_OFFERED);

    want(1, A, B);
    resolve(B);
    assertThat(state).isInstanceOf(NeedState.Idle.class);
    want(2, A, B);
    resolve(B);
    assertThat(only(RequestLists.class).roots()).containsExactly(A);
  }

  @Test
  void aChangedSourceWaitsForTheNextManifest() {
    Contract contract = toReceiving(A);
    finish(contract, List.of(), new FailedRoot(A, FaultCode.SOURCE_CHANGED));

    assertThat(actions).containsExactly(new ReportFailed(A, FaultCode.SOURCE_CHANGED));
    assertThat(state).isInstanceOf(NeedState.Idle.class);
  }

  @Test
  void badChunksAreAskedForAgainAtOnceAndNotForEver() {
    want(1, A);
    resolve();
    for (int round = 1; round <= Limits.BAD_CHUNKS_MAX; round++) {
      assertThat(only(RequestLists.class).roots()).containsExactly(A);
      prepare(A);
      Contract contract = contract(round, state.openNeed().orElseThrow());
      on(new ContractCame(contract));
      finish(contract, List.of(), new FailedRoot(A, FaultCode.CHUNK_HASH_MISMATCH));
    }

    assertThat(actions).containsExactly(new ReportFailed(A, FaultCode.CHUNK_HASH_MISMATCH));
    assertThat(state).isInstanceOf(NeedState.Idle.class);
  }

  @Test
  void aFullDiskRestsAndTriesAgainWithTheFailedOnesLast() {
    want(1, A, B);
    resolve();
    on(new ListCame(A, LIST)).on(new PrepareFailed(A, FaultCode.DISK_FULL));
    assertThat(actions).containsExactly(new ReportFailed(A, FaultCode.DISK_FULL));
    prepare(B);
    Contract contract = contract(1, state.openNeed().orElseThrow());
    on(new ContractCame(contract));
    finish(contract, List.of(), new FailedRoot(B, FaultCode.STORE_FAILED));

    StartTimer timer = only(StartTimer.class);
    assertThat(timer.delay()).isEqualTo(Limits.STORE_RETRY);
    assertThat(state).isInstanceOf(NeedState.Resting.class);
    Root fresh = Needs.root(3);
    want(1, A, B, fresh);
    assertThat(state).isInstanceOf(NeedState.Resting.class);
    on(new TimerFired(timer.ticket() - 1));
    assertThat(actions).isEmpty();
    on(new TimerFired(timer.ticket()));
    resolve();
    assertThat(only(RequestLists.class).roots()).containsExactly(fresh, A, B);
  }

  @Test
  void aFailedLocalPublishIsReportedAndTriedAfterARest() {
    want(1, A);
    resolve();
    on(new ListCame(A, LIST))
        .on(new Prepared(A, List.of()))
        .on(new PublishFailed(A, FaultCode.STORE_FAILED));

    assertThat(actions).first().isEqualTo(new ReportFailed(A, FaultCode.STORE_FAILED));
    assertThat(state).isInstanceOf(NeedState.Resting.class);
  }

  @Test
  void aPeerThatSendsNoListIsTriedAfterARestButProgressKeepsTheWait() {
    want(1, A, B);
    resolve();
    StartTimer first = only(StartTimer.class);
    on(new ListCame(B, LIST)).on(new TimerFired(first.ticket()));
    StartTimer second = only(StartTimer.class);
    assertThat(second.ticket()).isGreaterThan(first.ticket());
    on(new TimerFired(first.ticket()));
    assertThat(actions).isEmpty();
    on(new TimerFired(second.ticket()));
    assertThat(actions).containsExactly(new ReportFailed(A, FaultCode.STALLED));
    assertThat(state).isInstanceOf(NeedState.Preparing.class);
    on(new Prepared(B, ALL));

    assertThat(only(SendNeed.class).need().wants()).containsExactly(new Want(B, ALL));
  }

  @Test
  void aPeerThatSendsNoContractIsTriedAfterARestAndItsLateContractRefused() {
    toNeeding(A);
    Need need = state.openNeed().orElseThrow();
    on(new TimerFired(only(StartTimer.class).ticket()));

    assertThat(actions).contains(new ReportFailed(A, FaultCode.STALLED));
    assertThat(state).isInstanceOf(NeedState.Resting.class);
    on(new ContractCame(contract(1, need)));
    assertThat(actions).containsExactly(new RefuseContract(1, FaultCode.NOT_WANTED));
  }

  @Test
  void refusalsInAContractAreReportedAndTheRestAccepted() {
    toNeeding(A, B);
    Contract contract =
        contract(1, state.openNeed().orElseThrow(), new Refusal(A, FaultCode.SOURCE_GONE));
    on(new ContractCame(contract));

    assertThat(actions)
        .containsExactly(new ReportFailed(A, FaultCode.SOURCE_GONE), new AcceptContract(contract));
    finish(contract, List.of(B));
    assertThat(state).isInstanceOf(NeedState.Idle.class);
  }

  @Test
  void aContractForAnotherNeedIsRefused() {
    toNeeding(A);
    on(new ContractCame(contract(1, new Need(9, List.of(new Want(A, ALL))))));

    assertThat(actions).containsExactly(new RefuseContract(1, FaultCode.NOT_WANTED));
    assertThat(state).isInstanceOf(NeedState.Needing.class);
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

  @Test
  void aNeedIsBoundedInRootsAndTheRestFollows() {
    Root[] many =
        IntStream.range(0, Limits.NEED_ROOTS_MAX + 1).mapToObj(Needs::root).toArray(Root[]::new);
    want(1, many);
    resolve();
    assertThat(only(RequestLists.class).roots()).hasSize(Limits.NEED_ROOTS_MAX);
    prepare(List.of(many).subList(0, Limits.NEED_ROOTS_MAX).toArray(Root[]::new));
    Contract contract = contract(1, state.openNeed().orElseThrow());
    on(new ContractCame(contract));
    finish(contract, contract.roots());

    assertThat(only(RequestLists.class).roots()).containsExactly(many[Limits.NEED_ROOTS_MAX]);
  }

  @Test
  void aNeedTakesNoFurtherRootOnceItIsFull() {
    on(
        new WantedChanged(
            1,
            List.of(
                new WantedRoot(A, Limits.NEED_BYTES_FULL - 1),
                new WantedRoot(B, Limits.ARCHIVE_BYTES_MAX),
                new WantedRoot(Needs.root(3), 1))));
    resolve();

    assertThat(only(RequestLists.class).roots()).containsExactly(A, B);
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
  void anArchiveThatTheContractForgotToNameIsAFailureOfTheStore() {
    Contract contract = toReceiving(A);
    finish(contract, List.of());

    assertThat(actions).first().isEqualTo(new ReportFailed(A, FaultCode.STORE_FAILED));
    assertThat(state).isInstanceOf(NeedState.Resting.class);
  }

  @Test
  void anAbandonedContractIsFollowedByARestAndALook() {
    Contract contract = toReceiving(A);
    on(new ContractDropped(contract.id() + 1, FaultCode.STALLED));
    assertThat(state).isInstanceOf(NeedState.Receiving.class);
    on(new ContractDropped(contract.id(), FaultCode.STALLED));
    assertThat(state).isInstanceOf(NeedState.Resting.class);
    on(new TimerFired(only(StartTimer.class).ticket()));

    assertThat(only(ResolveRoots.class).roots()).containsExactly(A);
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

  private List<NeedState> everyState() {
    List<NeedState> states = new ArrayList<>();
    want(1, A, B);
    states.add(state);
    resolve();
    states.add(state);
    on(new ListCame(A, LIST)).on(new ListCame(B, LIST));
    states.add(state);
    on(new Prepared(A, ALL)).on(new Prepared(B, ALL));
    states.add(state);
    Contract contract = contract(1, state.openNeed().orElseThrow());
    on(new ContractCame(contract));
    states.add(state);
    on(new ContractDropped(1, FaultCode.STALLED));
    states.add(state);
    on(new NeedEvent.Paused());
    states.add(state);
    states.add(NeedMachine.idle());
    assertThat(states.stream().map(Object::getClass))
        .containsExactlyInAnyOrder(NeedState.class.getPermittedSubclasses());
    return states;
  }

  @Test
  void theEndOfAGenerationIsIdleFromEveryStateAndNumbersOfNeedsBeginAgain() {
    for (NeedState one : everyState()) {
      Step<NeedState, NeedAction> step = NeedMachine.next(one, new NeedEvent.LinkLost());
      assertThat(step.actions()).isEmpty();
      assertThat(step.state()).isInstanceOf(NeedState.Idle.class);
      assertThat(step.state().book().lastNeed()).isZero();
      assertThat(step.state().book().lastTicket()).isEqualTo(one.book().lastTicket());
    }
  }

  @Test
  void lateEventsChangeNothingInAnyState() {
    Root other = Needs.root(77);
    for (NeedState one : everyState()) {
      for (NeedEvent late :
          List.of(
              new Resolved(-1, Set.of(A)),
              new ListCame(other, LIST),
              new ListRefused(other, FaultCode.NOT_OFFERED),
              new Prepared(other, ALL),
              new PrepareFailed(other, FaultCode.DISK_FULL),
              new RootPublished(A),
              new PublishFailed(A, FaultCode.DISK_FULL),
              new ContractFinished(99, List.of(A), List.of()),
              new ContractDropped(99, FaultCode.STALLED),
              new TimerFired(-1))) {
        assertThat(NeedMachine.next(one, late))
            .as("%s in %s", late, one.getClass().getSimpleName())
            .isEqualTo(Step.stay(one));
      }
      if (!(one instanceof NeedState.Paused)) {
        assertThat(NeedMachine.next(one, new NeedEvent.Resumed())).isEqualTo(Step.stay(one));
        assertThat(NeedMachine.next(one, new NeedEvent.Paused()).state())
            .isInstanceOf(NeedState.Paused.class);
      } else {
        assertThat(NeedMachine.next(one, new NeedEvent.Paused())).isEqualTo(Step.stay(one));
      }
    }
  }

  @Test
  void aContractThatNobodyWaitsForIsRefusedInEveryOtherState() {
    Contract contract = contract(5, new Need(9, List.of(new Want(A, ALL))));
    for (NeedState one : everyState()) {
      Step<NeedState, NeedAction> step = NeedMachine.next(one, new ContractCame(contract));
      assertThat(step.state()).isEqualTo(one);
      assertThat(step.actions())
          .singleElement()
          .isInstanceOfSatisfying(
              RefuseContract.class, refuse -> assertThat(refuse.contract()).isEqualTo(5));
    }
  }

  @Test
  void aSecondWishWhileResolvingMakesTheFirstAnswerLate() {
    want(1, A);
    long first = only(ResolveRoots.class).ticket();
    want(2, B);
    long second = only(ResolveRoots.class).ticket();
    on(new Resolved(first, Set.of()));
    assertThat(state).isInstanceOf(NeedState.Resolving.class);
    on(new Resolved(second, Set.of()));

    assertThat(only(RequestLists.class).roots()).containsExactly(B);
  }
}
