package dev.starshell.harness.demo;

import dev.starshell.harness.lab.MemberStatus.Traffic;
import dev.starshell.harness.lab.TreeCheck;

/// The figures of one round.
///
/// @param title what it was
/// @param expectedBytes unique content times the members that lack it; 0 when not known before
/// @param traffic of all members together, in this round
/// @param channels that carried something
/// @param seconds from the first command to the last high five
/// @param check every destination file, hashed by the demo
record Round(
    String title,
    long expectedBytes,
    Traffic traffic,
    long channels,
    double seconds,
    TreeCheck.Result check) {

  /// Whether every file is right and no content was sent twice.
  boolean isVerified() {
    return check.differences().isEmpty()
        && traffic.duplicates() == 0
        && (expectedBytes == 0 || traffic.contentReceived() <= expectedBytes);
  }
}
