package dev.starshell.host.frame;

/// The first element of each frame on the wire. Never reused.
final class FrameCode {
  static final int CHALLENGE = 1;
  static final int LOG_IN = 2;
  static final int WELCOME = 3;
  static final int ENVELOPE = 4;
  static final int DELIVERED = 5;
  static final int PRESENT = 6;
  static final int ABSENT = 7;
  static final int REFUSED = 8;
  static final int UNDELIVERED = 9;
  static final int RESTARTING = 10;
  static final int RECONNECT = 11;

  private FrameCode() {}
}
