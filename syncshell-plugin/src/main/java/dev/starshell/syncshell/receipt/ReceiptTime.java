package dev.starshell.syncshell.receipt;

import java.time.Instant;

/// Times in receipts, as people read them.
public final class ReceiptTime {
  private ReceiptTime() {}

  /// A time that a clock of somebody else has given; whatever it is, it has a text.
  ///
  /// @param seconds since 1970
  public static String text(long seconds) {
    return Instant.ofEpochSecond(Math.clamp(seconds, 0, Instant.MAX.getEpochSecond())).toString();
  }
}
