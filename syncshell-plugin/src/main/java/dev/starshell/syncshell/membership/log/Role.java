package dev.starshell.syncshell.membership.log;

import java.util.Optional;

/// What a member may do. The codes stand in signed records and are never reused.
public enum Role {
  /// Everything. Each shell has exactly one.
  OWNER(1),
  /// Invites, lets in, removes members and guests, changes settings and the host.
  ADMIN(2),
  /// Shares and receives.
  MEMBER(3),
  /// Receives and shares nothing.
  GUEST(4);

  private final int code;

  Role(int code) {
    this.code = code;
  }

  /// The code in a record, 1 to 4.
  public int code() {
    return code;
  }

  /// The role of a code.
  public static Optional<Role> ofCode(long code) {
    for (Role role : values()) {
      if (role.code == code) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }

  /// Whether this role may keep order: invite, let in, remove, change.
  public boolean isAdmin() {
    return this == OWNER || this == ADMIN;
  }

  /// Whether what a member of this role offers is taken.
  public boolean mayShare() {
    return this != GUEST;
  }

  /// Whether this role may remove somebody of the other, or change that role. Nobody is above the
  /// owner, and admins are not above each other.
  public boolean isAbove(Role other) {
    return isAdmin() && code < other.code;
  }
}
