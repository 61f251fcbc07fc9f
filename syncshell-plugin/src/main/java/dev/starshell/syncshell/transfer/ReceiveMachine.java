package dev.starshell.syncshell.transfer;

import com.google.common.collect.ImmutableSortedMap;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.transfer.Board.Progress;
import dev.starshell.syncshell.transfer.ReceiveAction.AnswerHighFive;
import dev.starshell.syncshell.transfer.ReceiveAction.FlushRoot;
import dev.starshell.syncshell.transfer.ReceiveAction.PublishRoot;
import dev.starshell.syncshell.transfer.ReceiveAction.RefuseParcel;
import dev.starshell.syncshell.transfer.ReceiveAction.SendReceipts;
import dev.starshell.syncshell.transfer.ReceiveState.Dropped;
import dev.starshell.syncshell.transfer.ReceiveState.Finished;
import dev.starshell.syncshell.transfer.ReceiveState.Receiving;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Decides what the receiving side of one accepted contract does next.
///
/// - Receiving → Receiving: when every parcel of an archive was stored it is published; when every
///   one was stored or lost, and not all stored, the stored ones are flushed. A receipt follows
///   only when that is durable. A channel whose parcels all have a verdict closes with the sender's
///   high five.
/// - Receiving → Finished: the last channel closed.
/// - Receiving → Dropped: either side gave up.
/// - Receiving, Finished → Dropped: a high five that does not fit the verdicts given.
/// - Finished: a repeated high five is answered again; other late events change nothing.
/// - Dropped: terminal; late events change nothing.
public final class ReceiveMachine {
  private ReceiveMachine() {}

  /// The first step after the contract was accepted. An archive without bytes is complete at once.
  public static Step<ReceiveState, ReceiveAction> begin(Contract contract) {
    Board board = Board.of(contract);
    if (contract.parcels().isEmpty()) {
      return new Step<>(
          new Finished(contract, ImmutableSortedMap.of()),
          List.of(new ReceiveAction.Finish(List.of(), List.of())));
    }
    List<ReceiveAction> actions = new ArrayList<>();
    for (Root root : contract.roots()) {
      advance(board, root, actions);
    }
    return new Step<>(new Receiving(board, ImmutableSortedMap.of()), actions);
  }

  /// The next step.
  ///
  /// @throws IllegalArgumentException if the store reports a parcel that the contract does not have
  public static Step<ReceiveState, ReceiveAction> next(ReceiveState state, ReceiveEvent event) {
    return switch (state) {
      case Receiving receiving -> whenReceiving(receiving, event);
      case Finished finished -> whenFinished(finished, event);
      case Dropped _ -> Step.stay(state);
    };
  }

  private static Step<ReceiveState, ReceiveAction> whenReceiving(
      Receiving now, ReceiveEvent event) {
    return switch (event) {
      case ReceiveEvent.ParcelStored(int parcel) -> stored(now, parcel);
      case ReceiveEvent.ParcelLost(int parcel, FaultCode reason) -> lost(now, parcel, reason);
      case ReceiveEvent.RootsPublished(List<Root> roots) -> published(now, roots);
      case ReceiveEvent.RootFlushed(Root root, List<Integer> parcels) ->
          flushed(now, root, parcels);
      case ReceiveEvent.PublishFailed(Root root, FaultCode reason) ->
          publishFailed(now, root, reason);
      case ReceiveEvent.HighFiveCame(int channel, Digest receipts) ->
          highFive(now, channel, receipts);
      case ReceiveEvent.Abandoned(FaultCode reason) ->
          new Step<>(new Dropped(reason), List.of(new ReceiveAction.Drop(reason)));
    };
  }

  private static Step<ReceiveState, ReceiveAction> whenFinished(Finished now, ReceiveEvent event) {
    return switch (event) {
      case ReceiveEvent.HighFiveCame(int channel, Digest receipts) ->
          Objects.equals(receipts, now.closed().get(channel))
              ? new Step<>(now, List.of(new AnswerHighFive(channel, receipts)))
              : wrongHighFive(now.contract(), channel);
      case ReceiveEvent.ParcelStored _,
          ReceiveEvent.ParcelLost _,
          ReceiveEvent.RootsPublished _,
          ReceiveEvent.RootFlushed _,
          ReceiveEvent.PublishFailed _,
          ReceiveEvent.Abandoned _ ->
          Step.stay(now);
    };
  }

  private static Step<ReceiveState, ReceiveAction> stored(Receiving now, int parcel) {
    Root root = rootOf(now, parcel);
    if (now.board().progress(parcel) != Progress.PENDING) {
      return Step.stay(now);
    }
    Board board = now.board().edit().progress(parcel, Progress.WHOLE).done();
    List<ReceiveAction> actions = new ArrayList<>();
    advance(board, root, actions);
    return new Step<>(new Receiving(board, now.closed()), actions);
  }

  private static Step<ReceiveState, ReceiveAction> lost(
      Receiving now, int parcel, FaultCode reason) {
    Root root = rootOf(now, parcel);
    if (now.board().progress(parcel) != Progress.PENDING) {
      return Step.stay(now);
    }
    Board board = now.board().edit().progress(parcel, Progress.CUT).refused(parcel, reason).done();
    List<ReceiveAction> actions = new ArrayList<>();
    actions.add(new RefuseParcel(parcel, reason));
    advance(board, root, actions);
    return new Step<>(new Receiving(board, now.closed()), actions);
  }

  private static Root rootOf(Receiving now, int parcel) {
    if (!now.contract().hasParcel(parcel)) {
      throw new IllegalArgumentException("parcel=" + parcel + " is not in " + now.contract());
    }
    return now.contract().parcel(parcel).root();
  }

  /// Publishes or flushes an archive as soon as nothing more of it will come.
  private static void advance(Board board, Root root, List<ReceiveAction> actions) {
    List<Integer> parcels = board.contract().parcelsOf(root);
    List<Integer> whole = new ArrayList<>();
    for (int parcel : parcels) {
      switch (board.progress(parcel)) {
        case PENDING -> {
          return;
        }
        case WHOLE -> whole.add(parcel);
        case CUT -> {
          // Its verdict was given when it was lost.
        }
      }
    }
    if (whole.size() == parcels.size()) {
      actions.add(new PublishRoot(root));
    } else if (!whole.isEmpty()) {
      actions.add(new FlushRoot(root, whole));
    }
  }

  private static Step<ReceiveState, ReceiveAction> published(Receiving now, List<Root> roots) {
    List<Integer> durable = new ArrayList<>();
    for (Root root : roots) {
      List<Integer> waiting = waiting(now.board(), root);
      if (waiting.size() == now.contract().parcelsOf(root).size()) {
        durable.addAll(waiting);
      }
    }
    return receipts(now, durable);
  }

  private static Step<ReceiveState, ReceiveAction> flushed(
      Receiving now, Root root, List<Integer> parcels) {
    List<Integer> waiting = waiting(now.board(), root);
    return receipts(now, parcels.stream().filter(waiting::contains).toList());
  }

  private static Step<ReceiveState, ReceiveAction> receipts(Receiving now, List<Integer> parcels) {
    if (parcels.isEmpty()) {
      return Step.stay(now);
    }
    Board.Edit edit = now.board().edit();
    parcels.forEach(edit::delivered);
    return new Step<>(new Receiving(edit.done(), now.closed()), List.of(new SendReceipts(parcels)));
  }

  private static Step<ReceiveState, ReceiveAction> publishFailed(
      Receiving now, Root root, FaultCode reason) {
    Board.Edit edit = now.board().edit();
    List<ReceiveAction> actions = new ArrayList<>();
    for (int parcel : waiting(now.board(), root)) {
      edit.refused(parcel, reason);
      actions.add(new RefuseParcel(parcel, reason));
    }
    return new Step<>(new Receiving(edit.done(), now.closed()), actions);
  }

  /// Stored parcels of an archive of which nothing more will come, without a verdict yet.
  private static List<Integer> waiting(Board board, Root root) {
    List<Integer> waiting = new ArrayList<>();
    for (int parcel : board.contract().parcelsOf(root)) {
      if (board.progress(parcel) == Progress.PENDING) {
        return List.of();
      }
      if (!board.hasVerdict(parcel)) {
        waiting.add(parcel);
      }
    }
    return waiting;
  }

  private static Step<ReceiveState, ReceiveAction> highFive(
      Receiving now, int channel, Digest receipts) {
    Digest closed = now.closed().get(channel);
    if (closed != null) {
      return closed.equals(receipts)
          ? new Step<>(now, List.of(new AnswerHighFive(channel, receipts)))
          : wrongHighFive(now.contract(), channel);
    }
    if (!now.contract().channels().contains(channel)
        || !now.board().isSettled(channel)
        || !now.board().receipts(channel).equals(receipts)) {
      return wrongHighFive(now.contract(), channel);
    }
    ImmutableSortedMap<Integer, Digest> grown =
        ImmutableSortedMap.<Integer, Digest>naturalOrder()
            .putAll(now.closed())
            .put(channel, receipts)
            .build();
    AnswerHighFive answer = new AnswerHighFive(channel, receipts);
    if (grown.size() < now.contract().channels().size()) {
      return new Step<>(new Receiving(now.board(), grown), List.of(answer));
    }
    return new Step<>(
        new Finished(now.contract(), grown),
        List.of(answer, new ReceiveAction.Finish(now.board().received(), now.board().failed())));
  }

  private static Step<ReceiveState, ReceiveAction> wrongHighFive(Contract contract, int channel) {
    return new Step<>(
        new Dropped(FaultCode.RECEIPT_INVALID),
        List.of(
            new ReceiveAction.Accuse(
                new PeerFault(
                    FaultCode.RECEIPT_INVALID,
                    "high five of channel=" + channel + " does not fit " + contract))));
  }
}
