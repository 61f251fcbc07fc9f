package dev.starshell.host.relay;

import java.util.List;

/// What a machine answers to an event.
///
/// @param next the state from now on
/// @param actions what is to be done, in this order
public record RelayStep(RelayState next, List<RelayAction> actions) {
  public RelayStep {
    actions = List.copyOf(actions);
  }
}
