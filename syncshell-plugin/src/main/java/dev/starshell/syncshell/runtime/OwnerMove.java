package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.RecoveryKey;
import dev.starshell.syncshell.membership.log.LogAct;
import dev.starshell.syncshell.membership.log.LogMessage;
import dev.starshell.syncshell.membership.log.LogMessage.ShellTaken;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.membership.log.OwnerConsent;
import dev.starshell.syncshell.runtime.Acts.Outcome;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Hands the shell over to another owner, who agrees first and gets a recovery key of its own.
/// Belongs to the shell's loop.
final class OwnerMove {
  private final ShellFrame frame;
  private final MembershipParts parts;
  private final Function<MemberKey, String> names;
  private @Nullable MemberKey offeredTo;
  private @Nullable Offer offer;

  private record Offer(MemberKey by, long epoch) {}

  /// @param parts as of a move of the host
  OwnerMove(ShellFrame frame, MembershipParts parts, Function<MemberKey, String> names) {
    this.frame = frame;
    this.parts = parts;
    this.names = names;
  }

  /// Offers the shell to a member, as its owner.
  Answer<String> offer(LogState state, MemberKey member) {
    offeredTo = member;
    if (!parts.tell(member, new LogMessage.ShellOffered(state.epoch()))) {
      offeredTo = null;
      return Answer.no(
          "MEMBER_OFFLINE",
          names.apply(member) + " is not online. Ask again when 'sync members' shows it.");
    }
    return Answer.ok(
        names.apply(member)
            + " is asked to own the shell. It does when 'sync owner accept' is typed there; you"
            + " become an admin then, and your recovery key is worth nothing any more.");
  }

  /// The owner offers the shell to this member.
  void offered(MemberKey by, long epoch) {
    offer = new Offer(by, epoch);
    frame.tell(
        names.apply(by)
            + " wants to hand the shell over to you. 'sync owner accept' agrees; to decline, do"
            + " nothing.");
  }

  /// Agrees.
  Answer<RecoveryKey> accept() {
    Offer now = offer;
    Optional<LogState> state = parts.state();
    boolean stands =
        now != null
            && state.isPresent()
            && state.get().epoch() == now.epoch()
            && state.get().owner().equals(now.by());
    if (!stands || now == null) {
      return Answer.no(
          "NOTHING_ASKED",
          "Nobody offers the shell to this member now, or the shell has changed since. Its owner"
              + " does it with 'sync owner transfer MEMBER'.");
    }
    offer = null;
    RecoveryKey recovery = Chance.recoveryKey();
    Identity identity = frame.parts().identity();
    OwnerConsent consent =
        new OwnerConsent(
            state.get().shell(), now.epoch(), now.by(), identity.key(), recovery.key());
    ShellTaken taken = new ShellTaken(now.epoch(), recovery.key(), consent.sign(identity));
    return parts.tell(now.by(), taken)
        ? Answer.ok(recovery)
        : Answer.no(
            "MEMBER_OFFLINE", names.apply(now.by()) + " is not online. Let it offer again.");
  }

  /// The member has agreed. Its consent is judged with the record.
  void taken(MemberKey from, ShellTaken taken) {
    MemberKey asked = offeredTo;
    if (asked == null || !asked.equals(from)) {
      return;
    }
    offeredTo = null;
    parts
        .acts()
        .propose(
            new LogAct.OwnerHandover(from, taken.recoveryKey(), taken.consent()),
            outcome -> done(from, outcome));
  }

  private void done(MemberKey to, Outcome outcome) {
    if (outcome.isDone()) {
      frame.tell(names.apply(to) + " owns the shell now; you are an admin.");
    } else {
      frame.warn(outcome.code(), "The shell was not handed over. " + outcome.sentence());
    }
  }

  void clear() {
    offeredTo = null;
    offer = null;
  }
}
