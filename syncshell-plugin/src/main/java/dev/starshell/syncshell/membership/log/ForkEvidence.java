package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.crypto.MemberKey;
import java.util.List;
import java.util.Optional;

/// Two sealed records that claim one place after the same history. Anybody who knows that history
/// can check it, for ever. Only a host or owner of the shell at that place can have made it.
///
/// @param ours stands in our log
/// @param theirs came from somebody else
public record ForkEvidence(LogRecord ours, LogRecord theirs) {
  /// The evidence, if it is one: same shell, place and record before, two contents, and both seals
  /// right and good at their place.
  ///
  /// @param state of the log that `ours` stands in
  public static Optional<ForkEvidence> of(LogState state, LogRecord ours, LogRecord theirs) {
    LogRecord.Place here = ours.place();
    LogRecord.Place there = theirs.place();
    boolean isConflict =
        here.shell().equals(state.shell())
            && there.shell().equals(state.shell())
            && here.sequence() == there.sequence()
            && here.previous().equals(there.previous())
            && !ours.equals(theirs);
    return isConflict
            && state.mayHaveSealed(ours)
            && state.mayHaveSealed(theirs)
            && isBacked(theirs)
            && isBacked(ours)
        ? Optional.of(new ForkEvidence(ours, theirs))
        : Optional.empty();
  }

  /// Whoever is named by a recovery seals it: the act must show that the recovery key wants it, or
  /// anybody could name itself and stop the log.
  private static boolean isBacked(LogRecord record) {
    boolean isWanted =
        !(record.act() instanceof LogAct.OwnerRecovered)
            || (record.proposal() instanceof Proposal.Signed act && SignedAct.isSigned(act));
    return isWanted && record.isSealed();
  }

  /// Whether one key has sealed both, and so has lied to somebody.
  public boolean provesGuilt() {
    return ours.place().sealer().equals(theirs.place().sealer());
  }

  /// Who has sealed them, ours first: one key if that proves its guilt, else two.
  public List<MemberKey> sealers() {
    MemberKey one = ours.place().sealer();
    return provesGuilt() ? List.of(one) : List.of(one, theirs.place().sealer());
  }
}
