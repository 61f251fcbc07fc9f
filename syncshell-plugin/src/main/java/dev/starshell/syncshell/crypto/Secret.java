package dev.starshell.syncshell.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.SecretKey;

/// Bytes that must not be seen: they are never shown, and cleared by [#close]. What the JDK makes
/// of them inside its ciphers is its own and is left to the garbage collector.
///
/// Thread: the owner's. Whoever works with it also closes it.
public final class Secret implements AutoCloseable {
  private final byte[] bytes;
  private boolean closed;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Takes an array over; the caller forgets it.
  public static Secret taking(byte[] bytes) {
    return new Secret(bytes);
  }

  /// Copies a part of an array, which stays the caller's to clear.
  ///
  /// @throws IndexOutOfBoundsException if it is not there
  public static Secret copyOf(byte[] source, int fromBytes, int toBytes) {
    Objects.checkFromToIndex(fromBytes, toBytes, source.length);
    return new Secret(Arrays.copyOfRange(source, fromBytes, toBytes));
  }

  /// Length. Unit: bytes.
  public int length() {
    return bytes.length;
  }

  /// A copy, which the caller clears.
  ///
  /// @throws IllegalStateException if it was closed
  public byte[] toBytes() {
    requireOpen();
    return bytes.clone();
  }

  /// The secret as the JDK's algorithms take it; of no use once this is closed.
  public SecretKey asKey(String algorithm) {
    requireOpen();
    return new Lent(algorithm, this);
  }

  /// Whether both hold the same bytes, in a time that does not tell where they differ.
  public boolean matches(Secret other) {
    return MessageDigest.isEqual(toBytes(), other.toBytes());
  }

  /// Whether it was cleared.
  public boolean isClosed() {
    return closed;
  }

  /// Clears the bytes. May be called again.
  @Override
  public void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("a secret was used after it was cleared");
    }
  }

  /// The length only.
  @Override
  public String toString() {
    return "secret of " + bytes.length + " bytes";
  }

  /// Hands the JDK a copy whenever it asks; the JDK clears its copies.
  private static final class Lent implements SecretKey {
    private static final long serialVersionUID = 1;
    private final String algorithm;
    private final transient Secret secret;

    Lent(String algorithm, Secret secret) {
      this.algorithm = algorithm;
      this.secret = secret;
    }

    @Override
    public String getAlgorithm() {
      return algorithm;
    }

    @Override
    public String getFormat() {
      return "RAW";
    }

    @Override
    public byte[] getEncoded() {
      return secret.toBytes();
    }

    @Override
    public String toString() {
      return secret.toString();
    }
  }
}
