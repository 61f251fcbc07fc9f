package dev.starshell.syncshell.crypto;

import dev.starshell.syncshell.text.Base32;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/// What an owner writes down when a shell is made: it can name a new owner when the owner's own key
/// is lost. 16 random bytes and a check sum, as 32 characters in groups of four.
///
/// Whoever has it can take the shell: it is shown once and never kept.
public final class RecoveryKey {
  /// Unit: bytes. 128 bits cannot be guessed.
  public static final int SEED_BYTES = 16;

  private static final int CHECK_BYTES = 4;
  private static final int GROUP_CHARS = 4;
  private static final byte[] LABEL =
      "starshell/1 recovery-key".getBytes(StandardCharsets.US_ASCII);

  private final byte[] seed;

  private RecoveryKey(byte[] seed) {
    this.seed = seed;
  }

  /// The one of a seed.
  ///
  /// @param seed [#SEED_BYTES] from a secure source of chance
  public static RecoveryKey ofSeed(byte[] seed) {
    if (seed.length != SEED_BYTES) {
      throw new IllegalArgumentException("seed length=" + seed.length + " is not " + SEED_BYTES);
    }
    return new RecoveryKey(seed.clone());
  }

  /// Reads what a person typed. Case, spaces and hyphens do not matter; O is read as 0, I and L as
  /// 1. Empty if a character is wrong or missing.
  public static Optional<RecoveryKey> read(String typed) {
    if (typed.length() > 256) {
      return Optional.empty();
    }
    StringBuilder compact = new StringBuilder();
    for (int at = 0; at < typed.length(); at++) {
      char c = typed.charAt(at);
      if (Character.isWhitespace(c) || c == '-') {
        continue;
      }
      int value = Base32.value(c);
      if (value < 0) {
        return Optional.empty();
      }
      compact.append(Base32.character(value));
    }
    return Base32.decode(compact.toString())
        .filter(all -> all.length == SEED_BYTES + CHECK_BYTES)
        .map(all -> new RecoveryKey(Arrays.copyOf(all, SEED_BYTES)))
        .filter(key -> Base32.encode(key.checked()).contentEquals(compact));
  }

  /// The pair of HKDF-SHA256(seed, info = "starshell/1 recovery-key"). Source: RFC 5869.
  public Identity identity() {
    return Hkdf.identity(seed, LABEL);
  }

  /// The public half, as it stands in the log.
  public MemberKey key() {
    return identity().key();
  }

  /// For the person to write down.
  public String written() {
    String text = Base32.encode(checked());
    StringBuilder groups = new StringBuilder();
    for (int at = 0; at < text.length(); at += GROUP_CHARS) {
      groups.append(at == 0 ? "" : "-").append(text, at, Math.min(at + GROUP_CHARS, text.length()));
    }
    return groups.toString();
  }

  private byte[] checked() {
    CRC32 crc = new CRC32();
    crc.update(LABEL);
    crc.update(seed);
    byte[] all = Arrays.copyOf(seed, SEED_BYTES + CHECK_BYTES);
    int check = (int) crc.getValue();
    for (int i = 0; i < CHECK_BYTES; i++) {
      all[SEED_BYTES + i] = (byte) (check >>> (8 * i));
    }
    return all;
  }

  /// Nothing of the seed.
  @Override
  public String toString() {
    return "recovery key";
  }
}
