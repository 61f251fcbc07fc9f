package dev.starshell.host.frame;

/// What became of the bytes of one frame.
public sealed interface DecodeResult {
  /// A whole frame in its one wire form.
  record Decoded(RelayFrame frame) implements DecodeResult {}

  /// The bytes end before the frame does.
  record Incomplete() implements DecodeResult {}

  /// The bytes are no frame.
  ///
  /// @param detail which rule was broken, in our own words
  record Malformed(String detail) implements DecodeResult {}
}
