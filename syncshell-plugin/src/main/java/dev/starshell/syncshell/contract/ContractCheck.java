package dev.starshell.syncshell.contract;

import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.TransferMessage.Refusal;
import dev.starshell.syncshell.protocol.Want;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Checks, on the receiving side, a contract against the NEED that it answers: every missing chunk
/// is assigned exactly once or its archive refused, nothing else is, and channels are real. Pure.
public final class ContractCheck {
  private ContractCheck() {}

  /// What was found.
  public sealed interface Result {
    /// It may be accepted.
    record Good(Contract contract) implements Result {}

    /// It answers a NEED that is not open any more: abandon it, nothing is wrong with the peer.
    record Late() implements Result {}

    /// No correct member offers it.
    record Bad(PeerFault fault) implements Result {}
  }

  /// Checks a contract.
  ///
  /// @param open the NEED that waits for its contract; empty when none does
  /// @param lastNeed number of the last NEED sent in this generation, 0 when none was
  /// @param lastContract number of the last contract offered in this generation, 0 when none was
  /// @param channels all channels of the link, the control channel among them
  public static Result check(
      ContractOffered offered,
      Optional<Need> open,
      long lastNeed,
      long lastContract,
      int channels) {
    if (offered.need() > lastNeed || offered.contract() <= lastContract) {
      return new Result.Bad(
          new PeerFault(
              FaultCode.OUT_OF_ORDER,
              "contract="
                  + offered.contract()
                  + " after "
                  + lastContract
                  + " for need="
                  + offered.need()
                  + " of "
                  + lastNeed));
    }
    if (open.isEmpty() || open.get().need() != offered.need()) {
      return new Result.Late();
    }
    return fault(offered, open.get(), channels)
        .<Result>map(detail -> new Result.Bad(new PeerFault(FaultCode.CONTRACT_VIOLATION, detail)))
        .orElseGet(() -> new Result.Good(Contract.of(offered)));
  }

  private static Optional<String> fault(ContractOffered offered, Need need, int channels) {
    Map<Root, List<ChunkRange>> assigned = new HashMap<>();
    Map<Root, Set<Integer>> places = new HashMap<>();
    for (Parcel parcel : offered.parcels()) {
      if (parcel.channel() < 1 || parcel.channel() >= channels) {
        return Optional.of("channel=" + parcel.channel() + " outside 1.." + (channels - 1));
      }
      if (!places.computeIfAbsent(parcel.root(), _ -> new HashSet<>()).add(parcel.channel())) {
        return Optional.of(
            "root=" + parcel.root() + " has two parcels on channel=" + parcel.channel());
      }
      if (!Ranges.areCanonical(parcel.chunks())) {
        return Optional.of("ranges of root=" + parcel.root() + " are not ascending");
      }
      assigned.computeIfAbsent(parcel.root(), _ -> new ArrayList<>()).addAll(parcel.chunks());
    }
    Set<Root> refused = new HashSet<>();
    for (Refusal refusal : offered.refused()) {
      if (!refused.add(refusal.root()) || assigned.containsKey(refusal.root())) {
        return Optional.of("root=" + refusal.root() + " is refused and also elsewhere");
      }
    }
    return coverage(need, assigned, places, refused);
  }

  private static Optional<String> coverage(
      Need need,
      Map<Root, List<ChunkRange>> assigned,
      Map<Root, Set<Integer>> places,
      Set<Root> refused) {
    int answered = 0;
    for (Want want : need.wants()) {
      if (refused.contains(want.root())) {
        answered++;
        continue;
      }
      List<ChunkRange> ranges = assigned.get(want.root());
      if (ranges == null) {
        return Optional.of("root=" + want.root() + " is neither assigned nor refused");
      }
      answered++;
      if (Ranges.overlap(ranges)) {
        return Optional.of("a chunk of root=" + want.root() + " is assigned twice");
      }
      if (!Ranges.joined(ranges).equals(want.missing())) {
        return Optional.of("root=" + want.root() + " is not assigned as it is needed");
      }
      int parcels = places.getOrDefault(want.root(), Set.of()).size();
      if (parcels > Math.max(1, ranges.size())) {
        return Optional.of("root=" + want.root() + " has a parcel without chunks");
      }
    }
    return answered == assigned.size() + refused.size()
        ? Optional.empty()
        : Optional.of("the contract has archives that are not needed");
  }
}
