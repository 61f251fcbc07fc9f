package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.Endpoint;
import dev.starshell.syncshell.text.DisplayName;
import java.util.HashSet;
import java.util.List;

/// What holds for every member of a shell. Nothing in it is secret, so a TURN server's password is
/// not in it: the host gives each member one that expires.
///
/// @param name of the shell
/// @param isRelayOnly whether members connect through TURN only, to hide their addresses
/// @param turn TURN servers that may be used; no others are, 0 to 4, no two alike
/// @param relayedBytesPerDay what each member may send through the relay in a day, 0 to 2^53
/// @param holdHours how long new code mods wait before anybody may approve them, 0 to 720
public record ShellSettings(
    DisplayName name,
    boolean isRelayOnly,
    List<Endpoint> turn,
    long relayedBytesPerDay,
    int holdHours) {
  /// Unit: hours. A month.
  public static final int HOLD_HOURS_MAX = 720;

  /// Unit: bytes. Exact in every language's numbers.
  public static final long RELAYED_BYTES_MAX = 1L << 53;

  public ShellSettings {
    turn = List.copyOf(turn);
    if (!isTurn(turn)) {
      throw new IllegalArgumentException("turn=" + turn.size() + " outside 0..4, or twice");
    }
    if (relayedBytesPerDay < 0 || relayedBytesPerDay > RELAYED_BYTES_MAX) {
      throw new IllegalArgumentException(
          "relayedBytesPerDay=" + relayedBytesPerDay + " outside 0.." + RELAYED_BYTES_MAX);
    }
    if (holdHours < 0 || holdHours > HOLD_HOURS_MAX) {
      throw new IllegalArgumentException(
          "holdHours=" + holdHours + " outside 0.." + HOLD_HOURS_MAX);
    }
  }

  /// The settings of a new shell: no TURN server, 1 GiB relayed a day, a day of hold.
  public static ShellSettings ofNew(DisplayName name) {
    return new ShellSettings(name, false, List.of(), 1L << 30, 24);
  }

  static boolean isTurn(List<Endpoint> turn) {
    return turn.size() <= Limits.TURN_SERVERS_MAX && new HashSet<>(turn).size() == turn.size();
  }
}
