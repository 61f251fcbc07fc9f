package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.membership.Invite;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.time.Instant;

/// What one record of the log does. Who may do it, and what follows: docs/MEMBERSHIP.md.
public sealed interface LogAct {
  /// Makes the shell. By its owner, as the first record.
  ///
  /// @param nonce with the owner's key it gives the shell's id, 32 bytes
  /// @param recoveryKey of the words that the owner has written down
  record Genesis(
      Bytes nonce,
      MemberKey recoveryKey,
      DisplayName ownerName,
      ShellSettings settings,
      HostPlace place)
      implements LogAct {
    public Genesis {
      requireLength("nonce", nonce, ShellId.NONCE_BYTES);
    }
  }

  /// Opens an invite. By an owner or admin.
  ///
  /// @param inviteId 8 bytes, no other open invite's
  /// @param inviteKey checks the proof of whoever holds the invite
  /// @param notAfter whole seconds, by the time in records
  /// @param role what who comes in by it becomes: member or guest
  /// @param needsApproval whether an admin must say yes to each who comes
  record InviteMade(
      Bytes inviteId,
      MemberKey inviteKey,
      Instant notAfter,
      int usesMax,
      Role role,
      boolean needsApproval)
      implements LogAct {
    public InviteMade {
      requireLength("inviteId", inviteId, Invite.ID_BYTES);
      if (usesMax < 1 || usesMax > Invite.USES_MAX) {
        throw new IllegalArgumentException("usesMax=" + usesMax + " outside 1..65535");
      }
      if (role != Role.MEMBER && role != Role.GUEST) {
        throw new IllegalArgumentException("nobody is invited as " + role);
      }
      requireSeconds("notAfter", notAfter);
    }
  }

  /// Closes an invite. By an owner or admin.
  record InviteRevoked(Bytes inviteId) implements LogAct {
    public InviteRevoked {
      requireLength("inviteId", inviteId, Invite.ID_BYTES);
    }
  }

  /// Lets a joiner in whose request proves that it holds an open invite. By nobody: the request
  /// proves itself.
  ///
  /// @param credential the request with its two signatures, see
  ///   [dev.starshell.syncshell.membership.JoinRequest]
  record Admit(Bytes credential) implements LogAct {}

  /// Lets in by an invite that needs approval. By an owner or admin.
  record Approve(Bytes credential) implements LogAct {}

  /// Says no to a joiner: its key does not come in by this invite any more. By an owner or admin.
  record Deny(Bytes inviteId, MemberKey joiner) implements LogAct {
    public Deny {
      requireLength("inviteId", inviteId, Invite.ID_BYTES);
    }
  }

  /// Removes a member, and with it the invites it made. By somebody above it.
  record Kick(MemberKey member, Reason reason) implements LogAct {}

  /// Keeps a key out for good, and removes it if it is a member. By somebody above it.
  record Ban(MemberKey member, Reason reason) implements LogAct {}

  /// Lifts a ban. By an owner or admin.
  record Unban(MemberKey member) implements LogAct {}

  /// Takes its author out of the shell.
  record Leave() implements LogAct {}

  /// Gives a member another role but the owner's. By somebody above its old and its new role, or by
  /// itself to step down.
  record RoleChange(MemberKey member, Role role) implements LogAct {
    public RoleChange {
      if (role == Role.OWNER) {
        throw new IllegalArgumentException("ownership is handed over, not given");
      }
    }
  }

  /// Moves the star to another place. By an owner or admin.
  record HostChange(HostPlace place) implements LogAct {}

  /// Changes what holds for all. By an owner or admin.
  record SettingsChange(ShellSettings settings) implements LogAct {}

  /// Calls back an archive: every member takes it out of use. By an owner or admin.
  record Recall(Root root, Reason reason) implements LogAct {}

  /// Lifts a recall: members may install the archive again. By an owner or admin; what the owner
  /// has called back, by the owner.
  record RecallLifted(Root root) implements LogAct {}

  /// Makes another member the owner; its author becomes an admin. By the owner.
  ///
  /// @param recoveryKey of the new owner's words; the old words are worth nothing any more
  /// @param consent the new owner's signature, see [OwnerConsent]
  record OwnerHandover(MemberKey newOwner, MemberKey recoveryKey, Bytes consent)
      implements LogAct {}

  /// Makes a key the owner and removes the one before. By the recovery key.
  ///
  /// @param name wanted by the new owner; of no effect if it is a member
  /// @param recoveryKey of new words; the used ones are worth nothing any more
  /// @param consent the new owner's signature, see [OwnerConsent]
  record OwnerRecovered(MemberKey newOwner, DisplayName name, MemberKey recoveryKey, Bytes consent)
      implements LogAct {}

  private static void requireLength(String name, Bytes value, int length) {
    if (value.length() != length) {
      throw new IllegalArgumentException(name + " length=" + value.length() + " is not " + length);
    }
  }

  private static void requireSeconds(String name, Instant at) {
    if (at.getNano() != 0 || at.getEpochSecond() < 0 || at.getEpochSecond() > 0xffff_ffffL) {
      throw new IllegalArgumentException(name + "=" + at + " is no second of 1970..2106");
    }
  }
}
