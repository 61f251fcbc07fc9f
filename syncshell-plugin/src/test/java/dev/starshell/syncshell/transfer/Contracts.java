package dev.starshell.syncshell.transfer;

import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.contract.Needs;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import java.util.List;

/// A small contract: archive A is cut over the channels 1 and 2, B follows A on 1, C has no bytes.
final class Contracts {
  static final Root A = Needs.root(1);
  static final Root B = Needs.root(2);
  static final Root C = Needs.root(3);

  /// Number of a parcel in [#SMALL].
  static final int A1 = 0;

  static final int A2 = 1;
  static final int B1 = 2;

  static final Contract SMALL =
      of(
          new Parcel(A, 1, List.of(new ChunkRange(0, 2))),
          new Parcel(A, 2, List.of(new ChunkRange(2, 3))),
          new Parcel(B, 1, List.of(new ChunkRange(0, 1))));

  static final Contract NOTHING = of();

  static final Contract EMPTY_ARCHIVE = of(new Parcel(C, 1, List.of()));

  private Contracts() {}

  static Contract of(Parcel... parcels) {
    return Contract.of(new ContractOffered(1, 1, List.of(parcels), List.of()));
  }
}
