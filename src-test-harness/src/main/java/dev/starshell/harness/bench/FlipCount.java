package dev.starshell.harness.bench;

/// What came of turning single bits over at one place.
///
/// @param key of the place, for programs
/// @param place as people read it
/// @param flips bits that were turned over, one at a time
/// @param found flips after which nothing was taken
record FlipCount(String key, String place, long flips, long found) {
  /// Flips after which something was taken all the same.
  long surfaced() {
    return flips - found;
  }
}
