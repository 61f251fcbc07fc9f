package dev.starshell.harness.lab.fault;

import java.util.OptionalDouble;

/// One drop and what it cost.
///
/// @param isEffective whether something was there to be dropped, and was, while a sync was under
///   way
/// @param cutMillis how long the path was cut after it; 0 if it was open at once
/// @param seconds to what its kind is timed by, see [DropKind#awaited]; empty if nothing was left
///   to come
/// @param unseen what passed on the path between the last look at a host and its end
record Drop(
    DropKind kind, boolean isEffective, int cutMillis, OptionalDouble seconds, Unseen unseen) {
  /// Bytes at most, by whose counter they are missing from.
  record Unseen(long came, long sent) {
    static final Unseen NOTHING = new Unseen(0, 0);
  }

  /// In one line.
  String shown() {
    String cut = cutMillis > 0 ? String.format(" for %.1f s", cutMillis / 1e3) : "";
    String back =
        seconds.isPresent()
            ? String.format("%s after %.1f s", kind.awaited(), seconds.getAsDouble())
            : "nothing was left to come";
    return kind.words() + cut + ", " + back;
  }
}
