package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.handshake.HandshakeCodec;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.crypto.handshake.Pair;
import dev.starshell.syncshell.crypto.handshake.Standing;
import dev.starshell.syncshell.crypto.seal.Session;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HandshakesTest {
  private final Identity one = identity(1);
  private final Identity other = identity(2);
  private final boolean first = one.key().compareTo(other.key()) < 0;
  private final Use leaders = new Use();
  private final Use followers = new Use();
  private final Handshakes leader =
      new Handshakes(new Pair(first ? one : other, (first ? other : one).key()), 0, leaders);
  private final Handshakes follower =
      new Handshakes(new Pair(first ? other : one, (first ? one : other).key()), 0, followers);

  @Test
  void twoMembersComeToTheSameKeys() {
    shakeHands(1);

    assertThat(leaders.made.getFirst().handshake())
        .isEqualTo(followers.made.getFirst().handshake());
    assertThat(leaders.faults).isEmpty();
    assertThat(followers.faults).isEmpty();
  }

  @Test
  void nothingIsComputedOnTheLoop() {
    leader.begin(1);
    assertThat(leaders.sent).isEmpty();

    leaders.run();

    assertThat(leaders.sent).hasSize(1);
  }

  @Test
  void eventsAreTakenOneAfterTheOther() {
    leader.begin(1);
    leader.abandon(1);
    leader.begin(2);
    assertThat(leaders.due).hasSize(1);

    leaders.run();

    assertThat(leaders.generations).containsExactly(1L, 2L);
  }

  @Test
  void anAbandonedHandshakeTakesNoReplyAnyMore() {
    leader.begin(1);
    leaders.run();
    follower.came(leaders.sent.getFirst());
    followers.run();

    leader.abandon(1);
    leader.came(followers.sent.getFirst());
    leaders.run();

    assertThat(leaders.made).isEmpty();
    assertThat(leaders.faults)
        .extracting(PeerFault::code)
        .containsExactly(FaultCode.HANDSHAKE_REPLAY);
  }

  /// The link may be connecting with the next generation by the time that this is told.
  @Test
  void aReplyThatIsRefusedIsToldWithTheGenerationOfItsOwnHandshake() {
    leader.begin(1);
    leaders.run();
    follower.came(leaders.sent.getFirst());
    followers.run();
    leaders.epoch = 2;
    leader.came(followers.sent.getFirst());
    leader.abandon(1);
    leader.begin(2);

    leaders.run();

    assertThat(leaders.faults).extracting(PeerFault::code).containsExactly(FaultCode.STALE_EPOCH);
    assertThat(leaders.refusedIn).containsExactly(1L);
    assertThat(leaders.generations).containsExactly(1L, 2L);
  }

  @Test
  void theLeaderBeginsNoMoreThanItMay() {
    for (int i = 1; i <= Limits.HANDSHAKES_BURST; i++) {
      assertThat(leader.mayBegin()).isTrue();
    }

    assertThat(leader.mayBegin()).isFalse();
  }

  @Test
  void theFollowerAnswersNoMoreThanItMayAndARepeatedOpeningCostsNothing() {
    List<Bytes> openings = new ArrayList<>();
    for (int i = 1; i <= Limits.HANDSHAKES_BURST + 1; i++) {
      leader.begin(i);
      leaders.run();
      openings.add(leaders.sent.getLast());
    }
    for (Bytes opening : openings.subList(0, Limits.HANDSHAKES_BURST)) {
      follower.came(opening);
      follower.came(opening);
      followers.run();
    }
    assertThat(followers.sent).hasSize(Limits.HANDSHAKES_BURST);

    follower.came(openings.getLast());
    followers.run();

    assertThat(followers.sent).hasSize(Limits.HANDSHAKES_BURST);
    assertThat(followers.faults.getLast().code()).isEqualTo(FaultCode.RATE_LIMITED);
  }

  @Test
  void anOpeningThatIsRefusedForItsLogCostsOne() {
    followers.log = 2;
    for (int i = 1; i <= Limits.HANDSHAKES_BURST; i++) {
      leader.begin(i);
      leaders.run();
      follower.came(leaders.sent.getLast());
      followers.run();
    }
    assertThat(followers.faults)
        .hasSize(Limits.HANDSHAKES_BURST)
        .allMatch(fault -> fault.code() == FaultCode.MEMBERSHIP_FORK);

    follower.came(leaders.sent.getLast());

    assertThat(followers.faults.getLast().code()).isEqualTo(FaultCode.RATE_LIMITED);
  }

  @Test
  void messagesBeyondTheFewThatMayWaitAreRefused() {
    Bytes reply = Bytes.copyOf(new byte[HandshakeCodec.REPLY_BYTES]);
    for (int i = 0; i < 20; i++) {
      leader.came(reply);
    }

    assertThat(leaders.faults)
        .isNotEmpty()
        .allMatch(fault -> fault.code() == FaultCode.RATE_LIMITED);
    assertThat(leaders.due).hasSize(1);
  }

  @Test
  void whatIsComputedAfterTheEndIsThrownAway() {
    leader.begin(1);
    leaders.run();
    follower.came(leaders.sent.getFirst());
    followers.run();
    leader.came(followers.sent.getFirst());

    leader.close();
    leaders.run();

    assertThat(leaders.made).isEmpty();
    assertThat(leaders.sent).hasSize(1);
  }

  @Test
  void inNoShellNothingBegins() {
    leaders.shell = false;

    leader.begin(1);

    assertThat(leaders.due).isEmpty();
  }

  private void shakeHands(long generation) {
    leader.begin(generation);
    leaders.run();
    follower.came(leaders.sent.getLast());
    followers.run();
    leader.came(followers.sent.getLast());
    leaders.run();
    follower.came(leaders.sent.getLast());
    followers.run();
  }

  private static Identity identity(int number) {
    byte[] seed = new byte[Identity.SEED_BYTES];
    seed[0] = (byte) number;
    return Identity.fromSeed(seed);
  }

  private static final class Use implements Handshakes.HandshakeUse {
    final Deque<Runnable> due = new ArrayDeque<>();
    final List<Bytes> sent = new ArrayList<>();
    final List<Long> generations = new ArrayList<>();
    final List<Session> made = new ArrayList<>();
    final List<PeerFault> faults = new ArrayList<>();
    final List<Long> refusedIn = new ArrayList<>();
    boolean shell = true;
    byte log = 1;
    long epoch = 1;

    void run() {
      for (Runnable task = due.poll(); task != null; task = due.poll()) {
        task.run();
      }
    }

    @Override
    public Optional<Standing> standing() {
      LogHead head = new LogHead(1, Sha256.of(new byte[] {log}));
      return shell
          ? Optional.of(
              new Standing(
                  new ShellId(Sha256.of(new byte[] {2})), epoch, head, _ -> Optional.empty()))
          : Optional.empty();
    }

    @Override
    public boolean compute(Runnable task) {
      return due.add(task);
    }

    @Override
    public void onLoop(Runnable task) {
      task.run();
    }

    @Override
    public void send(long generation, Bytes message) {
      generations.add(generation);
      sent.add(message);
    }

    @Override
    public void established(Session session) {
      made.add(session);
    }

    @Override
    public void refused(Bytes message, long generation, PeerFault fault) {
      faults.add(fault);
      refusedIn.add(generation);
    }
  }
}
