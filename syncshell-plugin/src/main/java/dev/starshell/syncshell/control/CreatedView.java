package dev.starshell.syncshell.control;

/// A shell that was just made.
///
/// @param recoveryKey names a new owner if the owner's key is lost; shown this once and never kept
public record CreatedView(String shell, String recoveryKey) {
  /// Without what is secret.
  @Override
  public String toString() {
    return "shell " + shell;
  }
}
