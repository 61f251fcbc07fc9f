package dev.starshell.syncshell.recovery;

/// Where the recovery of the link to one member stands. Made by [RecoveryMachine#start].
public sealed interface RecoveryState {
  /// The number of the newest timer; an older one means nothing any more.
  long lastTicket();

  /// There is a link, or none was tried yet.
  record Linked(long lastTicket) implements RecoveryState {}

  /// The link was lost; an attempt is under way, or the link is about to rest.
  record Trying(Outage outage, long lastTicket) implements RecoveryState {}

  /// An attempt failed; the next one follows by itself.
  record Waiting(Outage outage, long lastTicket) implements RecoveryState {}

  /// All fast attempts failed, or there is nobody to try with. It is tried again each minute, and
  /// at once when something wakes it.
  record Parked(Outage outage, long lastTicket) implements RecoveryState {}
}
