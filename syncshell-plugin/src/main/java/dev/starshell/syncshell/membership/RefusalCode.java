package dev.starshell.syncshell.membership;

/// Why somebody is not let in, or a record of the shell is not taken. The names are stable: people
/// search for them and scripts compare them.
public enum RefusalCode {
  /// Not a whole invite: a typo, or a piece is missing.
  INVITE_CORRUPT,
  /// Typed right, but not made by the owner it names.
  INVITE_FORGED,
  /// A code of another program.
  INVITE_FOREIGN,
  /// Past its time.
  INVITE_EXPIRED,
  /// Made by a newer Starshell.
  INVITE_VERSION,
  /// Used as often as it may be.
  INVITE_SPENT,
  /// The owner does not know it, or the proof is wrong: both answer alike.
  INVITE_REFUSED,
  /// Nobody of this key is in the shell, and no invite was shown.
  NOT_A_MEMBER,
  /// The shell has as many members as it may have.
  SHELL_FULL,
  /// The key is one that anybody can sign for.
  KEY_WEAK,
  /// The roster cannot be read.
  ROSTER_CORRUPT,
  /// The roster is not the owner's.
  ROSTER_FORGED,
  /// The roster is older than the one that is known.
  ROSTER_STALE,
  /// Two different rosters of the owner have one version.
  MEMBERSHIP_FORK,
  /// A record that this program kept cannot be read any more.
  STATE_CORRUPT
}
