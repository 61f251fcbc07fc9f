package dev.starshell.syncshell.control;

import dev.starshell.syncshell.control.ShellControl.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Port: recovery codes, by which two members find each other while the relay of their shell is
/// gone.
///
/// Thread: any virtual thread. Each call answers within seconds.
public interface RescueControl {
  /// Opens a way to this member on its own relay and makes the code for it.
  ///
  /// @param member the only one who may use it; any member may if it is empty
  Answer<RescueCodeView> make(Optional<String> member, Duration validFor);

  /// Goes the way that a friend's code opens.
  Answer<String> use(String code);

  /// The codes that were made or are in use here.
  List<RescueView> codes();

  /// Ends them all. Links that stand are not touched.
  Answer<String> cancel();

  /// A code that was made.
  ///
  /// @param code a secret until it is used
  /// @param id by which `codes` names it
  /// @param member who may use it; empty if any member may
  /// @param endpoints where the friend's host will look for this one
  record RescueCodeView(
      String code, String id, String member, long expiresMillis, List<String> endpoints) {
    public RescueCodeView {
      endpoints = List.copyOf(endpoints);
    }

    /// Nothing of the code.
    @Override
    public String toString() {
      return "recovery code " + id;
    }
  }

  /// A code that was made or is in use here.
  ///
  /// @param made whether this member made it
  /// @param member who uses it or made it; empty if any member may use it
  /// @param state `open`, `trying`, `joined` or `over`
  /// @param untilMillis when it ends at the latest
  record RescueView(String id, boolean made, String member, String state, long untilMillis) {}
}
