package dev.starshell.host.frame;

import dev.starshell.api.signal.Signalling;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// The bounds of a frame's fields.
public final class FrameBounds {
  /// The one version that is spoken.
  public static final int VERSION = 1;

  /// Largest frame. Unit: bytes. Source: docs/LIMITS.md.
  public static final int FRAME_BYTES_MAX = 64 * 1024;

  /// Largest frame before the member is known. Unit: bytes. Source: docs/LIMITS.md.
  public static final int GREETING_BYTES_MAX = 8 * 1024;

  /// Unit: bytes.
  public static final int NONCE_BYTES = 32;

  /// Unit: bytes. Source: SHA-256.
  public static final int HASH_BYTES = 32;

  /// Unit: bytes. Source: RFC 8032 §5.1.6.
  public static final int SIGNATURE_BYTES = 64;

  /// Unit: bytes. Source: the contract of the doorkeeper.
  public static final int CREDENTIAL_BYTES_MAX = 4096;

  /// Most members in one [RelayFrame.Welcome]: 34 bytes each stay below a frame.
  public static final int PRESENT_MAX = 1500;

  /// Longest code. Unit: characters.
  public static final int CODE_CHARS_MAX = 48;

  /// Longest sentence. Unit: bytes of UTF-8.
  public static final int SENTENCE_BYTES_MAX = 512;

  /// Largest payload of a [RelayFrame.Reconnect]. Unit: bytes.
  public static final int RECONNECT_BYTES_MAX = Signalling.RECONNECT_BYTES_MAX;

  /// Highest generation.
  public static final long GENERATION_MAX = 1L << 53;

  /// Longest time that a refusal may name. Unit: ms; an hour.
  public static final long RETRY_MILLIS_MAX = 3_600_000;

  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,47}");

  private FrameBounds() {}

  /// Whether this is a stable code.
  public static boolean isCode(String code) {
    return CODE.matcher(code).matches();
  }

  /// Whether this may be shown as one line.
  public static boolean isSentence(String sentence) {
    return sentence.getBytes(StandardCharsets.UTF_8).length <= SENTENCE_BYTES_MAX
        && sentence.codePoints().noneMatch(FrameBounds::isUnprintable);
  }

  /// Makes a sentence of any text: what cannot be shown becomes a space, what is too long goes.
  public static String clip(String text) {
    StringBuilder kept = new StringBuilder();
    int sizeBytes = 0;
    for (int point : text.codePoints().toArray()) {
      int shown = isUnprintable(point) ? ' ' : point;
      sizeBytes += Character.toString(shown).getBytes(StandardCharsets.UTF_8).length;
      if (sizeBytes > SENTENCE_BYTES_MAX) {
        break;
      }
      kept.appendCodePoint(shown);
    }
    return kept.toString();
  }

  private static boolean isUnprintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  static void requireVersion(int version) {
    if (version != VERSION) {
      throw new IllegalArgumentException("version=" + version + " is not " + VERSION);
    }
  }

  static void requireSize(String name, Bytes bytes, int min, int max) {
    if (bytes.size() < min || bytes.size() > max) {
      throw new IllegalArgumentException(
          name + " size=" + bytes.size() + " outside " + min + ".." + max);
    }
  }

  static void requireEnvelope(int kind, Bytes payload) {
    if (kind < 0 || kind > 255) {
      throw new IllegalArgumentException("kind=" + kind + " outside 0..255");
    }
    requireSize("payload", payload, 0, Signalling.PAYLOAD_BYTES_MAX);
  }

  static void requireReconnect(int kind, long generation, Bytes payload) {
    requireEnvelope(kind, payload);
    requireSize("payload", payload, 0, RECONNECT_BYTES_MAX);
    if (generation < 0 || generation > GENERATION_MAX) {
      throw new IllegalArgumentException(
          "generation=" + generation + " outside 0.." + GENERATION_MAX);
    }
  }

  static void requireRefusal(String code, String sentence, long retryAfterMillis) {
    if (!isCode(code)) {
      throw new IllegalArgumentException("code is not 1.." + CODE_CHARS_MAX + " of A-Z 0-9 _");
    }
    if (!isSentence(sentence)) {
      throw new IllegalArgumentException(
          "sentence is not printable, or longer than " + SENTENCE_BYTES_MAX + " bytes");
    }
    requireRetry(retryAfterMillis);
  }

  static void requireRetry(long retryAfterMillis) {
    if (retryAfterMillis < 0 || retryAfterMillis > RETRY_MILLIS_MAX) {
      throw new IllegalArgumentException(
          "retryAfterMillis=" + retryAfterMillis + " outside 0.." + RETRY_MILLIS_MAX);
    }
  }
}
