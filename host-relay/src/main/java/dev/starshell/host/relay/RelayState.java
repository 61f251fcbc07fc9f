package dev.starshell.host.relay;

import dev.starshell.api.signal.StarId;
import dev.starshell.host.frame.Bytes;

/// All that a relay knows. Immutable.
public final class RelayState {
  final RelayLimits limits;
  final Bytes spkiHash;
  final PersistentMap<ConnectionId, RelayConnection> connections;
  final PersistentMap<StarId, RelayRoom> rooms;
  final PersistentMap<String, NetworkUse> networks;
  final HeldOffers held;
  final int pending;

  RelayState(
      RelayLimits limits,
      Bytes spkiHash,
      PersistentMap<ConnectionId, RelayConnection> connections,
      PersistentMap<StarId, RelayRoom> rooms,
      PersistentMap<String, NetworkUse> networks,
      HeldOffers held,
      int pending) {
    this.limits = limits;
    this.spkiHash = spkiHash;
    this.connections = connections;
    this.rooms = rooms;
    this.networks = networks;
    this.held = held;
    this.pending = pending;
  }

  /// A relay that serves no star yet.
  ///
  /// @param spkiHash SHA-256 of its SubjectPublicKeyInfo
  public static RelayState empty(RelayLimits limits, Bytes spkiHash) {
    return new RelayState(
        limits,
        spkiHash,
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty(),
        HeldOffers.NONE,
        0);
  }

  /// How many first messages of links are kept for members that are away.
  public int heldCount() {
    return held.count();
  }
}
