package dev.starshell.syncshell.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.contract.Needs;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.Want;
import dev.starshell.syncshell.transfer.NeedAction.RefuseContract;
import dev.starshell.syncshell.transfer.NeedAction.RequestLists;
import dev.starshell.syncshell.transfer.NeedAction.ResolveRoots;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Each state against events that come too late, or that nobody waits for.
final class NeedLateEventTest extends NeedScene {
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
