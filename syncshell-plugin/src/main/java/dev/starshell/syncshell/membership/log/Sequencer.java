package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.membership.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gives proposals their places. It can order, delay and drop them, and make none: whoever wants
/// something has signed it.
///
/// Of the proposals that lie together, acts that leave the epoch alone come first, then those that
/// raise it, which would make the others stale, then requests to join. The acts of one author keep
/// the order of their serials. Otherwise what came first goes first. What nobody has signed is
/// turned away before, so that it moves nobody's place.
public final class Sequencer {
  private Sequencer() {}

  /// What came of one proposal that found no place.
  ///
  /// @param refusal as it may be told to whoever proposed it
  public record TurnedAway(Proposal proposal, Refusal refusal) {}

  /// What came of all.
  ///
  /// @param state after the last record
  /// @param records in order; to be made durable before anybody is told
  public record Ordered(LogState state, List<LogRecord> records, List<TurnedAway> turnedAway) {
    public Ordered {
      records = List.copyOf(records);
      turnedAway = List.copyOf(turnedAway);
    }
  }

  /// Makes the first record of a new shell.
  ///
  /// @param genesis signed by the same owner
  /// @throws IllegalArgumentException if it makes no shell of this owner
  public static Ordered found(Identity owner, Proposal genesis, Instant now) {
    if (!(genesis instanceof Proposal.Signed(SignedAct content, _))) {
      throw new IllegalArgumentException("a request founds no shell");
    }
    LogRecord record =
        LogRecord.seal(
            owner,
            new LogRecord.Place(
                content.shell(), 0, LogRecord.NOTHING_BEFORE, 1, seconds(now), owner.key()),
            genesis);
    return switch (LogRules.founded(content.shell(), record)) {
      case Verdict.Accepted<LogState>(LogState state) ->
          new Ordered(state, List.of(record), List.of());
      case Verdict.Refused<LogState>(Refusal refusal) ->
          throw new IllegalArgumentException(refusal.sentence());
    };
  }

  /// Orders proposals after a state.
  ///
  /// @param sealer the host or the owner; or, for a recovery alone, the new owner
  /// @param now by the sealer's clock; records are never dated before the last one
  public static Ordered order(
      Identity sealer, LogState from, List<Proposal> proposals, Instant now) {
    LogState state = from;
    List<LogRecord> records = new ArrayList<>();
    List<TurnedAway> turnedAway = new ArrayList<>();
    List<Proposal> taken = proposals;
    if (proposals.size() > Limits.LOG_PROPOSALS_MAX) {
      taken = proposals.subList(0, Limits.LOG_PROPOSALS_MAX);
      for (Proposal late : proposals.subList(taken.size(), proposals.size())) {
        turnedAway.add(new TurnedAway(late, tooMany()));
      }
    }
    for (Proposal proposal : sorted(signed(taken, turnedAway))) {
      Instant time = seconds(now).isBefore(state.time()) ? state.time() : seconds(now);
      switch (LogRules.judge(state, proposal, time, Proofs.DUE)) {
        case Verdict.Refused<Draft>(Refusal refusal) ->
            turnedAway.add(new TurnedAway(proposal, told(refusal)));
        case Verdict.Accepted<Draft>(Draft draft) -> {
          LogRecord record = seal(sealer, state, draft, proposal);
          if (!state.sealers().getLast().maySeal(record)) {
            turnedAway.add(new TurnedAway(proposal, noSealer()));
          } else {
            state = new LogState(draft, record);
            records.add(record);
          }
        }
      }
    }
    return new Ordered(state, records, turnedAway);
  }

  private static LogRecord seal(Identity sealer, LogState state, Draft draft, Proposal proposal) {
    Digest previous = state.head().hash();
    return LogRecord.seal(
        sealer,
        new LogRecord.Place(
            state.shell(),
            state.head().sequence() + 1,
            previous,
            draft.epoch,
            draft.time,
            sealer.key()),
        proposal);
  }

  /// Those whose author has signed them. One alone has no order, and is checked when it is judged.
  private static List<Proposal> signed(List<Proposal> proposals, List<TurnedAway> turnedAway) {
    if (proposals.size() < 2) {
      return proposals;
    }
    List<Proposal> signed = new ArrayList<>(proposals.size());
    for (Proposal proposal : proposals) {
      if (proposal instanceof Proposal.Signed act && !SignedAct.isSigned(act)) {
        turnedAway.add(new TurnedAway(proposal, LogRules.forged()));
      } else {
        signed.add(proposal);
      }
    }
    return signed;
  }

  /// Sorted by author as a group, so that one author's serials stay in order.
  private static List<Proposal> sorted(List<Proposal> proposals) {
    Map<MemberKey, Integer> cameAt = new HashMap<>();
    Map<MemberKey, Boolean> raises = new HashMap<>();
    for (int i = 0; i < proposals.size(); i++) {
      if (proposals.get(i) instanceof Proposal.Signed(SignedAct act, _)) {
        cameAt.putIfAbsent(act.author(), i);
        raises.merge(act.author(), raisesEpoch(act.act()), Boolean::logicalOr);
      }
    }
    List<Proposal> sorted = new ArrayList<>(proposals);
    sorted.sort(
        Comparator.comparingInt((Proposal proposal) -> rank(proposal, raises))
            .thenComparingInt(proposal -> group(proposal, cameAt))
            .thenComparingLong(Sequencer::serial));
    return sorted;
  }

  private static int rank(Proposal proposal, Map<MemberKey, Boolean> raises) {
    return switch (proposal) {
      case Proposal.Signed(SignedAct act, _) -> raises.getOrDefault(act.author(), false) ? 1 : 0;
      case Proposal.Request _ -> 2;
    };
  }

  private static int group(Proposal proposal, Map<MemberKey, Integer> cameAt) {
    return switch (proposal) {
      case Proposal.Signed(SignedAct act, _) -> cameAt.getOrDefault(act.author(), 0);
      case Proposal.Request _ -> 0;
    };
  }

  private static long serial(Proposal proposal) {
    return switch (proposal) {
      case Proposal.Signed(SignedAct act, _) -> act.serial();
      case Proposal.Request _ -> 0;
    };
  }

  private static boolean raisesEpoch(LogAct act) {
    return switch (act) {
      case LogAct.Kick _,
          LogAct.Ban _,
          LogAct.Leave _,
          LogAct.RoleChange _,
          LogAct.HostChange _,
          LogAct.OwnerHandover _,
          LogAct.OwnerRecovered _ ->
          true;
      case LogAct.Genesis _,
          LogAct.InviteMade _,
          LogAct.InviteRevoked _,
          LogAct.Admit _,
          LogAct.Approve _,
          LogAct.Deny _,
          LogAct.Unban _,
          LogAct.SettingsChange _,
          LogAct.Recall _,
          LogAct.RecallLifted _ ->
          false;
    };
  }

  /// A joiner is not told whether an invite exists that it cannot prove to hold.
  private static Refusal told(Refusal refusal) {
    return refusal.code() == RefusalCode.MEMBER_UNPROVEN
        ? new Refusal(
            RefusalCode.INVITE_REFUSED,
            "The shell does not know this invite. It may have been withdrawn; ask for a new one.")
        : refusal;
  }

  private static Refusal tooMany() {
    return new Refusal(
        RefusalCode.LOG_BATCH,
        "More than "
            + Limits.LOG_PROPOSALS_MAX
            + " changes wait to be ordered. Try again in a moment.");
  }

  private static Refusal noSealer() {
    return new Refusal(
        RefusalCode.LOG_SEALER,
        "This member is neither host nor owner of the shell any more. Ask the new host.");
  }

  private static Instant seconds(Instant at) {
    return Instant.ofEpochSecond(at.getEpochSecond());
  }
}
