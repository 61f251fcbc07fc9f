package dev.starshell.syncshell.membership;

import static dev.starshell.syncshell.membership.RefusalCode.INVITE_EXPIRED;
import static dev.starshell.syncshell.membership.RefusalCode.INVITE_REFUSED;
import static dev.starshell.syncshell.membership.RefusalCode.INVITE_SPENT;
import static dev.starshell.syncshell.membership.RefusalCode.KEY_WEAK;
import static dev.starshell.syncshell.membership.RefusalCode.NOT_A_MEMBER;
import static dev.starshell.syncshell.membership.RefusalCode.SHELL_FULL;

import dev.starshell.syncshell.crypto.KeyCheck;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The door of a shell, at its owner: decides who comes in. A value; whoever keeps it makes the new
/// one durable before anybody is told of the decision, and asks for one decision at a time.
///
/// - known key: comes in, whatever it shows; nothing is spent
/// - unknown key with the proof of an open invite: becomes a member, one use is spent
/// - anybody else: is refused, nothing changes
///
/// @param invites in the order in which they were made
public record Door(Roster roster, List<OpenInvite> invites) {
  public Door {
    invites = List.copyOf(invites);
    if (invites.size() > Limits.INVITES_OPEN_MAX) {
      throw new IllegalArgumentException("invites=" + invites.size() + " over 100");
    }
  }

  /// What is decided about one knock.
  public sealed interface Answer {
    /// The key comes in.
    ///
    /// @param door the door afterwards; the same one for a member that was known
    record Admitted(Door door, Roster.Member member) implements Answer {}

    /// The key stays out.
    record TurnedAway(Refusal refusal) implements Answer {}
  }

  /// Decides about one knock.
  ///
  /// @param key proven to the relay
  /// @param credential what it showed, see [JoinRequest]; empty if nothing
  /// @param now by the owner's clock
  public Answer knock(MemberKey key, Bytes credential, Instant now) {
    Optional<Roster.Member> known = roster.member(key);
    if (known.isPresent()) {
      return new Answer.Admitted(this, known.get());
    }
    if (!(Signatures.check(key.toBytes()) instanceof KeyCheck.Sound)) {
      return away(KEY_WEAK, "This key cannot prove anything. Make a new identity.");
    }
    if (credential.length() == 0) {
      return away(
          NOT_A_MEMBER,
          "This key is not a member of the shell any more, or never was. Ask the owner for an"
              + " invite.");
    }
    Optional<JoinRequest.Shown> shown =
        JoinRequest.read(credential)
            .filter(found -> found.request().member().equals(key))
            .filter(found -> found.request().shell().equals(roster.shell()));
    // One proof is checked in any case, so that the time tells nobody which ids there are.
    Optional<OpenInvite> invite = shown.flatMap(found -> invite(found.request().inviteId()));
    MemberKey inviteKey = invite.map(OpenInvite::inviteKey).orElse(roster.owner());
    boolean isProven = shown.isPresent() && shown.get().isProvenBy(inviteKey);
    if (!isProven || invite.isEmpty()) {
      return away(
          INVITE_REFUSED,
          "The shell's owner does not know this invite. It may have been withdrawn; ask for a new"
              + " one.");
    }
    return admitted(shown.get().request(), invite.get(), now);
  }

  private Answer admitted(JoinRequest request, OpenInvite invite, Instant now) {
    if (now.isAfter(invite.notAfter())) {
      return away(
          INVITE_EXPIRED, "The invite held until " + invite.notAfter() + ". Ask for a new one.");
    }
    if (invite.isSpent()) {
      return away(
          INVITE_SPENT,
          "The invite was used as often as it may be ("
              + invite.usesMax()
              + "). Ask for a new one.");
    }
    if (roster.isFull()) {
      return away(
          SHELL_FULL,
          "The shell has " + Limits.MEMBERS_MAX + " members, which is the most there can be.");
    }
    Roster grown = roster.with(request.member(), request.name(), now);
    List<OpenInvite> left =
        invites.stream().map(other -> other.equals(invite) ? other.spent() : other).toList();
    return new Answer.Admitted(new Door(grown, left), grown.members().getLast());
  }

  /// The door after an invite was made. Invites that expired a day ago are forgotten; so are spent
  /// ones, oldest first, when there are too many.
  ///
  /// @throws IllegalArgumentException if too many invites are open, or the id is taken
  public Door withInvite(OpenInvite made, Instant now) {
    if (invite(made.inviteId()).isPresent()) {
      throw new IllegalArgumentException("the invite's id is taken");
    }
    List<OpenInvite> kept = new ArrayList<>(invites);
    kept.removeIf(old -> old.notAfter().plus(Limits.INVITE_SPAN).isBefore(now));
    for (int i = 0; i < kept.size() && kept.size() >= Limits.INVITES_OPEN_MAX; ) {
      if (kept.get(i).isSpent()) {
        kept.remove(i);
      } else {
        i++;
      }
    }
    kept.add(made);
    return new Door(roster, kept);
  }

  /// The door after an invite was withdrawn; the same one if the id is unknown.
  public Door withoutInvite(Bytes inviteId) {
    return new Door(
        roster, invites.stream().filter(open -> !open.inviteId().equals(inviteId)).toList());
  }

  /// The door after a member has left.
  ///
  /// @throws IllegalArgumentException for the owner
  public Door without(MemberKey member) {
    return new Door(roster.without(member), invites);
  }

  private Optional<OpenInvite> invite(Bytes inviteId) {
    return invites.stream().filter(open -> open.inviteId().equals(inviteId)).findFirst();
  }

  private static Answer away(RefusalCode code, String sentence) {
    return new Answer.TurnedAway(new Refusal(code, sentence));
  }
}
