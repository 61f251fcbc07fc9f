package dev.starshell.syncshell.control;

import java.util.List;

/// One recovery session. All texts are safe to show.
///
/// @param id its name
/// @param key of the member
/// @param state `connected` while the rest is fetched, `trying`, `waiting` for the next attempt, or
///   `parked` when there is nobody to try with or all fast attempts failed
/// @param online whether the relay reports the member
/// @param lost wall-clock time of the loss
/// @param expires when it is forgotten
/// @param cause code of the last reason why there is no link
/// @param sentence the same in words
/// @param attempts begun since the loss
/// @param nextSeconds until the next attempt; -1 if none is planned
/// @param generation the last one that was bound
/// @param manifest sequence of the member's manifest; 0 if nothing was fetched from it
/// @param whole archives of what was under way that have arrived
/// @param servers STUN and TURN servers, without passwords
public record RecoveryView(
    String id,
    String member,
    String key,
    String state,
    boolean online,
    String lost,
    String expires,
    String cause,
    String sentence,
    int attempts,
    long nextSeconds,
    long generation,
    long manifest,
    int whole,
    List<Part> parts,
    List<Agreed> contracts,
    List<String> servers) {
  public RecoveryView {
    parts = List.copyOf(parts);
    contracts = List.copyOf(contracts);
    servers = List.copyOf(servers);
  }

  /// An archive that is partly here.
  ///
  /// @param archive a name that people know it by, or its root
  public record Part(String archive, int chunksHere, int chunks) {}

  /// A contract that was under way.
  ///
  /// @param incoming whether this member was the receiver
  public record Agreed(boolean incoming, long contract, int delivered, int parcels) {}
}
