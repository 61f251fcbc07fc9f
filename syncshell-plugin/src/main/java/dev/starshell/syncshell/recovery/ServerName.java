package dev.starshell.syncshell.recovery;

import java.util.regex.Pattern;

/// Names of STUN and TURN servers as they are kept: scheme, host, port, transport. Nothing in them
/// can be a user name or a password.
public final class ServerName {
  /// Longest name. Unit: characters. Source: a host name has at most 253.
  public static final int CHARS_MAX = 300;

  private static final Pattern NAME =
      Pattern.compile(
          "(stuns?|turns?):([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?"
              + "(\\?transport=(udp|tcp))?");

  private ServerName() {}

  /// Whether a text is a server's name.
  public static boolean isOne(String text) {
    return text.length() <= CHARS_MAX && NAME.matcher(text).matches();
  }

  /// Checks a name.
  ///
  /// @throws IllegalArgumentException if it is none; the text is not repeated, since it may hold a
  ///   password
  static String require(String text) {
    if (!isOne(text)) {
      throw new IllegalArgumentException("not a server's name, length=" + text.length());
    }
    return text;
  }
}
