package dev.starshell.syncshell.recovery;

/// Whom an attempt could reach, as far as this side knows.
public enum Reach {
  /// Nobody: the relay is away.
  NOBODY,
  /// Nobody: nothing is taken from the member for now.
  QUARANTINED,
  /// The relay, which says that the member is away. It keeps an offer for it.
  RELAY,
  /// The relay, which says that the member is there.
  MEMBER;

  /// What an attempt could reach.
  ///
  /// @param isQuarantined whether nothing is taken from the member for now
  public static Reach of(boolean isQuarantined, boolean isRelayThere, boolean isPresent) {
    if (isQuarantined) {
      return QUARANTINED;
    }
    if (isPresent) {
      return MEMBER;
    }
    return isRelayThere ? RELAY : NOBODY;
  }
}
