package dev.starshell.syncshell.crypto.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.handshake.HandshakeAction.Establish;
import dev.starshell.syncshell.crypto.handshake.HandshakeAction.Refuse;
import dev.starshell.syncshell.crypto.handshake.HandshakeAction.Send;
import dev.starshell.syncshell.crypto.handshake.HandshakeEvent.Abandoned;
import dev.starshell.syncshell.crypto.handshake.HandshakeEvent.Begun;
import dev.starshell.syncshell.crypto.handshake.HandshakeEvent.Came;
import dev.starshell.syncshell.crypto.seal.Session;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.FaultCode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Two members and the handshake between them, with chance that is the same in each run.
final class Couple {
  static final ShellId SHELL = new ShellId(Sha256.of(new byte[] {9}));

  final Side leader;
  final Side follower;

  Couple() {
    this(new Random(1), identity(1), identity(2));
  }

  Couple(Random chance, Identity one, Identity other) {
    boolean first = one.key().compareTo(other.key()) < 0;
    Identity leads = first ? one : other;
    Identity follows = first ? other : one;
    leader = new Side(new Pair(leads, follows.key()), chance);
    follower = new Side(new Pair(follows, leads.key()), chance);
  }

  /// Runs a whole handshake.
  void shakeHands(long generation) {
    Bytes opening = leader.begin(generation).sent();
    Bytes reply = follower.take(opening).sent();
    Bytes confirmation = leader.take(reply).sent();
    follower.take(confirmation);
    assertThat(leader.made).isPresent();
    assertThat(follower.made).isPresent();
  }

  static Identity identity(int number) {
    byte[] seed = new byte[Identity.SEED_BYTES];
    Arrays.fill(seed, (byte) number);
    return Identity.fromSeed(seed);
  }

  static LogHead head(long sequence, int branch) {
    return new LogHead(sequence, Sha256.of(new byte[] {(byte) sequence, (byte) branch}));
  }

  /// The history of branch 0 up to a head.
  static Standing standing(long epoch, LogHead head) {
    return new Standing(
        SHELL,
        epoch,
        head,
        at -> at < head.sequence() ? Optional.of(head(at, 0).hash()) : Optional.<Digest>empty());
  }

  /// One member's machine.
  static final class Side {
    final Pair pair;
    private final Random chance;
    HandshakeState state;
    Standing standing = standing(3, head(7, 0));
    List<HandshakeAction> actions = List.of();
    Optional<Session> made = Optional.empty();
    LogHead peerLog = head(0, 0);

    Side(Pair pair, Random chance) {
      this.pair = pair;
      this.chance = chance;
      this.state = HandshakeMachine.start(pair, 0);
    }

    Entropy entropy() {
      byte[] fresh = new byte[Entropy.LENGTH_BYTES];
      chance.nextBytes(fresh);
      return Entropy.taking(fresh);
    }

    Side begin(long generation) {
      return handle(new Begun(generation, standing, entropy()));
    }

    Side take(Bytes message) {
      return handle(new Came(message, standing, entropy()));
    }

    Side abandon() {
      return handle(new Abandoned());
    }

    Side handle(HandshakeEvent event) {
      Step<HandshakeState, HandshakeAction> step = HandshakeMachine.next(state, event);
      state = step.state();
      actions = step.actions();
      for (HandshakeAction action : actions) {
        if (action instanceof Establish(Session session, LogHead log)) {
          made = Optional.of(session);
          peerLog = log;
        }
      }
      return this;
    }

    Session session() {
      return made.orElseThrow();
    }

    Bytes sent() {
      assertThat(actions).first().isInstanceOf(Send.class);
      return ((Send) actions.getFirst()).message();
    }

    /// The code of the only action, a refusal; null if it was none.
    @Nullable FaultCode refusal() {
      return actions.size() == 1 && actions.getFirst() instanceof Refuse refuse
          ? refuse.fault().code()
          : null;
    }
  }
}
