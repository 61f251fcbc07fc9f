package dev.starshell.harness.sim;

import dev.starshell.harness.sim.SimSignal.SessionKey;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.link.LinkState;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.recovery.PartialArchive;
import dev.starshell.syncshell.recovery.RecoverySession;
import dev.starshell.syncshell.transfer.SendState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Knows what is true of all members at once, and compares each step with it.
final class Oracle {
  private final SimWorld world;
  private final Map<Integer, Long> begun = new HashMap<>();
  private final Map<Integer, Long> taken = new HashMap<>();
  private final Set<ClosedChannel> closed = new HashSet<>();
  private final Map<Integer, Map<Root, Integer>> here = new HashMap<>();

  private record ClosedChannel(
      int sender, int receiver, long generation, long contract, int channel) {}

  Oracle(SimWorld world) {
    this.world = world;
  }

  private static int pair(int one, int other) {
    return one * 16 + other;
  }

  // Generations

  /// A leader's first message of a generation leaves.
  void generationBegun(int leader, int follower, long generation) {
    Long before = begun.put(pair(leader, follower), generation);
    if (before != null && generation <= before) {
      throw new Violation(
          Invariant.I7,
          "m"
              + leader
              + " begins generation "
              + generation
              + " to m"
              + follower
              + " after "
              + before);
    }
  }

  /// A follower's answer of a generation leaves.
  void generationTaken(int follower, int leader, long generation) {
    Long before = taken.put(pair(follower, leader), generation);
    if (before != null && generation <= before) {
      throw new Violation(
          Invariant.I7,
          "m"
              + follower
              + " takes generation "
              + generation
              + " of m"
              + leader
              + " after "
              + before);
    }
  }

  /// A link holds what it holds: one current generation at most, and one beside it.
  void holds(SimMember member, SimLink link) {
    int open = world.openEnds(member.id(), link.peer());
    long current = link.currentCount();
    if (open > 2 || current > 1) {
      throw new Violation(
          Invariant.I8,
          member.name()
              + " holds "
              + open
              + " generations to m"
              + link.peer()
              + ", "
              + current
              + " of them current, in "
              + link.state());
    }
  }

  /// A frame of these keys is taken by a link.
  void frameTaken(SessionKey key, SimLink link) {
    boolean isHeld =
        link.state() instanceof LinkState.Bound now
            && (now.generation() == key.generation()
                || (now.beside() instanceof LinkState.Beside.Draining draining
                    && draining.generation() == key.generation()));
    if (!isHeld) {
      throw new Violation(
          Invariant.I9, "a frame of generation " + key.generation() + " comes to " + link.state());
    }
  }

  // Receipts

  private static boolean isDurable(SimMember receiver, Contract contract, int number) {
    Parcel parcel = contract.parcel(number);
    return receiver.disk().isDurable(parcel.root())
        || (contract.parcelsOf(parcel.root()).size() > 1
            && receiver.disk().areDurable(parcel.root(), parcel.chunks()));
  }

  void receiptsLeave(SimMember receiver, Contract contract, List<Integer> parcels) {
    for (int number : parcels) {
      if (!isDurable(receiver, contract, number)) {
        throw new Violation(
            Invariant.I1,
            receiver.name()
                + " gives a receipt for parcel "
                + number
                + " of "
                + contract
                + ", which a power loss would take");
      }
    }
  }

  void receiptsTaken(SimMember receiver, Contract contract, List<Integer> parcels) {
    for (int number : parcels) {
      if (contract.hasParcel(number) && !isDurable(receiver, contract, number)) {
        throw new Violation(
            Invariant.I2, "a receipt for parcel " + number + " that " + receiver.name() + " lacks");
      }
    }
  }

  // High five

  void channelClosed(int sender, int receiver, long generation, long contract, int channel) {
    closed.add(new ClosedChannel(sender, receiver, generation, contract, channel));
  }

  void senderCloses(int sender, int receiver, long generation, long contract, int channel) {
    if (!closed.contains(new ClosedChannel(sender, receiver, generation, contract, channel))) {
      throw new Violation(
          Invariant.I3,
          "m"
              + sender
              + " closes channel "
              + channel
              + " of contract "
              + contract
              + ", m"
              + receiver
              + " has not");
    }
  }

  /// A sender has closed every channel of a contract.
  void sent(SimMember receiver, Contract contract, @Nullable SendState state) {
    if (state instanceof SendState.Closed now && now.delivered() == contract.parcels().size()) {
      for (Root root : contract.roots()) {
        // A part of an archive may be all that this contract had.
        if (receiver.disk().chunksHere(root) == 0 && Archives.chunks(root).count() > 0) {
          throw new Violation(Invariant.I3, receiver.name() + " has nothing of " + root);
        }
      }
    }
  }

  void sendDropped(SimMember sender, SimSession session, FaultCode reason) {
    SimMember receiver = world.member(session.peer());
    SimLink back = receiver.links().get(sender.id());
    boolean isHealthy =
        back != null
            && back.isBound()
            && back.session(session.generation()) != null
            && world.wasUpFor(sender.id(), session.peer(), 15);
    if (reason == FaultCode.STALLED && !session.isOver() && isHealthy) {
      throw new Violation(
          Invariant.I3,
          sender.name()
              + " gets no answer to its high five from m"
              + session.peer()
              + " on a link that works");
    }
  }

  /// A sender has handed so much over on a channel since the generation began.
  void underWay(SimMember sender, SimSession session, int channel, long sentBytes) {
    SimLink back = world.member(session.peer()).links().get(sender.id());
    SimSession receiving = back == null ? null : back.session(session.generation());
    if (receiving != null) {
      long bytes = sentBytes - receiving.incoming().takenBytes(channel);
      if (bytes > SimIncoming.WINDOW_BYTES) {
        throw new Violation(
            Invariant.I12,
            sender.name() + " has " + bytes + " bytes under way on channel " + channel);
      }
    }
  }

  // What is here

  void stored(SimMember member, Root root) {
    here.computeIfAbsent(member.id(), _ -> new HashMap<>())
        .put(root, member.disk().chunksHere(root));
  }

  /// A link was lost: nothing that was here may be gone.
  void lost(SimMember member) {
    Map<Root, Integer> before = here.getOrDefault(member.id(), Map.of());
    before.forEach((root, count) -> {
      int now = member.disk().chunksHere(root);
      if (now < count) {
        throw new Violation(
            Invariant.I14,
            member.name() + " had " + count + " chunks of " + root + " and has " + now);
      }
    });
  }

  /// A power loss may take what was not forced.
  void crashed(SimMember member) {
    Map<Root, Integer> before = here.get(member.id());
    if (before != null) {
      before.replaceAll((root, _) -> member.disk().chunksHere(root));
    }
  }

  /// A new process has read what an earlier one kept: a bitmap may claim more than is here after a
  /// power loss, but what it calls complete is durable.
  void sessionRead(SimMember member, RecoverySession session) {
    for (Root root : session.completed()) {
      if (!member.disk().isDurable(root)) {
        throw new Violation(
            Invariant.I1, "a session of " + member.name() + " calls " + root + " complete");
      }
    }
    for (PartialArchive partial : session.partials()) {
      if (partial.chunks() != Archives.chunks(partial.root()).count()) {
        throw new Violation(Invariant.I14, "a session has another length of " + partial.root());
      }
    }
  }
}
