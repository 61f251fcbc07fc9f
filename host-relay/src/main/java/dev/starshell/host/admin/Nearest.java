package dev.starshell.host.admin;

import java.util.Collection;
import java.util.Optional;

/// Finds what somebody probably meant.
public final class Nearest {
  private Nearest() {}

  /// The candidate with the smallest edit distance, if it is near enough to be a slip: a third of
  /// the word's length, at least 1, at most 4 edits. Earlier candidates win ties.
  public static Optional<String> to(String word, Collection<String> candidates) {
    int bestEdits = Math.min(4, Math.max(1, word.length() / 3)) + 1;
    Optional<String> best = Optional.empty();
    for (String candidate : candidates) {
      int edits = edits(word, candidate);
      if (edits < bestEdits) {
        bestEdits = edits;
        best = Optional.of(candidate);
      }
    }
    return best;
  }

  /// Optimal string alignment distance: insert, delete, replace, and swap of neighbours cost one.
  static int edits(String a, String b) {
    int[] older = new int[b.length() + 1];
    int[] old = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      old[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = old[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(old[j], row[j - 1]) + 1);
        if (isSwap(a, i, b, j)) {
          row[j] = Math.min(row[j], older[j - 2] + 1);
        }
      }
      older = old;
      old = row;
    }
    return old[b.length()];
  }

  private static boolean isSwap(String a, int i, String b, int j) {
    return i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
