package dev.starshell.syncshell.manifest;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.limits.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/// One archive at one place of a library. Whether the place is safe is for [PathRules] to say.
///
/// @param library the library's name
/// @param path within the library, with slashes
/// @param sizeBytes 0 to [Limits#ARCHIVE_BYTES_MAX]
/// @param root names the bytes
public record Entry(String library, String path, long sizeBytes, Root root) {
  /// The order of a manifest: by the UTF-8 bytes of library, then path.
  public static final Comparator<Entry> ORDER =
      Comparator.comparing(Entry::library, Entry::compareUtf8)
          .thenComparing(Entry::path, Entry::compareUtf8);

  public Entry {
    if (sizeBytes < 0 || sizeBytes > Limits.ARCHIVE_BYTES_MAX) {
      throw new IllegalArgumentException(
          "sizeBytes=" + sizeBytes + " outside 0.." + Limits.ARCHIVE_BYTES_MAX);
    }
  }

  /// Library and path in one, with a slash.
  public String place() {
    return library + "/" + path;
  }

  /// Compares two texts as their UTF-8 bytes would compare, unsigned.
  static int compareUtf8(String left, String right) {
    int same = mismatch(left, right);
    if (same < 0) {
      return 0;
    }
    if (same == left.length() || same == right.length()) {
      return Integer.compare(left.length(), right.length());
    }
    char a = left.charAt(same);
    char b = right.charAt(same);
    // Surrogates stand for code points above every other char, yet sort below some.
    return Character.isSurrogate(a) || Character.isSurrogate(b)
        ? Arrays.compareUnsigned(
            left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8))
        : Character.compare(a, b);
  }

  private static int mismatch(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      if (left.charAt(i) != right.charAt(i)) {
        return i;
      }
    }
    return left.length() == right.length() ? -1 : length;
  }
}
