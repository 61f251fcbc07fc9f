package dev.starshell.syncshell.protocol;

/// What a decoder found. It never throws for what a peer sent.
///
/// @param <T> what is decoded
public sealed interface DecodeResult<T> {
  /// A whole, correct message.
  record Decoded<T>(T message) implements DecodeResult<T> {}

  /// A correct beginning; more bytes are needed.
  record Incomplete<T>() implements DecodeResult<T> {}

  /// Nothing that a correct member sends.
  record Malformed<T>(PeerFault fault) implements DecodeResult<T> {}
}
