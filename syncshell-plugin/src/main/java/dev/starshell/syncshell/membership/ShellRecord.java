package dev.starshell.syncshell.membership;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.util.List;

/// What a member keeps about its shell, as one record of the journal. Its bytes are made and read
/// by [ShellRecordCodec].
///
/// @param nonce with the owner's key it gives the shell's id, 32 bytes
/// @param relayPin what the relay must show
/// @param endpoints where the relay may be, 1 to 4; for the owner, where it was when last opened
/// @param standing what this member is in the shell
public record ShellRecord(
    DisplayName name,
    MemberKey owner,
    Bytes nonce,
    Digest relayPin,
    List<Endpoint> endpoints,
    Standing standing) {
  /// What a member is in a shell.
  public sealed interface Standing {
    /// It asked to join and was not let in yet.
    ///
    /// @param credential is shown again until the owner has decided
    record Joining(DisplayName ownName, Bytes credential) implements Standing {}

    /// It is a member.
    ///
    /// @param roster the newest, signed
    record Belonging(Bytes roster) implements Standing {}

    /// It owns the shell.
    ///
    /// @param roster the newest, signed
    /// @param invites that were given out
    record Owning(Bytes roster, List<OpenInvite> invites) implements Standing {
      public Owning {
        invites = List.copyOf(invites);
      }
    }
  }

  public ShellRecord {
    endpoints = List.copyOf(endpoints);
    if (nonce.length() != ShellId.NONCE_BYTES) {
      throw new IllegalArgumentException("nonce length=" + nonce.length() + " is not 32");
    }
    if (endpoints.isEmpty() || endpoints.size() > Limits.INVITE_ENDPOINTS_MAX) {
      throw new IllegalArgumentException("endpoints=" + endpoints.size() + " outside 1..4");
    }
  }

  /// The record of somebody who has just pasted an invite.
  public static ShellRecord joining(Invite invite, DisplayName ownName, Bytes credential) {
    return new ShellRecord(
        invite.shellName(),
        invite.owner(),
        invite.nonce(),
        invite.relayPin(),
        invite.endpoints(),
        new Standing.Joining(ownName, credential));
  }

  /// The shell's id.
  public ShellId shell() {
    return ShellId.of(owner, nonce.toArray());
  }

  /// The record with another standing.
  public ShellRecord as(Standing other) {
    return new ShellRecord(name, owner, nonce, relayPin, endpoints, other);
  }

  /// The record with the relay at another place.
  public ShellRecord at(Digest pin, List<Endpoint> where) {
    return new ShellRecord(name, owner, nonce, pin, where, standing);
  }
}
