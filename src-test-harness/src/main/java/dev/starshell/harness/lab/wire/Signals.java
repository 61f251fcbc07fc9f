package dev.starshell.harness.lab.wire;

import java.io.IOException;

/// Signals to processes that the lab has started.
public final class Signals {
  private static final int CONT = 18;
  private static final int STOP = 19;

  private Signals() {}

  /// Halts a process where it stands; it goes on with [#resume].
  public static void pause(long pid) throws IOException {
    send(pid, STOP);
  }

  /// Lets a halted process go on.
  public static void resume(long pid) throws IOException {
    send(pid, CONT);
  }

  private static void send(long pid, int number) throws IOException {
    try (Posix posix = new Posix()) {
      posix.signal(pid, number);
    }
  }
}
