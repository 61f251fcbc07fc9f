package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.time.Instant;

/// A member as the log says.
///
/// @param name no other member's, whatever the case
/// @param joinedAt by the time in records
/// @param inviteId of the invite by which it came; empty for who came as owner
/// @param serial of the last act of this member that counted; 0 before the first
public record LogMember(
    MemberKey key, DisplayName name, Role role, Instant joinedAt, Bytes inviteId, long serial) {
  LogMember as(Role other) {
    return new LogMember(key, name, other, joinedAt, inviteId, serial);
  }

  LogMember after(long act) {
    return new LogMember(key, name, role, joinedAt, inviteId, act);
  }
}
