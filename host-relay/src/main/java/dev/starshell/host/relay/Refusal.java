package dev.starshell.host.relay;

/// Why the relay ends a connection.
///
/// @param retryAfterMillis 0 if trying again does not help
record Refusal(String code, String sentence, long retryAfterMillis, CloseStatus status) {
  private static final long SOON_MILLIS = 1000;
  private static final long LATER_MILLIS = 60_000;

  static Refusal busy(String sentence) {
    return new Refusal("BUSY_RETRY", sentence, 2 * SOON_MILLIS, CloseStatus.TRY_AGAIN_LATER);
  }

  static Refusal rateLimited(String sentence, long retryAfterMillis) {
    return new Refusal("RATE_LIMITED", sentence, retryAfterMillis, CloseStatus.POLICY_VIOLATION);
  }

  static Refusal starUnknown() {
    return new Refusal(
        "STAR_UNKNOWN",
        "The relay does not serve this shell at the moment; the shell's host may be starting.",
        SOON_MILLIS,
        CloseStatus.TRY_AGAIN_LATER);
  }

  static Refusal starClosed() {
    return new Refusal(
        "STAR_CLOSED",
        "The host has closed this shell's relay; it may open it again.",
        SOON_MILLIS,
        CloseStatus.TRY_AGAIN_LATER);
  }

  static Refusal groupFull(int membersMax) {
    return new Refusal(
        "GROUP_FULL",
        "All "
            + membersMax
            + " places of this shell's relay are taken; try later or ask its host"
            + " to raise the limit.",
        LATER_MILLIS,
        CloseStatus.TRY_AGAIN_LATER);
  }

  static Refusal keyInUse() {
    return new Refusal(
        "KEY_IN_USE",
        "The same member has connected from elsewhere, and the newest connection is kept; stop one"
            + " of the two.",
        0,
        CloseStatus.POLICY_VIOLATION);
  }

  static Refusal dismissed() {
    return new Refusal(
        "DISMISSED",
        "The shell's host has ended this connection.",
        SOON_MILLIS,
        CloseStatus.POLICY_VIOLATION);
  }

  static Refusal logInLate() {
    return new Refusal(
        "LOG_IN_TIMEOUT",
        "The log-in was not finished within " + RelayLimits.LOG_IN_WITHIN.toSeconds() + " seconds.",
        SOON_MILLIS,
        CloseStatus.POLICY_VIOLATION);
  }

  static Refusal versionUnsupported(int version) {
    return new Refusal(
        "VERSION_UNSUPPORTED",
        "The relay speaks version 1 and not " + version + "; bring both sides to one release.",
        0,
        CloseStatus.PROTOCOL_ERROR);
  }

  static Refusal unexpected(String sentence) {
    return new Refusal("FRAME_UNEXPECTED", sentence, SOON_MILLIS, CloseStatus.PROTOCOL_ERROR);
  }

  static Refusal broken(String code, String sentence) {
    return new Refusal(
        code,
        sentence,
        SOON_MILLIS,
        code.equals("FRAME_TOO_LARGE") ? CloseStatus.TOO_LARGE : CloseStatus.PROTOCOL_ERROR);
  }

  static Refusal turnedAway(LogInVerdict.TurnedAway verdict) {
    return new Refusal(
        verdict.code(),
        verdict.sentence(),
        verdict.retryAfterMillis(),
        CloseStatus.POLICY_VIOLATION);
  }
}
