package dev.starshell.syncshell.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.contract.Needs;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.TransferMessage.Refusal;
import dev.starshell.syncshell.protocol.Want;
import dev.starshell.syncshell.transfer.NeedAction.AcceptContract;
import dev.starshell.syncshell.transfer.NeedAction.RefuseContract;
import dev.starshell.syncshell.transfer.NeedAction.ReportFailed;
import dev.starshell.syncshell.transfer.NeedAction.RequestLists;
import dev.starshell.syncshell.transfer.NeedAction.ResolveRoots;
import dev.starshell.syncshell.transfer.NeedAction.SendNeed;
import dev.starshell.syncshell.transfer.NeedAction.StartTimer;
import dev.starshell.syncshell.transfer.NeedEvent.ContractCame;
import dev.starshell.syncshell.transfer.NeedEvent.ContractDropped;
import dev.starshell.syncshell.transfer.NeedEvent.ListCame;
import dev.starshell.syncshell.transfer.NeedEvent.ListRefused;
import dev.starshell.syncshell.transfer.NeedEvent.PrepareFailed;
import dev.starshell.syncshell.transfer.NeedEvent.Prepared;
import dev.starshell.syncshell.transfer.NeedEvent.PublishFailed;
import dev.starshell.syncshell.transfer.NeedEvent.TimerFired;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the receiving side does when something does not work out.
final class NeedFailureTest extends NeedScene {
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

  /// Found by the simulator, scenario disk, seed 1004133: the file was changed and changed back
  /// while it was sent, and the receiver waited for ever.
  @Test
  void aFailureOfAnOlderManifestIsNotHeldAgainstTheOneThatCameMeanwhile() {
    Contract contract = toReceiving(A);
    want(2, A);
    finish(contract, List.of(), new FailedRoot(A, FaultCode.SOURCE_CHANGED));

    assertThat(actions).contains(new ReportFailed(A, FaultCode.SOURCE_CHANGED));
    resolve();
    assertThat(only(RequestLists.class).roots()).containsExactly(A);

    prepare(A);
    Contract again = contract(2, state.openNeed().orElseThrow());
    on(new ContractCame(again));
    finish(again, List.of(), new FailedRoot(A, FaultCode.SOURCE_CHANGED));
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
}
