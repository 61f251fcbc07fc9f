package dev.starshell.syncshell.transfer;

import static com.google.common.collect.ImmutableSortedMap.toImmutableSortedMap;
import static java.util.Comparator.naturalOrder;

import com.google.common.collect.ImmutableSortedMap;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.transfer.SendAction.CloseChannel;
import dev.starshell.syncshell.transfer.SendAction.OfferHighFive;
import dev.starshell.syncshell.transfer.SendAction.StreamParcels;
import dev.starshell.syncshell.transfer.SendState.Closed;
import dev.starshell.syncshell.transfer.SendState.Dropped;
import dev.starshell.syncshell.transfer.SendState.Offered;
import dev.starshell.syncshell.transfer.SendState.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Decides what the sending side of one contract does next.
///
/// - Offered → Running: the receiver accepted it with the right digest; the streams start.
/// - Offered → Closed: the same, and it has no parcel.
/// - Running → Running: parcels are sent or skipped and get their verdicts; a channel whose parcels
///   were all passed and all have a verdict offers its high five, up to [Limits#HIGH_FIVE_TRIES]
///   times, and closes when the receiver agrees.
/// - Running → Closed: the last channel closed.
/// - Offered, Running → Dropped: either side gave up, or nobody answered the last high five.
/// - Offered, Running, Closed → Dropped: the peer sent what no correct member sends.
/// - Dropped: terminal; late events change nothing.
///
/// The receiver gives every parcel exactly one verdict, a receipt or a refusal, also a parcel that
/// was skipped here; only its verdicts count. So both sides build the same digest without a race.
public final class SendMachine {
  private SendMachine() {}

  /// The state after the contract was offered.
  public static SendState offered(Contract contract) {
    return new Offered(contract);
  }

  /// The next step.
  ///
  /// @throws IllegalArgumentException if this side reports a parcel that the contract does not have
  public static Step<SendState, SendAction> next(SendState state, SendEvent event) {
    return switch (state) {
      case Offered offered -> whenOffered(offered, event);
      case Running running -> whenRunning(running, event);
      case Closed closed -> whenClosed(closed, event);
      case Dropped _ -> Step.stay(state);
    };
  }

  private static Step<SendState, SendAction> whenOffered(Offered now, SendEvent event) {
    return switch (event) {
      case SendEvent.Accepted(Digest digest) when digest.equals(now.contract().digest()) ->
          start(now.contract());
      case SendEvent.Accepted(Digest digest) ->
          accuse(
              0,
              FaultCode.CONTRACT_VIOLATION,
              "accepted digest=" + digest + " is not " + now.contract().digest());
      case SendEvent.ReceiptsCame _, SendEvent.ParcelRefused _, SendEvent.HighFiveCame _ ->
          accuse(0, FaultCode.OUT_OF_ORDER, "verdict before " + now.contract() + " was accepted");
      case SendEvent.Abandoned(FaultCode reason) -> drop(0, reason);
      case SendEvent.ParcelSent _, SendEvent.ParcelSkipped _, SendEvent.HighFiveOverdue _ ->
          Step.stay(now);
    };
  }

  private static Step<SendState, SendAction> start(Contract contract) {
    Board board = Board.of(contract);
    if (contract.parcels().isEmpty()) {
      return new Step<>(
          new Closed(board, ImmutableSortedMap.of()), List.of(new SendAction.Finish(0, 0)));
    }
    List<SendAction> actions = new ArrayList<>();
    ImmutableSortedMap.Builder<Integer, SendLane> lanes = ImmutableSortedMap.naturalOrder();
    for (int channel : contract.channels()) {
      lanes.put(channel, new SendLane.Streaming());
      List<Integer> toSend =
          contract.parcelsOn(channel).stream()
              .filter(parcel -> board.progress(parcel) == Board.Progress.PENDING)
              .toList();
      if (!toSend.isEmpty()) {
        actions.add(new StreamParcels(channel, toSend));
      }
    }
    return new Step<>(new Running(board, lanes.build()), actions);
  }

  private static Step<SendState, SendAction> whenRunning(Running now, SendEvent event) {
    return switch (event) {
      case SendEvent.Accepted _ ->
          accuse(now.delivered(), FaultCode.OUT_OF_ORDER, now.contract() + " accepted twice");
      case SendEvent.ParcelSent(int parcel) -> passed(now, parcel, Board.Progress.WHOLE, List.of());
      case SendEvent.ParcelSkipped(int parcel, FaultCode reason) ->
          passed(now, parcel, Board.Progress.CUT, rescan(parcel, reason));
      case SendEvent.ReceiptsCame(List<Integer> parcels) -> receipts(now, now.board(), parcels);
      case SendEvent.ParcelRefused(int parcel, FaultCode reason) ->
          refused(now, now.board(), parcel, reason);
      case SendEvent.HighFiveCame(int channel, Digest receipts) -> highFive(now, channel, receipts);
      case SendEvent.HighFiveOverdue(int channel) -> overdue(now, channel);
      case SendEvent.Abandoned(FaultCode reason) -> drop(now.delivered(), reason);
    };
  }

  private static Step<SendState, SendAction> whenClosed(Closed now, SendEvent event) {
    return switch (event) {
      case SendEvent.Accepted _ ->
          accuse(now.delivered(), FaultCode.OUT_OF_ORDER, now.contract() + " accepted twice");
      case SendEvent.ReceiptsCame(List<Integer> parcels) -> receipts(now, now.board(), parcels);
      case SendEvent.ParcelRefused(int parcel, FaultCode reason) ->
          refused(now, now.board(), parcel, reason);
      case SendEvent.HighFiveCame(int channel, Digest receipts) ->
          Objects.equals(receipts, now.receipts().get(channel))
              ? Step.stay(now)
              : wrongHighFive(now.board(), channel);
      case SendEvent.ParcelSent _,
          SendEvent.ParcelSkipped _,
          SendEvent.HighFiveOverdue _,
          SendEvent.Abandoned _ ->
          Step.stay(now);
    };
  }

  private static List<SendAction> rescan(int parcel, FaultCode reason) {
    return reason == FaultCode.SOURCE_CHANGED || reason == FaultCode.SOURCE_GONE
        ? List.of(new SendAction.Rescan(parcel, reason))
        : List.of();
  }

  private static Step<SendState, SendAction> passed(
      Running now, int parcel, Board.Progress progress, List<SendAction> actions) {
    Contract contract = now.contract();
    if (!contract.hasParcel(parcel)) {
      throw new IllegalArgumentException("parcel=" + parcel + " is not in " + contract);
    }
    if (now.board().progress(parcel) != Board.Progress.PENDING) {
      return Step.stay(now);
    }
    Board board = now.board().edit().progress(parcel, progress).done();
    return offerSettled(
        new Running(board, now.lanes()), List.of(contract.parcel(parcel).channel()), actions);
  }

  private static Step<SendState, SendAction> receipts(
      SendState now, Board board, List<Integer> parcels) {
    Board.Edit edit = board.edit();
    List<Integer> channels = new ArrayList<>();
    for (int parcel : parcels) {
      if (!board.contract().hasParcel(parcel)) {
        return wrongVerdict(board, parcel, "is not in the contract");
      }
      if (board.isDelivered(parcel)) {
        continue;
      }
      if (board.hasVerdict(parcel)) {
        return wrongVerdict(board, parcel, "was refused before");
      }
      if (board.progress(parcel) != Board.Progress.WHOLE) {
        return wrongVerdict(board, parcel, "was not sent to its end");
      }
      edit.delivered(parcel);
      channels.add(board.contract().parcel(parcel).channel());
    }
    return now instanceof Running running && !channels.isEmpty()
        ? offerSettled(new Running(edit.done(), running.lanes()), channels, List.of())
        : Step.stay(now);
  }

  private static Step<SendState, SendAction> refused(
      SendState now, Board board, int parcel, FaultCode reason) {
    if (!board.contract().hasParcel(parcel)) {
      return wrongVerdict(board, parcel, "is not in the contract");
    }
    if (board.isDelivered(parcel)) {
      return wrongVerdict(board, parcel, "has a receipt already");
    }
    if (board.hasVerdict(parcel) || !(now instanceof Running running)) {
      return Step.stay(now);
    }
    int channel = board.contract().parcel(parcel).channel();
    List<SendAction> stop =
        board.progress(parcel) == Board.Progress.PENDING
            ? List.of(new SendAction.StopParcel(channel, parcel))
            : List.of();
    Board judged = board.edit().refused(parcel, reason).done();
    return offerSettled(new Running(judged, running.lanes()), List.of(channel), stop);
  }

  private static Step<SendState, SendAction> offerSettled(
      Running now, List<Integer> channels, List<SendAction> before) {
    List<SendAction> actions = new ArrayList<>(before);
    ImmutableSortedMap<Integer, SendLane> lanes = now.lanes();
    for (int channel : channels.stream().distinct().toList()) {
      if (lanes.get(channel) instanceof SendLane.Streaming && now.board().isSettled(channel)) {
        Digest receipts = now.board().receipts(channel);
        lanes = with(lanes, channel, new SendLane.Offered(receipts, 1));
        actions.add(new OfferHighFive(channel, receipts));
      }
    }
    return new Step<>(new Running(now.board(), lanes), actions);
  }

  private static Step<SendState, SendAction> highFive(Running now, int channel, Digest receipts) {
    return switch (now.lanes().get(channel)) {
      case SendLane.Offered(Digest offered, int _) when offered.equals(receipts) ->
          close(now, channel, receipts);
      case SendLane.Closed(Digest closed) when closed.equals(receipts) -> Step.stay(now);
      case SendLane.Offered _, SendLane.Closed _, SendLane.Streaming _ ->
          wrongHighFive(now.board(), channel);
      case null -> wrongHighFive(now.board(), channel);
    };
  }

  private static Step<SendState, SendAction> close(Running now, int channel, Digest receipts) {
    ImmutableSortedMap<Integer, SendLane> lanes =
        with(now.lanes(), channel, new SendLane.Closed(receipts));
    ImmutableSortedMap<Integer, Digest> closed =
        lanes.entrySet().stream()
            .filter(lane -> lane.getValue() instanceof SendLane.Closed)
            .collect(
                toImmutableSortedMap(
                    naturalOrder(),
                    lane -> lane.getKey(),
                    lane -> ((SendLane.Closed) lane.getValue()).receipts()));
    CloseChannel close = new CloseChannel(channel, receipts, now.board().lines(channel));
    if (closed.size() < lanes.size()) {
      return new Step<>(new Running(now.board(), lanes), List.of(close));
    }
    int delivered = now.delivered();
    return new Step<>(
        new Closed(now.board(), closed),
        List.of(close, new SendAction.Finish(delivered, now.board().count() - delivered)));
  }

  private static Step<SendState, SendAction> overdue(Running now, int channel) {
    if (!(now.lanes().get(channel) instanceof SendLane.Offered(Digest receipts, int tries))) {
      return Step.stay(now);
    }
    if (tries >= Limits.HIGH_FIVE_TRIES) {
      return drop(now.delivered(), FaultCode.STALLED);
    }
    return new Step<>(
        new Running(
            now.board(), with(now.lanes(), channel, new SendLane.Offered(receipts, tries + 1))),
        List.of(new OfferHighFive(channel, receipts)));
  }

  private static ImmutableSortedMap<Integer, SendLane> with(
      ImmutableSortedMap<Integer, SendLane> lanes, int channel, SendLane lane) {
    ImmutableSortedMap.Builder<Integer, SendLane> next = ImmutableSortedMap.naturalOrder();
    lanes.forEach((key, value) -> next.put(key, key == channel ? lane : value));
    return next.build();
  }

  private static Step<SendState, SendAction> wrongVerdict(Board board, int parcel, String what) {
    return accuse(
        board.deliveredCount(),
        FaultCode.RECEIPT_INVALID,
        "parcel=" + parcel + " of " + board.contract() + " " + what);
  }

  private static Step<SendState, SendAction> wrongHighFive(Board board, int channel) {
    return accuse(
        board.deliveredCount(),
        FaultCode.RECEIPT_INVALID,
        "high five of channel=" + channel + " does not fit " + board.contract());
  }

  private static Step<SendState, SendAction> accuse(int delivered, FaultCode code, String detail) {
    return new Step<>(
        new Dropped(code, delivered), List.of(new SendAction.Accuse(new PeerFault(code, detail))));
  }

  private static Step<SendState, SendAction> drop(int delivered, FaultCode reason) {
    return new Step<>(new Dropped(reason, delivered), List.of(new SendAction.Drop(reason)));
  }
}
