package dev.starshell.syncshell.membership;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.util.List;
import java.util.Optional;

/// What a member keeps about its shell besides the log, as one record of the journal. Its bytes are
/// made and read by [ShellRecordCodec].
///
/// @param name as it was when the record was written
/// @param relayPin what the relay must show
/// @param endpoints where the relay may be, 1 to 4
/// @param joining what is shown at the door until the log has this member; empty afterwards
public record ShellRecord(
    ShellId shell,
    DisplayName name,
    Digest relayPin,
    List<Endpoint> endpoints,
    Optional<Joining> joining) {
  /// A request that was not granted yet.
  ///
  /// @param credential see [JoinRequest]
  public record Joining(DisplayName ownName, Bytes credential) {}

  public ShellRecord {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty() || endpoints.size() > Limits.INVITE_ENDPOINTS_MAX) {
      throw new IllegalArgumentException("endpoints=" + endpoints.size() + " outside 1..4");
    }
  }

  /// The record of somebody who has just pasted an invite.
  public static ShellRecord joining(Invite invite, DisplayName ownName, Bytes credential) {
    return new ShellRecord(
        invite.shell(),
        invite.shellName(),
        invite.relayPin(),
        invite.endpoints(),
        Optional.of(new Joining(ownName, credential)));
  }

  /// The record of a member, with name and place as the log says.
  public ShellRecord belonging(DisplayName called, Digest pin, List<Endpoint> where) {
    return new ShellRecord(shell, called, pin, where, Optional.empty());
  }
}
