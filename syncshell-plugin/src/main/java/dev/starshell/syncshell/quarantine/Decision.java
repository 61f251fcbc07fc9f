package dev.starshell.syncshell.quarantine;

/// What becomes of a copy, all things considered.
///
/// @param cause stable code of the reason
/// @param sentence why, safe to show, without a full stop
public record Decision(State state, Cause cause, String sentence) {
  /// Where a copy stands.
  public enum State {
    /// It belongs into the install folder.
    INSTALLED("installed"),
    /// It waits for a person's word.
    HELD("held"),
    /// A person here does not want it.
    REJECTED("rejected"),
    /// It is unsafe, or of a type that is refused.
    REFUSED("refused"),
    /// The owner has taken it out of use.
    RECALLED("recalled");

    private final String word;

    State(String word) {
      this.word = word;
    }

    /// What people call it.
    public String word() {
      return word;
    }
  }

  static Decision of(State state, Cause cause) {
    return new Decision(state, cause, cause.sentence());
  }

  /// Whether it belongs into the install folder.
  public boolean isInstall() {
    return state == State.INSTALLED;
  }
}
