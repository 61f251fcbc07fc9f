package dev.starshell.syncshell.recovery;

import dev.starshell.syncshell.machine.Moment;

/// One span without a link, from its loss to its return.
///
/// @param lostAt when it began
/// @param cause why it began
/// @param last why the last attempt failed; the cause while none did
/// @param attempts how many attempts were begun
/// @param parked whether all fast attempts have failed
/// @param kept whether what is needed to go on is still kept
public record Outage(
    Moment lostAt, LossCause cause, LossCause last, int attempts, boolean parked, boolean kept) {
  public Outage {
    if (attempts < 0) {
      throw new IllegalArgumentException("attempts=" + attempts + " is negative");
    }
  }

  static Outage begun(Moment at, LossCause cause) {
    return new Outage(at, cause, cause, 0, false, true);
  }

  Outage attempted() {
    return new Outage(lostAt, cause, last, attempts + 1, parked, kept);
  }

  Outage failed(LossCause reason, boolean nowParked) {
    return new Outage(lostAt, cause, reason, attempts, parked || nowParked, kept);
  }

  Outage expired() {
    return new Outage(lostAt, cause, last, attempts, parked, false);
  }
}
