package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.RecoveryKey;
import dev.starshell.syncshell.protocol.Bytes;
import java.security.SecureRandom;

/// What nobody can guess. Thread: any.
final class Chance {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Chance() {}

  static Bytes bytes(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  static RecoveryKey recoveryKey() {
    return RecoveryKey.ofSeed(bytes(RecoveryKey.SEED_BYTES).toArray());
  }
}
