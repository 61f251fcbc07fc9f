package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.JoinRequest;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.protocol.Bytes;
import java.util.Optional;

/// Who comes in. Whether an invite is spent, expired or withdrawn is told only to somebody who has
/// proven to hold it; unknown invites and wrong proofs are refused alike, in the same time.
final class JoinRules {
  private static final Refusal UNPROVEN =
      new Refusal(
          RefusalCode.MEMBER_UNPROVEN,
          "The request does not prove that its sender holds an invite of this shell. Ask for a new"
              + " invite.");

  private JoinRules() {}

  /// Lets a joiner in, or says why not.
  ///
  /// @param isApproved whether an admin has signed the act
  static Optional<Refusal> join(Draft draft, Bytes credential, boolean isApproved) {
    Optional<JoinRequest.Shown> shown =
        (draft.proofs.areDue() ? JoinRequest.read(credential) : JoinRequest.readKept(credential))
            .filter(found -> found.request().shell().equals(draft.shell()));
    if (shown.isEmpty()) {
      return Optional.of(UNPROVEN);
    }
    JoinRequest request = shown.get().request();
    LogInvite invite = draft.invites.get(request.inviteId());
    MemberKey checks = invite == null ? draft.owner : invite.made().inviteKey();
    boolean isProven = !draft.proofs.areDue() || shown.get().isProvenBy(checks);
    if (!isProven || invite == null) {
      return Optional.of(UNPROVEN);
    }
    Optional<Refusal> refusal = closed(draft, invite, request.member(), isApproved);
    if (refusal.isEmpty()) {
      draft.put(invite.spentOnce());
      draft.add(request.member(), request.name(), invite.made().role(), invite.id());
    }
    return refusal;
  }

  private static Optional<Refusal> closed(
      Draft draft, LogInvite invite, MemberKey joiner, boolean isApproved) {
    if (draft.members.containsKey(joiner)) {
      return no(RefusalCode.ALREADY_MEMBER, "This key is a member already; nothing is to be done.");
    }
    if (draft.bans.containsKey(joiner)) {
      return no(RefusalCode.BANNED, "This key is kept out of the shell. An admin can lift that.");
    }
    if (invite.isRevoked()) {
      return no(RefusalCode.INVITE_REVOKED, "The invite was withdrawn. Ask for a new one.");
    }
    if (draft.time.isAfter(invite.made().notAfter())) {
      return no(
          RefusalCode.INVITE_EXPIRED,
          "The invite held until " + invite.made().notAfter() + ". Ask for a new one.");
    }
    if (invite.barred().contains(joiner)) {
      return no(
          RefusalCode.INVITE_DENIED,
          "This key was turned away from the invite, or has left after it came in by it. Ask for a"
              + " new one.");
    }
    if (invite.usesLeft() == 0) {
      return no(
          RefusalCode.INVITE_SPENT,
          "The invite was used as often as it may be ("
              + invite.made().usesMax()
              + "). Ask for a new one.");
    }
    if (invite.made().needsApproval() && !isApproved) {
      return no(
          RefusalCode.INVITE_APPROVAL_NEEDED,
          "An admin must say yes to everybody who comes by this invite. Wait for one.");
    }
    if (draft.members.size() >= Limits.MEMBERS_MAX) {
      return no(
          RefusalCode.SHELL_FULL,
          "The shell has " + Limits.MEMBERS_MAX + " members, which is the most there can be.");
    }
    return Optional.empty();
  }

  private static Optional<Refusal> no(RefusalCode code, String sentence) {
    return Optional.of(new Refusal(code, sentence));
  }
}
