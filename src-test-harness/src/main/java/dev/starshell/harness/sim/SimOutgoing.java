package dev.starshell.harness.sim;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.contract.NeedCheck;
import dev.starshell.syncshell.contract.PlanRequest;
import dev.starshell.syncshell.contract.Planner;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListGiven;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListRefused;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListsWanted;
import dev.starshell.syncshell.protocol.TransferMessage.ContractAbandoned;
import dev.starshell.syncshell.protocol.TransferMessage.HighFive;
import dev.starshell.syncshell.protocol.TransferMessage.HighFiveAnswered;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.TransferMessage.Receipts;
import dev.starshell.syncshell.protocol.TransferMessage.Refusal;
import dev.starshell.syncshell.protocol.Want;
import dev.starshell.syncshell.transfer.SendAction;
import dev.starshell.syncshell.transfer.SendEvent;
import dev.starshell.syncshell.transfer.SendMachine;
import dev.starshell.syncshell.transfer.SendState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The sending direction of one generation: carries out what `Planner` and `SendMachine` decide.
/// Plays `Outgoing`.
final class SimOutgoing {
  private final SimWorld world;
  private final SimMember member;
  private final SimSession session;
  private final SimPump pump;
  private final long parity;
  private long lastContract;
  private @Nullable Contract contract;
  private @Nullable SendState state;
  private long lastNeed;
  private boolean isOver;
  private boolean isDraining;

  SimOutgoing(SimWorld world, SimMember member, SimSession session, boolean isLeading) {
    this.world = world;
    this.member = member;
    this.session = session;
    this.pump = new SimPump(world, member, session, this);
    this.parity = isLeading ? 1 : 0;
    this.lastContract = isLeading ? -1 : 0;
  }

  /// Whether a contract's number is one of this side, as `ContractNumbers` gives them.
  boolean isOurs(long number) {
    return number % 2 == parity;
  }

  boolean isActive() {
    return state instanceof SendState.Offered || state instanceof SendState.Running;
  }

  @Nullable SendState state() {
    return state;
  }

  void listsWanted(ChunkListsWanted wanted) {
    for (Root root : wanted.roots()) {
      if (!member.offers(root)) {
        session.send(new ChunkListRefused(root, FaultCode.NOT_OFFERED));
      }
    }
    member.later(
        member.diskDelay(),
        () -> {
          for (Root root : wanted.roots()) {
            if (member.offers(root)) {
              session.send(new ChunkListGiven(root, Archives.chunks(root)));
            }
          }
        });
  }

  void needed(Need need) {
    Contract crossed = contract;
    if (crossed != null && state instanceof SendState.Offered) {
      handle(crossed.id(), new SendEvent.Abandoned(FaultCode.NOT_WANTED));
    }
    if (need.need() <= lastNeed || isActive()) {
      session.accuse(
          new PeerFault(
              FaultCode.OUT_OF_ORDER,
              "need=" + need.need() + " after " + lastNeed + " while " + state));
      return;
    }
    lastNeed = need.need();
    lastContract += 2;
    long number = lastContract;
    member.later(member.diskDelay(), () -> offer(need, number));
  }

  private void offer(Need need, long number) {
    if (isOver || need.need() != lastNeed || isActive()) {
      return;
    }
    Map<Root, ChunkList> lists = new HashMap<>();
    List<Refusal> refused = new ArrayList<>();
    for (Want want : need.wants()) {
      if (!member.offers(want.root())) {
        refused.add(new Refusal(want.root(), FaultCode.NOT_OFFERED));
      } else if (isDraining || member.isPaused()) {
        refused.add(new Refusal(want.root(), isDraining ? FaultCode.MOVED : FaultCode.PAUSED));
      } else {
        lists.put(want.root(), Archives.chunks(want.root()));
      }
    }
    Optional<PeerFault> fault = NeedCheck.check(need, need.need() - 1, lists);
    if (fault.isPresent()) {
      session.accuse(fault.get());
      return;
    }
    List<Long> rates = new ArrayList<>();
    for (int channel = 1; channel < SimSession.CHANNELS; channel++) {
      rates.add((long) world.chance().below(3) * 100_000);
    }
    Contract planned = Planner.plan(new PlanRequest(number, need, lists, refused, rates));
    contract = planned;
    state = SendMachine.offered(planned);
    session.send(planned.message());
  }

  void handle(long number, SendEvent event) {
    Contract now = contract;
    SendState before = state;
    if (now == null || before == null || now.id() != number) {
      return;
    }
    Step<SendState, SendAction> step = SendMachine.next(before, event);
    state = step.state();
    step.actions().forEach(action -> carryOut(now, action));
  }

  private void carryOut(Contract now, SendAction action) {
    switch (action) {
      case SendAction.StreamParcels stream -> {
        for (int number : stream.parcels()) {
          pump.add(now, number);
        }
      }
      case SendAction.StopParcel stop -> pump.stop(now.id(), stop.channel(), stop.parcel());
      case SendAction.OfferHighFive offer -> offerHighFive(now, offer);
      case SendAction.CloseChannel close ->
          world
              .oracle()
              .senderCloses(
                  member.id(), session.peer(), session.generation(), now.id(), close.channel());
      case SendAction.Rescan _ -> {}
      case SendAction.Finish _ -> world.oracle().sent(world.member(session.peer()), now, state);
      case SendAction.Drop drop -> {
        pump.drop(now.id());
        world.oracle().sendDropped(member, session, drop.reason());
      }
      case SendAction.Accuse accuse -> session.accuse(accuse.fault());
    }
  }

  private void offerHighFive(Contract now, SendAction.OfferHighFive offer) {
    if (world.mutation() == Mutation.ONE_SIDED_CLOSE) {
      member.later(
          Duration.ZERO,
          () -> handle(now.id(), new SendEvent.HighFiveCame(offer.channel(), offer.receipts())));
      return;
    }
    session.send(new HighFive(now.id(), offer.channel(), offer.receipts(), Bytes.EMPTY));
    member.later(
        Limits.HIGH_FIVE_RETRY,
        () -> {
          if (!session.isOver()) {
            handle(now.id(), new SendEvent.HighFiveOverdue(offer.channel()));
          }
        });
  }

  void receiptsCame(Receipts receipts) {
    Contract now = contract;
    if (now != null && now.id() == receipts.contract()) {
      world.oracle().receiptsTaken(world.member(session.peer()), now, receipts.parcels());
    }
    handle(receipts.contract(), new SendEvent.ReceiptsCame(receipts.parcels()));
  }

  void highFiveAnswered(HighFiveAnswered answer) {
    handle(answer.contract(), new SendEvent.HighFiveCame(answer.channel(), answer.receipts()));
  }

  void credit(int channel, long limitBytes) {
    pump.credit(channel, limitBytes);
  }

  void abandon(FaultCode reason) {
    Contract now = contract;
    if (now != null && isActive()) {
      session.send(new ContractAbandoned(now.id(), reason));
      handle(now.id(), new SendEvent.Abandoned(reason));
    }
  }

  /// The next generation carries on: nothing more is begun here.
  void drain() {
    isDraining = true;
    pump.end();
  }

  void lost() {
    isOver = true;
    Contract now = contract;
    if (now != null) {
      handle(now.id(), new SendEvent.Abandoned(FaultCode.GOING_AWAY));
    }
  }
}
