package dev.starshell.api.signal;

/// Decides who is let into one star. The relay asks it after the member has proven its key.
///
/// Thread: a virtual thread of the relay, one per log-in. It answers within a second.
@FunctionalInterface
public interface Doorkeeper {
  /// Decides about one log-in.
  ///
  /// @param member the proven key
  /// @param credential what the member sent along, opaque to the relay, at most 4 KiB; empty for a
  ///   member that should be known
  Admission admit(MemberId member, byte[] credential);

  /// A doorkeeper's decision.
  sealed interface Admission {
    /// The member is let in.
    record Admitted() implements Admission {}

    /// The member is turned away and told why.
    ///
    /// @param code stable, in capitals, such as `INVITE_EXPIRED`
    record Refused(String code, String sentence) implements Admission {}

    /// Nothing was decided; the member tries again by itself, and it counts as no failed log-in.
    record Undecided(String code, String sentence) implements Admission {}
  }
}
