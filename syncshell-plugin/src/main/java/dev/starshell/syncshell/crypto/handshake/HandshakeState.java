package dev.starshell.syncshell.crypto.handshake;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.Secret;

/// Where the handshakes with one member stand. A state that holds a secret gives it to exactly one
/// following state, or clears it.
public sealed interface HandshakeState {
  /// Who talks.
  Pair pair();

  /// The highest generation that was begun or answered; 0 when there was none.
  long lastGeneration();

  /// Nothing is under way.
  record Waiting(Pair pair, long lastGeneration) implements HandshakeState {
    public Waiting {
      if (lastGeneration < 0) {
        throw new IllegalArgumentException("lastGeneration=" + lastGeneration + " is negative");
      }
    }
  }

  /// The leader has sent the first message.
  ///
  /// @param lastGeneration the one that is begun
  /// @param epoch that it is bound to
  /// @param opening hash of the first message
  /// @param keySeed what opens the follower's secret
  record Opened(Pair pair, long lastGeneration, long epoch, Digest opening, Secret keySeed)
      implements HandshakeState {
    public Opened {
      requireRole(pair, true);
    }
  }

  /// The follower has sent the second message.
  ///
  /// @param context what it is bound to
  /// @param opening hash of the first message
  /// @param expected what the third message must be
  record Answered(Pair pair, HandshakeContext context, Digest opening, Expected expected)
      implements HandshakeState {
    public Answered {
      requireRole(pair, false);
    }

    @Override
    public long lastGeneration() {
      return context.generation();
    }
  }

  /// What the third message must bring, and the session that begins with it.
  ///
  /// @param transcript hash over everything before the third message
  /// @param tag of the leader
  /// @param root of the session's keys
  record Expected(Digest transcript, Secret tag, Secret root) {}

  /// The keys were handed out.
  ///
  /// @param lastGeneration theirs
  /// @param opening hash of the first message, to know a repeated one
  record Established(Pair pair, long lastGeneration, Digest opening) implements HandshakeState {}

  private static void requireRole(Pair pair, boolean leading) {
    if (pair.leading() != leading) {
      throw new IllegalArgumentException("leading=" + pair.leading() + " does not fit the state");
    }
  }
}
