package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.recovery.OpenContract;
import java.util.List;
import java.util.Set;

/// What a link has under way.
///
/// @param contracts in either direction
/// @param roots archives of the contract that comes in, also those that have arrived
/// @param asking whether this side has asked for something, with a contract or not yet
/// @param met whether the other side has greeted
record UnderWay(List<OpenContract> contracts, Set<Root> roots, boolean asking, boolean met) {
  static final UnderWay NOTHING = new UnderWay(List.of(), Set.of(), false, false);

  UnderWay {
    contracts = List.copyOf(contracts);
    roots = Set.copyOf(roots);
  }

  static OpenContract open(boolean incoming, Contract contract, int delivered) {
    return new OpenContract(
        incoming, contract.id(), contract.digest(), contract.parcels().size(), delivered);
  }

  boolean isNothing() {
    return contracts.isEmpty() && !asking;
  }
}
