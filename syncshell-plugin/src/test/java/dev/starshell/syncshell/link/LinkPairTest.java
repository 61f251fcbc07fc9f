package dev.starshell.syncshell.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.link.LinkAction.AnnounceBound;
import dev.starshell.syncshell.link.LinkAction.AnnounceLost;
import dev.starshell.syncshell.link.LinkAction.CloseBundle;
import dev.starshell.syncshell.link.LinkAction.Drain;
import dev.starshell.syncshell.link.LinkAction.OpenBundle;
import dev.starshell.syncshell.link.LinkAction.Rest;
import dev.starshell.syncshell.link.LinkAction.SendDecline;
import dev.starshell.syncshell.link.LinkAction.SendHeartbeat;
import dev.starshell.syncshell.link.LinkAction.SendLinkWanted;
import dev.starshell.syncshell.link.LinkAction.StartTimer;
import dev.starshell.syncshell.link.LinkEvent.BundleFailed;
import dev.starshell.syncshell.link.LinkEvent.BundleOpened;
import dev.starshell.syncshell.link.LinkEvent.DeclineCame;
import dev.starshell.syncshell.link.LinkEvent.DrainLooked;
import dev.starshell.syncshell.link.LinkEvent.LinkWantedCame;
import dev.starshell.syncshell.link.LinkEvent.Nudged;
import dev.starshell.syncshell.link.LinkEvent.OfferCame;
import dev.starshell.syncshell.link.LinkEvent.PeerPresent;
import dev.starshell.syncshell.link.LinkEvent.RenewWanted;
import dev.starshell.syncshell.link.LinkEvent.TimerFired;
import dev.starshell.syncshell.link.LinkState.Bound;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.machine.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The machines of both sides against each other, under loss, doubling and failures.
class LinkPairTest {
  private static final Moment ZERO = new Moment(0);

  /// Two machines over a relay that delays, reorders, doubles and loses: once it stops losing, both
  /// are bound to one generation, and no generation was ever used twice by a side.
  @Test
  void twoSidesAlwaysEndUpBoundToOneGeneration() {
    for (int seed = 0; seed < 2_000; seed++) {
      Pair pair = new Pair(seed);

      pair.run(60, true);
      pair.settle();

      assertThat(pair.leader).as("seed %s", seed).isInstanceOf(Bound.class);
      assertThat(pair.follower).as("seed %s", seed).isInstanceOf(Bound.class);
      assertThat(((Bound) pair.leader).generation())
          .as("seed %s", seed)
          .isEqualTo(((Bound) pair.follower).generation());
    }
  }

  /// A leader and a follower with the messages and timers between them.
  private static final class Pair {
    private final Random random;
    private final List<Runnable> pending = new ArrayList<>();
    private final Queue<Runnable> timers = new ArrayDeque<>();
    private LinkState leader = LinkMachine.start(true, 0);
    private LinkState follower = LinkMachine.start(false, 0);
    private boolean losing;
    private final Set<Long> leaderOpen = new HashSet<>();
    private final Set<Long> followerOpen = new HashSet<>();
    private long lastOpenedByLeader;

    Pair(int seed) {
      random = new Random(seed);
    }

    void run(int steps, boolean withLoss) {
      losing = withLoss;
      feed(true, new PeerPresent());
      feed(false, new PeerPresent());
      for (int i = 0; i < steps; i++) {
        switch (random.nextInt(8)) {
          case 0 -> fail();
          case 1 -> fireTimer();
          case 2 -> feed(random.nextBoolean(), new RenewWanted());
          default -> deliver();
        }
      }
    }

    void settle() {
      losing = false;
      for (int i = 0; i < 400; i++) {
        while (!pending.isEmpty()) {
          deliver();
        }
        boolean joined =
            leader instanceof Bound l
                && follower instanceof Bound f
                && l.generation() == f.generation();
        if (joined) {
          return;
        }
        // One side alone is bound: its carrier notices that the other side has let go.
        if (leader instanceof Bound l && !followerOpen.contains(l.generation())) {
          feed(true, new BundleFailed(l.generation()));
        }
        if (follower instanceof Bound f && !leaderOpen.contains(f.generation())) {
          feed(false, new BundleFailed(f.generation()));
        }
        fireTimer();
      }
    }

    private void fail() {
      boolean atLeader = random.nextBoolean();
      if ((atLeader ? leader : follower) instanceof Bound bound) {
        feed(atLeader, new BundleFailed(bound.generation()));
      }
    }

    private void deliver() {
      if (pending.isEmpty()) {
        return;
      }
      Runnable message = pending.remove(random.nextInt(pending.size()));
      if (losing && random.nextInt(5) == 0) {
        return;
      }
      if (losing && random.nextInt(6) == 0) {
        pending.add(message);
      }
      message.run();
    }

    private void fireTimer() {
      Runnable timer = timers.poll();
      if (timer != null) {
        timer.run();
      }
    }

    private void feed(boolean atLeader, LinkEvent event) {
      Step<LinkState, LinkAction> step = LinkMachine.next(atLeader ? leader : follower, event);
      if (atLeader) {
        leader = step.state();
      } else {
        follower = step.state();
      }
      step.actions().forEach(action -> carryOut(atLeader, action));
    }

    private void carryOut(boolean atLeader, LinkAction action) {
      switch (action) {
        case SendLinkWanted wanted ->
            pending.add(() -> feed(!atLeader, new LinkWantedCame(wanted.lastGeneration())));
        case OpenBundle open -> open(atLeader, open.generation());
        case CloseBundle over -> (atLeader ? leaderOpen : followerOpen).remove(over.generation());
        case SendDecline decline ->
            pending.add(() -> feed(!atLeader, new DeclineCame(decline.generation())));
        case StartTimer start -> {
          if (start.timer() == LinkTimer.DRAIN) {
            timers.add(() ->
                feed(atLeader, new DrainLooked(start.generation(), random.nextBoolean(), ZERO)));
          } else if (start.timer() != LinkTimer.LOOK) {
            timers.add(() -> feed(atLeader, new TimerFired(start.timer(), start.generation())));
          }
        }
        case Rest _ -> timers.add(() -> feed(atLeader, new Nudged()));
        case LinkAction.TellSilence _,
            SendHeartbeat _,
            AnnounceBound _,
            AnnounceLost _,
            Drain _ -> {}
      }
    }

    private void open(boolean atLeader, long generation) {
      if (atLeader) {
        assertThat(generation).isGreaterThan(lastOpenedByLeader);
        lastOpenedByLeader = generation;
        leaderOpen.add(generation);
        pending.add(() -> feed(false, new OfferCame(generation)));
      } else {
        followerOpen.add(generation);
        pending.add(() -> connect(generation));
      }
    }

    /// The carrier connects if both sides still hold the generation.
    private void connect(long generation) {
      assertThat(leaderOpen).hasSizeLessThanOrEqualTo(2);
      assertThat(followerOpen).hasSizeLessThanOrEqualTo(2);
      if (leaderOpen.contains(generation) && followerOpen.contains(generation)) {
        feed(true, new BundleOpened(generation, ZERO));
        feed(false, new BundleOpened(generation, ZERO));
      }
    }
  }
}
