package dev.starshell.syncshell.carrier.tcp;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/// One side's secret of one generation. It travels sealed, in a session description.
final class Token {
  static final int BYTES = 32;

  private static final SecureRandom CHANCE = new SecureRandom();
  private static final HexFormat HEX = HexFormat.of();

  private final byte[] secret;

  private Token(byte[] secret) {
    this.secret = secret;
  }

  static Token fresh() {
    byte[] secret = new byte[BYTES];
    CHANCE.nextBytes(secret);
    return new Token(secret);
  }

  /// Empty if it is none.
  static Optional<Token> read(String text) {
    try {
      return text.length() == 2 * BYTES
          ? Optional.of(new Token(HEX.parseHex(text)))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  String text() {
    return HEX.formatHex(secret);
  }

  /// A copy.
  byte[] bytes() {
    return secret.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Token that && MessageDigest.isEqual(secret, that.secret);
  }

  @Override
  public int hashCode() {
    return 31 * secret[0] + secret[BYTES - 1];
  }

  /// Never the secret.
  @Override
  public String toString() {
    return "token";
  }
}
