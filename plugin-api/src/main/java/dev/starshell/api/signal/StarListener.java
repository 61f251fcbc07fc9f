package dev.starshell.api.signal;

import java.util.Set;

/// Hears of one star. Calls come one after another, on a thread of the host that the listener must
/// not keep waiting: it hands the event over and returns.
public interface StarListener {
  /// The relay let the member in.
  ///
  /// @param present the other members that are connected now
  void connected(Set<MemberId> present);

  /// The connection is gone, or could not be made.
  ///
  /// @param code stable, such as `RELAY_UNREACHABLE`, `RELAY_PIN_MISMATCH`, `NOT_A_RELAY`, or the
  ///   code of a refusal
  /// @param willRetry whether the host tries again by itself
  void disconnected(String code, String sentence, boolean willRetry);

  /// The relay has answered [StarConnection#probe].
  default void alive() {}

  /// Another member has connected.
  void present(MemberId member);

  /// Another member's connection has ended. It is advice: a live link is not closed for it.
  void absent(MemberId member);

  /// An envelope has arrived. The relay vouches for the sender only as far as it is trusted.
  void received(MemberId from, int kind, byte[] payload);

  /// The relay refused an envelope.
  void refused(MemberId to, String code, String sentence);
}
