package dev.starshell.syncshell.crypto;

import dev.starshell.syncshell.content.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/// Six words that two members compare by voice to know that nobody stands between them: the first
/// 66 bits of SHA-256 over a label and both keys, the smaller key first. The same on both sides.
///
/// @param words in their order
public record SafetyPhrase(List<String> words) {
  /// How many words a phrase has.
  public static final int WORDS = 6;

  private static final byte[] LABEL = "starshell/1 safety".getBytes(StandardCharsets.US_ASCII);
  private static final int WORD_BITS = 11;

  public SafetyPhrase {
    words = List.copyOf(words);
    if (words.size() != WORDS) {
      throw new IllegalArgumentException("words=" + words.size() + " is not " + WORDS);
    }
  }

  /// The phrase of a pair; their order does not matter.
  public static SafetyPhrase of(MemberKey one, MemberKey other) {
    boolean isInOrder = one.compareTo(other) <= 0;
    MessageDigest sha = Sha256.create();
    sha.update(LABEL);
    sha.update((isInOrder ? one : other).toBytes());
    sha.update((isInOrder ? other : one).toBytes());
    byte[] hash = sha.digest();
    List<String> words = new ArrayList<>();
    for (int word = 0; word < WORDS; word++) {
      words.add(SafetyWords.ALL.get(bits(hash, word * WORD_BITS)));
    }
    return new SafetyPhrase(words);
  }

  /// The eleven bits from a place on, the first bit being the highest of the first byte.
  private static int bits(byte[] hash, int fromBit) {
    int value = 0;
    for (int bit = fromBit; bit < fromBit + WORD_BITS; bit++) {
      value = value << 1 | (hash[bit / 8] >>> (7 - bit % 8) & 1);
    }
    return value;
  }

  /// The words with spaces between.
  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
