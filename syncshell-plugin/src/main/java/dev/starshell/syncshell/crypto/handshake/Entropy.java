package dev.starshell.syncshell.crypto.handshake;

import dev.starshell.syncshell.crypto.Secret;
import dev.starshell.syncshell.crypto.XWing;
import dev.starshell.syncshell.protocol.Bytes;
import java.util.Arrays;

/// Chance for one event of a handshake, drawn by the edge. It is used at most once and then
/// cleared, whatever came of the event.
public final class Entropy implements AutoCloseable {
  /// Unit: bytes.
  public static final int LENGTH_BYTES = XWing.SEED_BYTES + SessionNonce.LENGTH_BYTES;

  private final byte[] fresh;
  private boolean used;

  private Entropy(byte[] fresh) {
    this.fresh = fresh;
  }

  /// Takes over bytes from a strong random source; the caller forgets them.
  ///
  /// @throws IllegalArgumentException if they are not [#LENGTH_BYTES] long
  public static Entropy taking(byte[] fresh) {
    Ranges.require("fresh bytes", fresh.length, LENGTH_BYTES, LENGTH_BYTES);
    return new Entropy(fresh);
  }

  /// The seed of the leader's key for one handshake.
  Secret keySeed() {
    use();
    return Secret.copyOf(fresh, 0, XWing.SEED_BYTES);
  }

  /// What the follower encapsulates with.
  Secret encapsulationSeed() {
    use();
    return Secret.copyOf(fresh, 0, XWing.FRESH_BYTES);
  }

  /// A public number that no other handshake has.
  SessionNonce nonce() {
    return new SessionNonce(
        Bytes.copyOf(Arrays.copyOfRange(fresh, XWing.SEED_BYTES, LENGTH_BYTES)));
  }

  private void use() {
    if (used) {
      throw new IllegalStateException("chance was used twice");
    }
    used = true;
  }

  @Override
  public void close() {
    used = true;
    Arrays.fill(fresh, (byte) 0);
  }

  @Override
  public String toString() {
    return "entropy of " + LENGTH_BYTES + " bytes";
  }
}
