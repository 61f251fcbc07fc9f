package dev.starshell.syncshell.membership;

/// A value that was checked, or the reason why there is none.
///
/// @param <T> what is checked
public sealed interface Verdict<T> {
  /// All is well.
  record Accepted<T>(T value) implements Verdict<T> {}

  /// It is refused.
  record Refused<T>(Refusal refusal) implements Verdict<T> {
    /// A refusal with its sentence.
    public Refused(RefusalCode code, String sentence) {
      this(new Refusal(code, sentence));
    }
  }
}
