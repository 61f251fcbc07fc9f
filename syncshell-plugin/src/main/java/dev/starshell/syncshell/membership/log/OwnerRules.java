package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.protocol.Bytes;
import java.util.Optional;

/// How a shell gets another owner.
final class OwnerRules {
  private OwnerRules() {}

  static Optional<Refusal> handOver(Draft draft, LogMember author, LogAct.OwnerHandover act) {
    LogMember heir = draft.members.get(act.newOwner());
    if (heir == null) {
      return ActRules.no(
          RefusalCode.MEMBER_UNKNOWN, "The shell can be handed over to a member only.");
    }
    if (heir.role() == Role.OWNER) {
      return ActRules.unchanged("This member is the owner already.");
    }
    Optional<Refusal> refusal =
        agreed(draft, author.key(), act.newOwner(), act.recoveryKey(), act.consent());
    if (refusal.isEmpty()) {
      draft.put(author.as(Role.ADMIN));
      crown(draft, heir.as(Role.OWNER), act.recoveryKey());
      draft.epoch++;
    }
    return refusal;
  }

  /// @param giver who has signed the act
  static Optional<Refusal> recover(Draft draft, MemberKey giver, LogAct.OwnerRecovered act) {
    if (!giver.equals(draft.recoveryKey)) {
      return ActRules.no(
          RefusalCode.ROLE_TOO_LOW,
          "This is not the shell's recovery key. Look for newer words: each use makes new ones.");
    }
    if (act.newOwner().equals(draft.owner)) {
      return ActRules.unchanged("This key is the owner already.");
    }
    if (draft.bans.containsKey(act.newOwner())) {
      return ActRules.no(RefusalCode.BANNED, "A key that is kept out of the shell cannot own it.");
    }
    Optional<Refusal> refusal =
        agreed(draft, giver, act.newOwner(), act.recoveryKey(), act.consent());
    if (refusal.isEmpty()) {
      replaceOwner(draft, act);
    }
    return refusal;
  }

  private static void replaceOwner(Draft draft, LogAct.OwnerRecovered act) {
    LogMember lost = draft.members.get(draft.owner);
    if (lost == null) {
      throw new IllegalStateException("the owner is always a member");
    }
    draft.remove(lost);
    LogMember known = draft.members.get(act.newOwner());
    if (known == null) {
      draft.add(act.newOwner(), act.name(), Role.OWNER, Bytes.EMPTY);
    } else {
      draft.put(known.as(Role.OWNER));
    }
    draft.owner = act.newOwner();
    draft.recoveryKey = act.recoveryKey();
    if (draft.place.host().equals(lost.key())) {
      draft.place = draft.place.by(act.newOwner());
    }
  }

  private static void crown(Draft draft, LogMember owner, MemberKey recoveryKey) {
    draft.put(owner);
    draft.owner = owner.key();
    draft.recoveryKey = recoveryKey;
  }

  private static Optional<Refusal> agreed(
      Draft draft, MemberKey giver, MemberKey newOwner, MemberKey recoveryKey, Bytes consent) {
    if (recoveryKey.equals(draft.recoveryKey)) {
      return ActRules.no(
          RefusalCode.RECOVERY_KEY_USED,
          "A new owner needs new recovery words: the old ones are known to somebody else.");
    }
    OwnerConsent wanted =
        new OwnerConsent(draft.shell(), draft.epoch, giver, newOwner, recoveryKey);
    return !draft.proofs.areDue() || wanted.isSignedBy(consent)
        ? Optional.empty()
        : ActRules.no(
            RefusalCode.CONSENT_MISSING,
            "The new owner has not agreed to take the shell over as it is now. Ask again.");
  }
}
