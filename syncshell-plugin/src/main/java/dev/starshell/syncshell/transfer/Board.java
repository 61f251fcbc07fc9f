package dev.starshell.syncshell.transfer;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.receipt.ReceiptLine;
import dev.starshell.syncshell.receipt.ReceiptsDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What is known of each parcel of one contract: how far this side came with it, and the receiver's
/// verdict. Immutable; two bytes a parcel, so that a copy of the largest contract's is 5 KB.
final class Board {
  /// How far this side came with a parcel.
  enum Progress {
    /// Chunks are still to be sent, or to come.
    PENDING,
    /// The last chunk was sent, or all chunks were stored.
    WHOLE,
    /// It will not come whole.
    CUT
  }

  /// The outcome of a delivered parcel in the receipts digest; that of a refused one is the
  /// reason's wire code.
  static final int DELIVERED = ReceiptLine.DELIVERED;

  private static final int PROGRESS_MASK = 3;
  private static final int VERDICT_SHIFT = 2;

  private final Contract contract;
  private final short[] marks;

  private Board(Contract contract, short[] marks) {
    this.contract = contract;
    this.marks = marks;
  }

  /// Nothing is known but that a parcel without chunks has nothing to send.
  static Board of(Contract contract) {
    Edit edit = new Board(contract, new short[contract.parcels().size()]).edit();
    for (int parcel = 0; parcel < contract.parcels().size(); parcel++) {
      if (contract.parcel(parcel).chunks().isEmpty()) {
        edit.progress(parcel, Progress.WHOLE);
      }
    }
    return edit.done();
  }

  Contract contract() {
    return contract;
  }

  Progress progress(int parcel) {
    return switch (marks[parcel] & PROGRESS_MASK) {
      case 0 -> Progress.PENDING;
      case 1 -> Progress.WHOLE;
      default -> Progress.CUT;
    };
  }

  boolean hasVerdict(int parcel) {
    return marks[parcel] >> VERDICT_SHIFT != 0;
  }

  boolean isDelivered(int parcel) {
    return marks[parcel] >> VERDICT_SHIFT == DELIVERED + 1;
  }

  /// The outcome byte of a parcel with a verdict.
  int outcome(int parcel) {
    if (!hasVerdict(parcel)) {
      throw new IllegalStateException("parcel=" + parcel + " has no verdict yet");
    }
    return (marks[parcel] >> VERDICT_SHIFT) - 1;
  }

  /// Whether this side has passed every parcel of a channel and each has its verdict.
  boolean isSettled(int channel) {
    for (int parcel : contract.parcelsOn(channel)) {
      if (!hasVerdict(parcel) || progress(parcel) == Progress.PENDING) {
        return false;
      }
    }
    return true;
  }

  /// What became of each parcel of a settled channel, in the channel's order.
  ///
  /// @throws IllegalStateException if a parcel of the channel has no verdict yet
  List<ReceiptLine> lines(int channel) {
    List<ReceiptLine> lines = new ArrayList<>();
    for (int parcel : contract.parcelsOn(channel)) {
      Root root = contract.parcel(parcel).root();
      lines.add(new ReceiptLine(parcel, root, contract.parcelsOf(root).size(), outcome(parcel)));
    }
    return lines;
  }

  /// The digest that both sides of a channel's high five sign.
  Digest receipts(int channel) {
    return ReceiptsDigest.of(contract.digest(), channel, lines(channel));
  }

  int deliveredCount() {
    int count = 0;
    for (int parcel = 0; parcel < marks.length; parcel++) {
      count += isDelivered(parcel) ? 1 : 0;
    }
    return count;
  }

  int count() {
    return marks.length;
  }

  /// Archives with a receipt for every parcel.
  List<Root> received() {
    List<Root> whole = new ArrayList<>();
    for (Root root : contract.roots()) {
      if (contract.parcelsOf(root).stream().allMatch(this::isDelivered)) {
        whole.add(root);
      }
    }
    return whole;
  }

  /// Archives with a refused parcel, and the reason of the first.
  List<FailedRoot> failed() {
    List<FailedRoot> failed = new ArrayList<>();
    for (Root root : contract.roots()) {
      contract.parcelsOf(root).stream()
          .filter(parcel -> hasVerdict(parcel) && !isDelivered(parcel))
          .findFirst()
          .flatMap(this::reason)
          .ifPresent(reason -> failed.add(new FailedRoot(root, reason)));
    }
    return failed;
  }

  private Optional<FaultCode> reason(int parcel) {
    return FaultCode.ofWire(outcome(parcel));
  }

  Edit edit() {
    return new Edit(contract, marks.clone());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Board that
        && contract.equals(that.contract)
        && Arrays.equals(marks, that.marks);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(marks);
  }

  @Override
  public String toString() {
    return deliveredCount() + " of " + count() + " parcels delivered";
  }

  /// A copy in the making.
  static final class Edit {
    private final Contract contract;
    private final short[] marks;

    private Edit(Contract contract, short[] marks) {
      this.contract = contract;
      this.marks = marks;
    }

    @SuppressWarnings("EnumOrdinal") // only in memory, never kept or sent
    Edit progress(int parcel, Progress progress) {
      marks[parcel] = (short) ((marks[parcel] & ~PROGRESS_MASK) | progress.ordinal());
      return this;
    }

    Edit delivered(int parcel) {
      return verdict(parcel, DELIVERED);
    }

    Edit refused(int parcel, FaultCode reason) {
      return verdict(parcel, reason.wire());
    }

    private Edit verdict(int parcel, int outcome) {
      marks[parcel] = (short) ((marks[parcel] & PROGRESS_MASK) | ((outcome + 1) << VERDICT_SHIFT));
      return this;
    }

    /// Ends the edit; it must not be used again.
    Board done() {
      return new Board(contract, marks);
    }
  }
}
