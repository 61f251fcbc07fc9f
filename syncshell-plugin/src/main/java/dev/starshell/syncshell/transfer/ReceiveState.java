package dev.starshell.syncshell.transfer;

import com.google.common.collect.ImmutableSortedMap;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.protocol.FaultCode;

/// Where the receiving side of one accepted contract stands. Made by [ReceiveMachine#begin].
public sealed interface ReceiveState {
  /// Parcels come in; some channels may be closed already.
  final class Receiving implements ReceiveState {
    private final Board board;
    private final ImmutableSortedMap<Integer, Digest> closed;

    Receiving(Board board, ImmutableSortedMap<Integer, Digest> closed) {
      this.board = board;
      this.closed = closed;
    }

    Board board() {
      return board;
    }

    ImmutableSortedMap<Integer, Digest> closed() {
      return closed;
    }

    /// The contract.
    public Contract contract() {
      return board.contract();
    }

    /// Parcels with a receipt.
    public int received() {
      return board.deliveredCount();
    }

    /// Whether a channel was closed by both sides.
    public boolean isClosed(int channel) {
      return closed.containsKey(channel);
    }
  }

  /// Every channel is closed. It is kept until the next contract is closed, because a high five
  /// whose answer was lost may come again.
  final class Finished implements ReceiveState {
    private final Contract contract;
    private final ImmutableSortedMap<Integer, Digest> closed;

    Finished(Contract contract, ImmutableSortedMap<Integer, Digest> closed) {
      this.contract = contract;
      this.closed = closed;
    }

    ImmutableSortedMap<Integer, Digest> closed() {
      return closed;
    }

    /// The contract.
    public Contract contract() {
      return contract;
    }
  }

  /// The contract ended before its time. What was published stays.
  record Dropped(FaultCode reason) implements ReceiveState {}
}
