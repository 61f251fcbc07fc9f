package dev.starshell.syncshell.crypto;

import java.nio.charset.StandardCharsets;

/// The key pair of an invite, which everybody who holds the invite's seed can make.
public final class InviteKeys {
  private static final byte[] LABEL = "starshell/1 invite-key".getBytes(StandardCharsets.US_ASCII);

  private InviteKeys() {}

  /// The pair of HKDF-SHA256(seed, info = "starshell/1 invite-key"). Source: RFC 5869.
  public static Identity ofSeed(byte[] seed) {
    return Hkdf.identity(seed, LABEL);
  }
}
