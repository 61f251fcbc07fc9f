package dev.starshell.syncshell.protocol;

import java.util.List;

/// A message that travels through the relay, signed by its sender for one recipient. What tells of
/// addresses and certificates ([Offer], [Answer], [Candidates]) travels inside of [Sealed] only.
/// Wire form: docs/PROTOCOL.md, "Signalling".
public sealed interface SignalMessage {
  /// The follower asks the leader for a link.
  ///
  /// @param lastGeneration the highest generation it knows
  record LinkWanted(long lastGeneration) implements SignalMessage {}

  /// The leader offers one association of a generation.
  record Offer(long generation, int association, int associations, int channels, String sdp)
      implements SignalMessage {}

  /// The follower's answer.
  record Answer(long generation, int association, String sdp) implements SignalMessage {}

  /// ICE candidates of one association, as they are found.
  record Candidates(long generation, int association, List<Candidate> candidates)
      implements SignalMessage {
    public Candidates {
      candidates = List.copyOf(candidates);
    }
  }

  /// One ICE candidate.
  record Candidate(String mid, int lineIndex, String sdp) {}

  /// The generation is not wanted or failed.
  record Declined(long generation, FaultCode reason) implements SignalMessage {}

  /// Something about the membership log. Wire form: docs/MEMBERSHIP.md, "Messages".
  record Membership(Bytes message) implements SignalMessage {}

  /// The owner has closed the shell.
  record Left(FaultCode reason) implements SignalMessage {}

  /// A message of the handshake that begins a generation. Wire form: docs/HANDSHAKE.md.
  record Handshake(Bytes message) implements SignalMessage {}

  /// Nothing has been heard on a generation.
  ///
  /// @param millis for how long; from 0 to
  ///   [dev.starshell.syncshell.limits.Limits#SILENCE_MILLIS_MAX]
  record Silent(long generation, long millis) implements SignalMessage {}

  /// Another signal, sealed with the keys of a generation. Wire form: docs/HANDSHAKE.md.
  record Sealed(Bytes sealed) implements SignalMessage {}
}
