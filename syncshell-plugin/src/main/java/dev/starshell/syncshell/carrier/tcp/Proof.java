package dev.starshell.syncshell.carrier.tcp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What shows that somebody knows both tokens of a generation: HMAC-SHA-256 over what was said.
final class Proof {
  static final int BYTES = 32;

  private static final String MAC = "HmacSHA256";
  private static final String NAME = "starshell/1 tcp ";

  private final byte[] key;

  /// Who says it, and when.
  enum Word {
    CALL,
    ANSWER,
    CHOSEN
  }

  private Proof(byte[] key) {
    this.key = key;
  }

  static Proof of(Token leader, Token follower) {
    byte[] both = Arrays.copyOf(leader.bytes(), 2 * Token.BYTES);
    System.arraycopy(follower.bytes(), 0, both, Token.BYTES, Token.BYTES);
    return new Proof(both);
  }

  /// By which an endpoint is found without showing its token.
  static byte[] nameOf(Token called) {
    return mac(called.bytes(), "name");
  }

  byte[] of(Word word, byte[]... said) {
    return mac(key, word.name(), said);
  }

  boolean isOf(byte[] shown, Word word, byte[]... said) {
    return MessageDigest.isEqual(shown, of(word, said));
  }

  private static byte[] mac(byte[] key, String word, byte[]... said) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      mac.update((NAME + word).getBytes(US_ASCII));
      for (byte[] part : said) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + MAC, e);
    }
  }
}
