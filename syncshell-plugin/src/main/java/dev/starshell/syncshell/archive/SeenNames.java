package dev.starshell.syncshell.archive;

import dev.starshell.syncshell.content.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/// Names that were seen, each with a few bits, as 64 bits of a hash: nine bytes for a name, however
/// long. The hash is salted with bytes that nobody else knows, so nobody can make two names that
/// are taken for one. Thread: one.
final class SeenNames {
  private static final byte[] SALT = new byte[32];
  private static final int START_SLOTS = 1 << 10;

  static {
    new SecureRandom().nextBytes(SALT);
  }

  private final MessageDigest sha256 = Sha256.create();
  private final byte[] hash = new byte[32];
  private long[] keys = new long[START_SLOTS];
  private byte[] bits = new byte[START_SLOTS];
  private int size;

  int size() {
    return size;
  }

  /// Adds bits to those of a name.
  ///
  /// @param more not zero
  /// @return those it had before; zero if it was not there
  int add(String name, int more) {
    return add(hash(name), more);
  }

  private int add(long key, int more) {
    int slot = slot(key);
    int before = bits[slot];
    keys[slot] = key;
    bits[slot] = (byte) (before | more);
    if (before == 0 && ++size > keys.length / 4 * 3) {
      grow();
    }
    return before;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) key & mask;
    while (bits[slot] != 0 && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    byte[] oldBits = bits;
    keys = new long[oldKeys.length * 2];
    bits = new byte[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldBits[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        bits[slot] = oldBits[i];
      }
    }
  }

  private long hash(String name) {
    sha256.update(SALT);
    sha256.update(name.getBytes(StandardCharsets.UTF_8));
    try {
      sha256.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 has 32 bytes", e);
    }
    long key = 0;
    for (byte one : Arrays.copyOf(hash, Long.BYTES)) {
      key = key << 8 | one & 0xFF;
    }
    return key;
  }
}
