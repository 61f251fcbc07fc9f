package dev.starshell.syncshell.carrier.tcp;

import dev.starshell.syncshell.carrier.tcp.RaceState.Fault;

/// What happens in the race for a generation. See [Race].
sealed interface RaceEvent {
  /// The other side's description is known, for the leader all of them.
  ///
  /// @param offers whether it has the line that offers TCP, understood or not
  record Known(boolean offers) implements RaceEvent {}

  /// The other carrier has opened on this side.
  record BaseOpened() implements RaceEvent {}

  record BaseFailed(Fault fault) implements RaceEvent {}

  /// The leader has said on the other carrier that it has chosen it.
  record BaseChosen() implements RaceEvent {}

  /// The other carrier has waited for TCP long enough.
  record MomentOver() implements RaceEvent {}

  /// Nobody was met in time.
  record MeetingOver() implements RaceEvent {}

  /// A connection is there on which both have shown who they are; the leader may take it.
  record Shown() implements RaceEvent {}

  /// Both know that a connection was chosen.
  record Met() implements RaceEvent {}

  /// The chosen connection is lost.
  record TcpFailed(Fault fault) implements RaceEvent {}

  /// The other side did what nobody does.
  record Misused(Fault fault) implements RaceEvent {}

  /// Nobody wants the link any more.
  record Closed() implements RaceEvent {}
}
