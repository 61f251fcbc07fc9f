package dev.starshell.syncshell.membership;

/// Why somebody is not let in, or a record of the shell is not taken. The names are stable: people
/// search for them and scripts compare them.
public enum RefusalCode {
  /// Not a whole invite: a typo, or a piece is missing.
  INVITE_CORRUPT,
  /// Typed right, but not made by the member it names.
  INVITE_FORGED,
  /// A code of another program.
  INVITE_FOREIGN,
  /// Past its time.
  INVITE_EXPIRED,
  /// Made by a newer Starshell.
  INVITE_VERSION,
  /// Used as often as it may be.
  INVITE_SPENT,
  /// The shell does not know it, or the proof is wrong: both answer alike.
  INVITE_REFUSED,
  /// Not a whole recovery code: a typo, or a piece is missing.
  RECOVERY_CODE_CORRUPT,
  /// Typed right, but not signed by the member it names.
  RECOVERY_CODE_FORGED,
  /// Something else than a recovery code.
  RECOVERY_CODE_FOREIGN,
  /// Made by a newer Starshell.
  RECOVERY_CODE_VERSION,
  /// Past its time.
  RECOVERY_CODE_EXPIRED,
  /// Somebody has used it.
  RECOVERY_CODE_USED,
  /// Its maker has withdrawn it, or has started anew.
  RECOVERY_CODE_GONE,
  /// It leads into another shell.
  RECOVERY_CODE_ELSEWHERE,
  /// Whoever made it is not in the shell, any more or at all.
  RECOVERY_CODE_STRANGER,
  /// It was made for another member.
  RECOVERY_CODE_OTHERS,
  /// This member made it.
  RECOVERY_CODE_OWN,
  /// What was shown at the door of a recovery code does not fit it.
  RECOVERY_CODE_REFUSED,
  /// The host of its maker does not answer.
  RECOVERY_CODE_UNREACHABLE,
  /// As many recovery codes are open as may be.
  RECOVERY_CODES_FULL,
  /// The link that a recovery code would bring back is there.
  LINK_STANDS,
  /// Nobody of this key is in the shell, and no invite was shown.
  NOT_A_MEMBER,
  /// The shell has as many members as it may have.
  SHELL_FULL,
  /// The key is one that anybody can sign for.
  KEY_WEAK,
  /// There are two histories of the shell, both sealed.
  MEMBERSHIP_FORK,
  /// A record that this program kept cannot be read any more.
  STATE_CORRUPT,
  /// The invite was withdrawn, or whoever made it may not invite any more.
  INVITE_REVOKED,
  /// This key was turned away from the invite, or has left after it came in by it.
  INVITE_DENIED,
  /// An admin must say yes before this key comes in by the invite.
  INVITE_APPROVAL_NEEDED,
  /// The id of a new invite is another one's.
  INVITE_TAKEN,
  /// As many invites are open as may be.
  INVITES_FULL,
  /// A join request that does not prove what it says.
  MEMBER_UNPROVEN,
  /// The key is a member already.
  ALREADY_MEMBER,
  /// No member has this key.
  MEMBER_UNKNOWN,
  /// The key is kept out of the shell.
  BANNED,
  /// As many keys are banned as may be.
  BANS_FULL,
  /// As many archives are called back as may be.
  RECALLS_FULL,
  /// Its role does not let the author do this.
  ROLE_TOO_LOW,
  /// The owner cannot leave, be removed or be given another role: it hands the shell over first.
  OWNER_STAYS,
  /// The host cannot leave or be removed: the host is moved first.
  HOST_STAYS,
  /// The new owner has not agreed.
  CONSENT_MISSING,
  /// The new recovery key is the one that was in force.
  RECOVERY_KEY_USED,
  /// All is already as it would be.
  NOTHING_CHANGES,
  /// Made for another epoch, or not after all that its author did before: to be signed again.
  ACT_STALE,
  /// The shell's host does not answer, so nothing can be changed.
  HOST_AWAY,
  /// The shell is hosted elsewhere now.
  HOST_MOVED,
  /// Not a record of a membership log.
  LOG_CORRUPT,
  /// A signature of a record is wrong.
  LOG_FORGED,
  /// A record of another shell.
  LOG_FOREIGN,
  /// A record that does not follow the last one known.
  LOG_GAP,
  /// A record whose time is before that of the one before it, or in the future.
  LOG_TIME,
  /// A record that says another epoch than follows from the records.
  LOG_EPOCH,
  /// A record sealed by somebody who was neither host nor owner.
  LOG_SEALER,
  /// A record that makes a shell which is already made, or the first record makes none.
  LOG_GENESIS,
  /// The log is as long as it may be.
  LOG_FULL,
  /// More records or proposals at once than are taken.
  LOG_BATCH
}
