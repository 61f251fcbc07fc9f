package dev.starshell.syncshell.install;

/// What became of installations that a crash has left open.
///
/// @param finished the new set is there
/// @param undone the old set is there
/// @param waiting the old set is there, because a file is still held open
public record Settled(int finished, int undone, int waiting) {
  /// There was nothing to settle.
  public static final Settled NOTHING = new Settled(0, 0, 0);
}
