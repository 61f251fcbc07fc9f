package dev.starshell.harness.bench;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.handshake.Entropy;
import dev.starshell.syncshell.crypto.handshake.HandshakeAction;
import dev.starshell.syncshell.crypto.handshake.HandshakeEvent;
import dev.starshell.syncshell.crypto.handshake.HandshakeMachine;
import dev.starshell.syncshell.crypto.handshake.HandshakeState;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.crypto.handshake.Standing;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a whole handshake costs both sides together, on one thread. Nothing travels.
final class HandshakeBench implements BenchMain.Bench {
  private static final int WARM_UP = 200;
  private static final int RUNS = 400;
  private static final double MILLIS_MAX = 15;

  private final SecureRandom chance = new SecureRandom();
  private final Standing standing = standing();

  @Override
  public BenchReport run(HostLab lab) throws IOException {
    Identity one = identity();
    Identity other = identity();
    boolean isFirst = one.key().compareTo(other.key()) < 0;
    Side leader = isFirst ? new Side(one, other) : new Side(other, one);
    Side follower = isFirst ? new Side(other, one) : new Side(one, other);
    List<Double> millis = new ArrayList<>();
    for (int run = 1; run <= WARM_UP + RUNS; run++) {
      millis.add(millis(leader, follower, run));
    }
    List<Double> warm = millis.subList(WARM_UP, millis.size());
    List<Double> sorted = warm.stream().sorted().toList();
    return new BenchReport("handshake")
        .figure("firstMillis", "CPU of both sides, the first of a process", millis.getFirst(), "ms")
        .atMost(
            "medianMillis",
            "CPU of both sides, median of " + RUNS,
            Median.of(warm),
            MILLIS_MAX,
            "ms")
        .figure("p99Millis", "the same, 99 %", sorted.get(RUNS * 99 / 100), "ms");
  }

  private double millis(Side leader, Side follower, long generation) throws IOException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Entropy toBegin = entropy();
    Entropy toReply = entropy();
    Entropy toConfirm = entropy();
    Entropy toEnd = entropy();
    long begun = threads.getCurrentThreadCpuTime();
    Bytes opening = leader.handle(new HandshakeEvent.Begun(generation, standing, toBegin));
    Bytes reply = follower.handle(new HandshakeEvent.Came(opening, standing, toReply));
    Bytes confirmation = leader.handle(new HandshakeEvent.Came(reply, standing, toConfirm));
    Bytes nothing = follower.handle(new HandshakeEvent.Came(confirmation, standing, toEnd));
    long ended = threads.getCurrentThreadCpuTime();
    if (!leader.takeMade() || !follower.takeMade() || nothing.length() > 0) {
      throw new IOException("handshake " + generation + " gave no session");
    }
    return (ended - begun) / 1e6;
  }

  private Entropy entropy() {
    byte[] fresh = new byte[Entropy.LENGTH_BYTES];
    chance.nextBytes(fresh);
    return Entropy.taking(fresh);
  }

  private Identity identity() {
    byte[] seed = new byte[Identity.SEED_BYTES];
    chance.nextBytes(seed);
    return Identity.fromSeed(seed);
  }

  private static Standing standing() {
    ShellId shell = new ShellId(Sha256.of(new byte[] {1}));
    LogHead head = new LogHead(1, Sha256.of(new byte[] {2}));
    return new Standing(shell, 1, head, _ -> Optional.empty());
  }

  /// One member's machine.
  private static final class Side {
    private HandshakeState state;
    private boolean hasMade;

    Side(Identity self, Identity peer) {
      // This package has a Pair of its own: two members.
      var pair = new dev.starshell.syncshell.crypto.handshake.Pair(self, peer.key());
      state = HandshakeMachine.start(pair, 0);
    }

    /// What is to be sent; empty if nothing.
    Bytes handle(HandshakeEvent event) {
      Step<HandshakeState, HandshakeAction> step = HandshakeMachine.next(state, event);
      state = step.state();
      Bytes sent = Bytes.EMPTY;
      for (HandshakeAction action : step.actions()) {
        hasMade |= action instanceof HandshakeAction.Establish;
        if (action instanceof HandshakeAction.Send send) {
          sent = send.message();
        }
      }
      return sent;
    }

    boolean takeMade() {
      boolean was = hasMade;
      hasMade = false;
      return was;
    }
  }
}
