package dev.starshell.syncshell.transfer;

import com.google.common.collect.ImmutableSortedMap;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.protocol.FaultCode;

/// Where the sending side of one contract stands. Made by [SendMachine#offered].
public sealed interface SendState {
  /// The contract was offered; not a byte flows before the receiver's word.
  record Offered(Contract contract) implements SendState {}

  /// Data flows, and verdicts come in.
  final class Running implements SendState {
    private final Board board;
    private final ImmutableSortedMap<Integer, SendLane> lanes;

    Running(Board board, ImmutableSortedMap<Integer, SendLane> lanes) {
      this.board = board;
      this.lanes = lanes;
    }

    Board board() {
      return board;
    }

    ImmutableSortedMap<Integer, SendLane> lanes() {
      return lanes;
    }

    /// The contract.
    public Contract contract() {
      return board.contract();
    }

    /// Parcels with a receipt.
    public int delivered() {
      return board.deliveredCount();
    }

    /// Whether a parcel has a receipt.
    public boolean isDelivered(int parcel) {
      return board.contract().hasParcel(parcel) && board.isDelivered(parcel);
    }

    /// Whether a channel was closed by both sides.
    public boolean isClosed(int channel) {
      return lanes.get(channel) instanceof SendLane.Closed;
    }
  }

  /// Every channel is closed. Late repeats are still understood.
  final class Closed implements SendState {
    private final Board board;
    private final ImmutableSortedMap<Integer, Digest> receipts;

    Closed(Board board, ImmutableSortedMap<Integer, Digest> receipts) {
      this.board = board;
      this.receipts = receipts;
    }

    Board board() {
      return board;
    }

    ImmutableSortedMap<Integer, Digest> receipts() {
      return receipts;
    }

    /// The contract.
    public Contract contract() {
      return board.contract();
    }

    /// Parcels with a receipt.
    public int delivered() {
      return board.deliveredCount();
    }
  }

  /// The contract ended before its time.
  ///
  /// @param delivered parcels with a receipt until then
  record Dropped(FaultCode reason, int delivered) implements SendState {}
}
