package dev.starshell.api.notice;

/// One line for people.
///
/// @param level how much it matters
/// @param code stable, in capitals, such as `DISK_FULL`; empty when nothing went wrong
/// @param text one sentence; text that came from a peer was made safe to display before
public record Notice(Level level, String code, String text) {
  /// How much a notice matters.
  public enum Level {
    INFO,
    WARNING,
    ERROR
  }
}
