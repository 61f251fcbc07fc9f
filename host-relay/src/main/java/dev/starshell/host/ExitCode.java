package dev.starshell.host;

/// What a host process ends with. A signal gives 128 plus its number, after the same clean end.
public enum ExitCode {
  /// Stopped by the command `stop` or on the console.
  STOPPED(0),
  /// Ended by a mistake of ours; the log says where.
  INTERNAL(1),
  /// Wrong parameters or a wrong config file: nothing was started.
  CONFIG(2),
  /// The home cannot be used: not writable, or open to other users.
  HOME_UNUSABLE(4),
  /// Another process has this home. Not 3: the Java runtime ends with that when it is out of
  /// memory.
  HOME_LOCKED(5);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /// The number that the process ends with.
  public int number() {
    return number;
  }
}
