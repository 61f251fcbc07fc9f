package dev.starshell.syncshell.control;

/// The connections that are up, and what privacy mode makes of them.
///
/// @param relayOnly whether privacy mode is on
/// @param direct connections without a TURN server in between
/// @param relayed connections over a TURN server, of either side
/// @param tcp links over TCP, each with one connection for all of it
/// @param blocked addresses of other members that privacy mode has ignored so far
public record ConnectionsView(boolean relayOnly, int direct, int relayed, int tcp, long blocked) {
  /// No connection, no privacy mode.
  public static final ConnectionsView NONE = new ConnectionsView(false, 0, 0, 0, 0);
}
