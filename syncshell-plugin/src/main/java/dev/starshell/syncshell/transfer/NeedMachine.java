package dev.starshell.syncshell.transfer;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.TransferMessage.Refusal;
import dev.starshell.syncshell.protocol.Want;
import dev.starshell.syncshell.transfer.NeedAction.RefuseContract;
import dev.starshell.syncshell.transfer.NeedAction.ReportFailed;
import dev.starshell.syncshell.transfer.NeedAction.StartTimer;
import dev.starshell.syncshell.transfer.NeedBatch.Entry;
import dev.starshell.syncshell.transfer.NeedState.Idle;
import dev.starshell.syncshell.transfer.NeedState.Listing;
import dev.starshell.syncshell.transfer.NeedState.Needing;
import dev.starshell.syncshell.transfer.NeedState.Paused;
import dev.starshell.syncshell.transfer.NeedState.Preparing;
import dev.starshell.syncshell.transfer.NeedState.Receiving;
import dev.starshell.syncshell.transfer.NeedState.Resolving;
import dev.starshell.syncshell.transfer.NeedState.Resting;
import dev.starshell.syncshell.transfer.NeedState.StallWatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Decides what one link asks its peer for, one NEED at a time.
///
/// - Idle → Resolving: something is wanted. Resolving → Resolving: the wish changed.
/// - Resolving → Listing: some of it is not here; the lists of the next archives are asked for.
/// - Resolving → Idle: nothing is left to ask for.
/// - Listing → Preparing → Needing: the lists came, the store prepared every archive and published
///   those that it could make from what it has, the NEED was sent.
/// - Needing → Receiving: the contract came and is accepted.
/// - Receiving → Listing, Resolving or Idle: the contract is over; the next archives follow, after
///   a look at the store when the wish changed meanwhile.
/// - Listing, Preparing, Needing, Receiving → Resting: an archive failed for a reason that time may
///   heal, or the peer was silent for [Limits#TRANSFER_STALL], or the contract was abandoned.
/// - Resting → Resolving: [Limits#STORE_RETRY] later.
/// - all → Paused → Resolving: a person paused and resumed the shell.
/// - all → Idle: the generation of the link ended.
///
/// An archive whose chunks were bad is asked for again at once, [Limits#BAD_CHUNKS_MAX] times in
/// all; one that the sender cannot supply, when the manifest has changed since the round began. A
/// wish that changes during a round is heeded at its end, and what is not wanted any more is left
/// out of the NEED.
public final class NeedMachine {
  private NeedMachine() {}

  /// Before anything is wanted.
  public static NeedState idle() {
    return new Idle(NeedBook.empty(0));
  }

  /// The next step.
  public static Step<NeedState, NeedAction> next(NeedState state, NeedEvent event) {
    if (event instanceof NeedEvent.LinkLost) {
      return Step.to(new Idle(NeedBook.empty(state.book().lastTicket())));
    }
    if (event instanceof NeedEvent.Paused) {
      return paused(state);
    }
    return switch (state) {
      case Idle(NeedBook book) -> whenIdle(book, event);
      case Resolving resolving -> whenResolving(resolving, event);
      case Listing listing -> whenListing(listing, event);
      case Preparing preparing -> whenPreparing(preparing, event);
      case Needing needing -> whenNeeding(needing, event);
      case Receiving receiving -> whenReceiving(receiving, event);
      case Resting resting -> whenResting(resting, event);
      case Paused paused -> whenPaused(paused, event);
    };
  }

  private static Step<NeedState, NeedAction> paused(NeedState state) {
    return switch (state) {
      case Paused _ -> Step.stay(state);
      case Receiving(NeedBook book, NeedBatch _, Contract contract) ->
          new Step<>(
              new Paused(book),
              List.of(new NeedAction.AbandonContract(contract.id(), FaultCode.PAUSED)));
      case Idle _, Resolving _, Listing _, Preparing _, Needing _, Resting _ ->
          Step.to(new Paused(state.book()));
    };
  }

  private static Step<NeedState, NeedAction> whenIdle(NeedBook book, NeedEvent event) {
    return event instanceof NeedEvent.WantedChanged(long manifest, List<WantedRoot> wanted)
        ? resolve(book.wanting(manifest, wanted), new ArrayList<>())
        : unexpected(new Idle(book), event, FaultCode.NOT_WANTED);
  }

  private static Step<NeedState, NeedAction> whenResolving(Resolving now, NeedEvent event) {
    if (event instanceof NeedEvent.WantedChanged(long manifest, List<WantedRoot> wanted)) {
      return resolve(now.book().wanting(manifest, wanted), new ArrayList<>());
    }
    return event instanceof NeedEvent.Resolved(long ticket, Set<Root> present)
            && ticket == now.ticket()
        ? startRound(now.book().resolved(present), new ArrayList<>())
        : unexpected(now, event, FaultCode.NOT_WANTED);
  }

  private static Step<NeedState, NeedAction> whenListing(Listing now, NeedEvent event) {
    List<NeedAction> actions = new ArrayList<>();
    NeedBatch batch = now.batch();
    switch (event) {
      case NeedEvent.WantedChanged(long manifest, List<WantedRoot> wanted) -> {
        NeedBook book = now.book().wanting(manifest, wanted);
        return Step.to(new Listing(book, batch, now.watch()));
      }
      case NeedEvent.ListCame(Root root, ChunkList chunks)
          when now.batch().entry(root) instanceof Entry.ListDue -> {
        actions.add(new NeedAction.PrepareRoot(root, chunks));
        batch = batch.with(root, new Entry.PrepareDue());
      }
      case NeedEvent.ListRefused(Root root, FaultCode reason)
          when now.batch().entry(root) instanceof Entry.ListDue ->
          batch = fail(batch, root, reason, actions);
      case NeedEvent.TimerFired(long ticket) when ticket == now.watch().ticket() -> {
        if (batch.listsDue() < now.watch().due()) {
          return watchLists(now.book(), batch, actions);
        }
        for (Root root : batch.rootsListDue()) {
          batch = fail(batch, root, FaultCode.STALLED, actions);
        }
      }
      case NeedEvent.Resolved _,
          NeedEvent.ListCame _,
          NeedEvent.ListRefused _,
          NeedEvent.Prepared _,
          NeedEvent.PrepareFailed _,
          NeedEvent.RootPublished _,
          NeedEvent.PublishFailed _,
          NeedEvent.ContractCame _,
          NeedEvent.ContractFinished _,
          NeedEvent.ContractDropped _,
          NeedEvent.TimerFired _,
          NeedEvent.Paused _,
          NeedEvent.Resumed _,
          NeedEvent.LinkLost _ ->
          batch = stored(batch, event, actions);
    }
    return batch == now.batch()
        ? unexpected(now, event, FaultCode.NOT_WANTED)
        : gathered(now.book(), batch, now.watch(), actions);
  }

  private static Step<NeedState, NeedAction> whenPreparing(Preparing now, NeedEvent event) {
    if (event instanceof NeedEvent.WantedChanged(long manifest, List<WantedRoot> wanted)) {
      return Step.to(new Preparing(now.book().wanting(manifest, wanted), now.batch()));
    }
    List<NeedAction> actions = new ArrayList<>();
    NeedBatch batch = stored(now.batch(), event, actions);
    return batch == now.batch()
        ? unexpected(now, event, FaultCode.NOT_WANTED)
        : gathered(now.book(), batch, new StallWatch(0, 0), actions);
  }

  /// Takes an answer of the store.
  private static NeedBatch stored(NeedBatch batch, NeedEvent event, List<NeedAction> actions) {
    return switch (event) {
      case NeedEvent.Prepared(Root root, List<ChunkRange> missing)
          when batch.entry(root) instanceof Entry.PrepareDue -> {
        if (!missing.isEmpty()) {
          yield batch.with(root, new Entry.Missing(missing));
        }
        actions.add(new NeedAction.RootSatisfied(root));
        yield batch.with(root, new Entry.PublishDue());
      }
      case NeedEvent.PrepareFailed(Root root, FaultCode reason)
          when batch.entry(root) instanceof Entry.PrepareDue ->
          fail(batch, root, reason, actions);
      case NeedEvent.RootPublished(Root root) when batch.entry(root) instanceof Entry.PublishDue ->
          batch.with(root, new Entry.Here());
      case NeedEvent.PublishFailed(Root root, FaultCode reason)
          when batch.entry(root) instanceof Entry.PublishDue ->
          fail(batch, root, reason, actions);
      case NeedEvent.WantedChanged _,
          NeedEvent.Resolved _,
          NeedEvent.ListCame _,
          NeedEvent.ListRefused _,
          NeedEvent.Prepared _,
          NeedEvent.PrepareFailed _,
          NeedEvent.RootPublished _,
          NeedEvent.PublishFailed _,
          NeedEvent.ContractCame _,
          NeedEvent.ContractFinished _,
          NeedEvent.ContractDropped _,
          NeedEvent.TimerFired _,
          NeedEvent.Paused _,
          NeedEvent.Resumed _,
          NeedEvent.LinkLost _ ->
          batch;
    };
  }

  private static NeedBatch fail(
      NeedBatch batch, Root root, FaultCode reason, List<NeedAction> actions) {
    actions.add(new ReportFailed(root, reason));
    return batch.with(root, new Entry.Failed(reason));
  }

  private static Step<NeedState, NeedAction> gathered(
      NeedBook book, NeedBatch batch, StallWatch watch, List<NeedAction> actions) {
    if (batch.listsDue() > 0) {
      return new Step<>(new Listing(book, batch, watch), actions);
    }
    if (batch.storeDue() > 0) {
      return new Step<>(new Preparing(book, batch), actions);
    }
    List<Want> wants = fitting(batch.wants(book::isWanted));
    if (wants.isEmpty()) {
      return endRound(book, batch, actions);
    }
    NeedBook next = book.nextNeed().nextTicket();
    Need need = new Need(next.lastNeed(), wants);
    actions.add(new NeedAction.SendNeed(need));
    actions.add(new StartTimer(next.lastTicket(), Limits.TRANSFER_STALL));
    return new Step<>(new Needing(next, batch, need, next.lastTicket()), actions);
  }

  /// As many wants as one NEED may have ranges; the others wait for the next round.
  private static List<Want> fitting(List<Want> wants) {
    List<Want> fitting = new ArrayList<>();
    int ranges = 0;
    for (Want want : wants) {
      if (ranges + want.missing().size() <= Limits.NEED_RANGES_MAX) {
        ranges += want.missing().size();
        fitting.add(want);
      }
    }
    return fitting;
  }

  private static Step<NeedState, NeedAction> whenNeeding(Needing now, NeedEvent event) {
    return switch (event) {
      case NeedEvent.WantedChanged(long manifest, List<WantedRoot> wanted) ->
          Step.to(
              new Needing(
                  now.book().wanting(manifest, wanted), now.batch(), now.need(), now.ticket()));
      case NeedEvent.ContractCame(Contract contract) when contract.need() == now.need().need() ->
          accept(now, contract);
      case NeedEvent.TimerFired(long ticket) when ticket == now.ticket() -> {
        List<NeedAction> actions = new ArrayList<>();
        NeedBatch batch = now.batch();
        for (Want want : now.need().wants()) {
          batch = fail(batch, want.root(), FaultCode.STALLED, actions);
        }
        yield endRound(now.book(), batch, actions);
      }
      case NeedEvent.Resolved _,
          NeedEvent.ListCame _,
          NeedEvent.ListRefused _,
          NeedEvent.Prepared _,
          NeedEvent.PrepareFailed _,
          NeedEvent.RootPublished _,
          NeedEvent.PublishFailed _,
          NeedEvent.ContractCame _,
          NeedEvent.ContractFinished _,
          NeedEvent.ContractDropped _,
          NeedEvent.TimerFired _,
          NeedEvent.Paused _,
          NeedEvent.Resumed _,
          NeedEvent.LinkLost _ ->
          unexpected(now, event, FaultCode.NOT_WANTED);
    };
  }

  private static Step<NeedState, NeedAction> accept(Needing now, Contract contract) {
    List<NeedAction> actions = new ArrayList<>();
    NeedBatch batch = now.batch();
    for (Refusal refusal : contract.refused()) {
      batch = fail(batch, refusal.root(), FaultCode.ofSender(refusal.reason()), actions);
    }
    actions.add(new NeedAction.AcceptContract(contract));
    return new Step<>(new Receiving(now.book(), batch, contract), actions);
  }

  private static Step<NeedState, NeedAction> whenReceiving(Receiving now, NeedEvent event) {
    return switch (event) {
      case NeedEvent.WantedChanged(long manifest, List<WantedRoot> wanted) ->
          Step.to(new Receiving(now.book().wanting(manifest, wanted), now.batch(), now.contract()));
      case NeedEvent.ContractFinished finished when finished.contract() == now.contract().id() ->
          finish(now, finished);
      case NeedEvent.ContractDropped(long contract, FaultCode _)
          when contract == now.contract().id() ->
          rest(now.book(), new ArrayList<>());
      case NeedEvent.Resolved _,
          NeedEvent.ListCame _,
          NeedEvent.ListRefused _,
          NeedEvent.Prepared _,
          NeedEvent.PrepareFailed _,
          NeedEvent.RootPublished _,
          NeedEvent.PublishFailed _,
          NeedEvent.ContractCame _,
          NeedEvent.ContractFinished _,
          NeedEvent.ContractDropped _,
          NeedEvent.TimerFired _,
          NeedEvent.Paused _,
          NeedEvent.Resumed _,
          NeedEvent.LinkLost _ ->
          unexpected(now, event, FaultCode.NOT_WANTED);
    };
  }

  private static Step<NeedState, NeedAction> finish(
      Receiving now, NeedEvent.ContractFinished finished) {
    List<NeedAction> actions = new ArrayList<>();
    NeedBatch batch = now.batch();
    Set<Root> open = new HashSet<>(now.contract().roots());
    for (Root root : finished.received()) {
      if (open.remove(root)) {
        batch = batch.with(root, new Entry.Here());
      }
    }
    for (FailedRoot failed : finished.failed()) {
      if (open.remove(failed.root())) {
        batch = fail(batch, failed.root(), failed.reason(), actions);
      }
    }
    for (Root root : open) {
      batch = fail(batch, root, FaultCode.STORE_FAILED, actions);
    }
    return endRound(now.book(), batch, actions);
  }

  private static Step<NeedState, NeedAction> whenResting(Resting now, NeedEvent event) {
    if (event instanceof NeedEvent.WantedChanged(long manifest, List<WantedRoot> wanted)) {
      return Step.to(new Resting(now.book().wanting(manifest, wanted), now.ticket()));
    }
    return event instanceof NeedEvent.TimerFired(long ticket) && ticket == now.ticket()
        ? resolve(now.book(), new ArrayList<>())
        : unexpected(now, event, FaultCode.NOT_WANTED);
  }

  private static Step<NeedState, NeedAction> whenPaused(Paused now, NeedEvent event) {
    if (event instanceof NeedEvent.WantedChanged(long manifest, List<WantedRoot> wanted)) {
      return Step.to(new Paused(now.book().wanting(manifest, wanted)));
    }
    return event instanceof NeedEvent.Resumed
        ? resolve(now.book(), new ArrayList<>())
        : unexpected(now, event, FaultCode.PAUSED);
  }

  /// A contract that nobody waits for is refused; every other late event changes nothing.
  private static Step<NeedState, NeedAction> unexpected(
      NeedState now, NeedEvent event, FaultCode reason) {
    return event instanceof NeedEvent.ContractCame(Contract contract)
        ? new Step<>(now, List.of(new RefuseContract(contract.id(), reason)))
        : Step.stay(now);
  }

  private static Step<NeedState, NeedAction> resolve(NeedBook book, List<NeedAction> actions) {
    if (book.wantedRoots().isEmpty()) {
      return new Step<>(new Idle(book), actions);
    }
    NeedBook next = book.nextTicket();
    actions.add(new NeedAction.ResolveRoots(next.lastTicket(), next.wantedRoots()));
    return new Step<>(new Resolving(next, next.lastTicket()), actions);
  }

  private static Step<NeedState, NeedAction> startRound(NeedBook book, List<NeedAction> actions) {
    List<Root> picked = book.pick();
    if (picked.isEmpty()) {
      return new Step<>(new Idle(book), actions);
    }
    actions.add(new NeedAction.RequestLists(picked));
    return watchLists(book.roundBegun(), NeedBatch.of(picked), actions);
  }

  private static Step<NeedState, NeedAction> watchLists(
      NeedBook book, NeedBatch batch, List<NeedAction> actions) {
    NeedBook next = book.nextTicket();
    actions.add(new StartTimer(next.lastTicket(), Limits.TRANSFER_STALL));
    StallWatch watch = new StallWatch(next.lastTicket(), batch.listsDue());
    return new Step<>(new Listing(next, batch, watch), actions);
  }

  private static Step<NeedState, NeedAction> endRound(
      NeedBook book, NeedBatch batch, List<NeedAction> actions) {
    Map<Root, FaultCode> failed = batch.failed();
    NeedBook next = book.after(batch.here(), failed);
    if (failed.values().stream().anyMatch(NeedBook::needsRest)) {
      return rest(next, actions);
    }
    return next.isStale() ? resolve(next, actions) : startRound(next, actions);
  }

  private static Step<NeedState, NeedAction> rest(NeedBook book, List<NeedAction> actions) {
    NeedBook next = book.nextTicket();
    actions.add(new StartTimer(next.lastTicket(), Limits.STORE_RETRY));
    return new Step<>(new Resting(next, next.lastTicket()), actions);
  }
}
