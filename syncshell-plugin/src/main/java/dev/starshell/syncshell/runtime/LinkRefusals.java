package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells of signals that were refused: seldom, because whoever sends them can send many. Belongs to
/// the shell's loop.
final class LinkRefusals {
  /// How long the same fault of the same member is not told again.
  private static final Duration QUIET = Duration.ofMinutes(1);

  private static final Set<FaultCode> OF_THE_TIME =
      Set.of(
          FaultCode.HANDSHAKE_REPLAY,
          FaultCode.STALE_GENERATION,
          FaultCode.STALE_EPOCH,
          FaultCode.EPOCH_AHEAD,
          FaultCode.FRAME_REPLAY);

  private static final Logger LOG = LoggerFactory.getLogger(LinkRefusals.class);

  private final AuditTrail audit;
  private final Map<Told, Long> told = new HashMap<>();

  private record Told(MemberKey member, FaultCode code) {}

  LinkRefusals(AuditTrail audit) {
    this.audit = audit;
  }

  /// Notes a refusal.
  ///
  /// @return whether people should hear of it now
  boolean note(MemberKey member, PeerFault fault) {
    long now = System.nanoTime();
    Long last = told.get(new Told(member, fault.code()));
    if (last != null && now - last < QUIET.toNanos()) {
      LOG.debug("signal refused member={} code={}", member, fault.code());
      return false;
    }
    told.put(new Told(member, fault.code()), now);
    LOG.info("signal refused member={} code={} detail={}", member, fault.code(), fault.detail());
    if (isOfTheTime(fault.code())) {
      return false;
    }
    audit.add("FAULT", member, fault.code() + ": " + fault.detail());
    return true;
  }

  /// Whether correct members cause it as well: by messages that cross or come late, and while one
  /// of them has heard of a change that the other has not.
  static boolean isOfTheTime(FaultCode code) {
    return OF_THE_TIME.contains(code);
  }

  /// Whether it means that one side has to learn of a change of the shell first.
  static boolean isOfBothStandings(FaultCode code) {
    return code == FaultCode.STALE_EPOCH
        || code == FaultCode.EPOCH_AHEAD
        || code == FaultCode.MEMBERSHIP_FORK;
  }

  /// What a peer has declined with: who is behind there is ahead here.
  static FaultCode seenFromHere(FaultCode reason) {
    return switch (reason) {
      case STALE_EPOCH -> FaultCode.EPOCH_AHEAD;
      case EPOCH_AHEAD -> FaultCode.STALE_EPOCH;
      default -> reason;
    };
  }

  /// Forgets a member that is gone.
  void forget(MemberKey member) {
    told.keySet().removeIf(one -> one.member().equals(member));
  }
}
