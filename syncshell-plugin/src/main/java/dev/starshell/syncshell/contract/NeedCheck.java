package dev.starshell.syncshell.contract;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.Want;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Checks, on the sending side, what a NEED asks for. Pure.
public final class NeedCheck {
  private NeedCheck() {}

  /// The fault in a NEED, or empty: numbers count up, each archive once, ranges ascending, apart
  /// and within the archive, and none without chunks but an archive without bytes.
  ///
  /// @param lastNeed number of the NEED before in this generation, 0 when there was none
  /// @param lists chunk lists of the archives that will not be refused; a range of another one is
  ///   not looked at
  public static Optional<PeerFault> check(Need need, long lastNeed, Map<Root, ChunkList> lists) {
    if (need.need() <= lastNeed) {
      return Optional.of(
          new PeerFault(FaultCode.OUT_OF_ORDER, "need=" + need.need() + " after " + lastNeed));
    }
    Set<Root> seen = new HashSet<>();
    for (Want want : need.wants()) {
      if (!seen.add(want.root())) {
        return violation("root=" + want.root() + " is needed twice");
      }
      if (!Ranges.areCanonical(want.missing())) {
        return violation("ranges of root=" + want.root() + " are not ascending");
      }
      ChunkList list = lists.get(want.root());
      int last = want.missing().isEmpty() ? 0 : want.missing().getLast().to();
      if (list != null && last > list.count()) {
        return violation("chunk=" + last + " of root=" + want.root() + " over " + list.count());
      }
      if (list != null && last == 0 && list.count() > 0) {
        return violation("root=" + want.root() + " is needed without a chunk");
      }
    }
    return Optional.empty();
  }

  private static Optional<PeerFault> violation(String detail) {
    return Optional.of(new PeerFault(FaultCode.CONTRACT_VIOLATION, detail));
  }
}
