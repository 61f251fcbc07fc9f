package dev.starshell.syncshell.membership.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.membership.JoinRequest;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Honest members, a network that loses, and a host that does whatever it can. Then the members
/// talk to each other, without the host, until nothing is new. A failing seed is printed.
final class HostileHostTest {
  private static final int SEEDS = 24;
  private static final int ACTS = 50;

  @Test
  void aHostCanDelayAndDropAndItsForksAreFound() {
    int forked = 0;
    int grown = 0;
    int raced = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      World world = new World(seed);
      try {
        for (int i = 0; i < ACTS; i++) {
          world.step();
        }
        world.talk();
        world.check();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
      forked += world.members.values().iterator().next().isForked() ? 1 : 0;
      grown +=
          world.members.values().iterator().next().kept.size() - HostedTown.START.records.size();
      raced += world.spent();
    }
    assertThat(forked).isBetween(SEEDS / 10, SEEDS - SEEDS / 10);
    assertThat(grown).isGreaterThan(2 * SEEDS);
    assertThat(raced).isGreaterThan(SEEDS / 4);
  }

  private static final class World {
    final Map<MemberKey, HonestMember> members = new LinkedHashMap<>();
    private final Random random;
    private final HostileHost host;
    private final Set<Bytes> asked = new HashSet<>();
    private final Deque<Mail> mail = new ArrayDeque<>();
    private final boolean mayFork;
    private Instant now = Town.NOW;

    private record Mail(MemberKey to, LogEvent event) {}

    World(long seed) {
      random = new Random(seed);
      mayFork = seed % 2 == 0;
      host = new HostileHost(random, HostedTown.START.records);
      for (Identity one : List.of(Town.OWNER, Town.ADMIN, Town.OTHER_ADMIN, Town.MEMBER)) {
        members.put(one.key(), new HonestMember(one, HostedTown.START.records));
      }
      HostedTown.REQUESTS.forEach(this::ask);
    }

    private void ask(Proposal proposal) {
      asked.add(proposal.toBytes());
      host.pool.add(proposal);
    }

    void step() {
      now = now.plusSeconds(random.nextInt(60));
      int start = HostedTown.START.records.size();
      HonestMember one = anybody();
      MemberKey from = HostileHost.HOST.key();
      switch (random.nextInt(12)) {
        case 0, 1 -> ask(one.act(anything()));
        case 2, 3, 10 -> host.order(now);
        case 4, 5, 11 -> send(one, new LogEvent.RecordsCame(from, host.piece(), later()));
        case 6 -> {
          if (mayFork && random.nextInt(4) == 0) {
            host.fork(start);
          }
        }
        case 7 -> {
          Bytes forged =
              host.forged(one.state(), anybody().identity, HostedTown.GUESSED, mayFork).toBytes();
          send(one, new LogEvent.RecordsCame(from, List.of(forged), later()));
        }
        case 8 -> {
          LogRecord recovery = host.forgedRecovery(start);
          LogRecord known = host.branch().get((int) recovery.place().sequence() % start);
          send(one, new LogEvent.EvidenceCame(from, known.toBytes(), recovery.toBytes()));
          send(one, new LogEvent.RecordsCame(from, List.of(recovery.toBytes()), later()));
          send(one, new LogEvent.HeadTold(from, host.lie()));
        }
        default -> send(one, new LogEvent.HeadTold(anybody().key(), anybody().head()));
      }
      deliver(3);
    }

    /// Honest members tell each other all they know; nothing is lost.
    void talk() {
      int known = -1;
      for (int round = 0; round < 20 && known != known(); round++) {
        known = known();
        for (HonestMember one : members.values()) {
          for (HonestMember other : members.values()) {
            if (one != other) {
              send(one, new LogEvent.HeadTold(other.key(), other.head()));
              if (other.standing instanceof LogStanding.Forked(LogBook _, ForkEvidence found)) {
                tell(other.key(), found);
              }
            }
          }
          deliver(Integer.MAX_VALUE);
        }
      }
    }

    private int known() {
      return members.values().stream().mapToInt(m -> m.kept.size() + (m.isForked() ? 99 : 0)).sum();
    }

    private void tell(MemberKey from, ForkEvidence found) {
      members
          .values()
          .forEach(to ->
              send(
                  to,
                  new LogEvent.EvidenceCame(
                      from, found.ours().toBytes(), found.theirs().toBytes())));
    }

    private void send(HonestMember to, LogEvent event) {
      mail.add(new Mail(to.key(), event));
    }

    /// @param lossOf one of so many is lost
    private void deliver(int lossOf) {
      while (!mail.isEmpty()) {
        Mail next = mail.poll();
        if (lossOf == Integer.MAX_VALUE || random.nextInt(lossOf) > 0) {
          HonestMember member = member(next.to());
          member.on(next.event()).forEach(action -> carryOut(member, action));
        }
      }
    }

    private void carryOut(HonestMember one, LogAction action) {
      switch (action) {
        case LogAction.AskRecords(MemberKey of, long from) -> give(of, one, from);
        case LogAction.GiveRecords(MemberKey to, long from) -> give(one.key(), member(to), from);
        case LogAction.PassOn(List<LogRecord> records, MemberKey butTo) ->
            members.values().stream()
                .filter(other -> other != one && !other.key().equals(butTo))
                .forEach(other ->
                    send(
                        other,
                        new LogEvent.RecordsCame(one.key(), Town.bytesOf(records), later())));
        case LogAction.AskHead(MemberKey of, long at) -> {
          if (members.containsKey(of)) {
            member(of)
                .standing
                .book()
                .headAt(at)
                .ifPresent(head -> send(one, new LogEvent.HeadAnswered(of, head)));
          } else {
            send(one, new LogEvent.HeadAnswered(of, host.lie()));
          }
        }
        case LogAction.Compare(MemberKey from, long at, LogRecord theirs) ->
            send(one, new LogEvent.RecordsCompared(from, one.kept.get((int) at).toBytes(), theirs));
        case LogAction.TellFork(ForkEvidence evidence) -> tell(one.key(), evidence);
        case LogAction.ShowFork(MemberKey to, ForkEvidence evidence) -> {
          if (members.containsKey(to)) {
            send(
                member(to),
                new LogEvent.EvidenceCame(
                    one.key(), evidence.ours().toBytes(), evidence.theirs().toBytes()));
          }
        }
        case LogAction.Keep _,
            LogAction.EndSessions _,
            LogAction.Distrust _,
            LogAction.Trust _,
            LogAction.TellDamage _,
            LogAction.Note _ -> {}
      }
    }

    private void give(MemberKey giver, HonestMember to, long from) {
      List<Bytes> records =
          members.containsKey(giver)
              ? Town.bytesOf(
                  member(giver).kept.subList((int) Math.min(from, known(giver)), known(giver)))
              : host.piece();
      send(to, new LogEvent.RecordsCame(giver, records, later()));
    }

    private int known(MemberKey key) {
      return member(key).kept.size();
    }

    void check() {
      boolean isForked = anybody().isForked();
      for (HonestMember member : members.values()) {
        assertThat(member.isForked()).as("all stop or none").isEqualTo(isForked);
        if (member.standing instanceof LogStanding.Forked(LogBook _, ForkEvidence evidence)) {
          assertThat(host.hasForked).as("only a fork stops a log").isTrue();
          assertThat(evidence.ours().place().sealer()).isEqualTo(HostileHost.HOST.key());
          assertThat(evidence.provesGuilt()).isTrue();
        } else {
          assertThat(member.head()).as("all know the same").isEqualTo(anybody().head());
        }
        checkLog(member);
      }
    }

    /// Everything in a log was wanted by who is named, counts once, and its author may do it.
    private void checkLog(HonestMember member) {
      LogState before = HostedTown.START.state;
      Set<Bytes> counted = new HashSet<>();
      for (LogRecord record :
          member.kept.subList(HostedTown.START.records.size(), member.kept.size())) {
        LogState after =
            LogBook.empty(Town.SHELL)
                .replayed(member.kept.subList(0, (int) record.place().sequence() + 1))
                .state()
                .orElseThrow();
        assertThat(asked)
            .as("%s was never asked for", record)
            .contains(record.proposal().toBytes());
        assertThat(counted.add(record.proposal().toBytes())).as("%s twice", record).isTrue();
        RoleTable.check(before, record, after);
        before = after;
      }
      for (LogInvite invite : before.invites().values()) {
        long came = came(member.kept, invite.id());
        assertThat(came).as("%s", invite).isEqualTo(invite.used());
        assertThat(came).as("%s", invite).isLessThanOrEqualTo(invite.made().usesMax());
      }
    }

    int spent() {
      return (int)
          HostedTown.SINGLES.stream()
              .filter(one -> came(anybody().kept, one.inviteId()) == 1)
              .count();
    }

    private static long came(List<LogRecord> log, Bytes inviteId) {
      return log.stream()
          .filter(record -> record.act() instanceof LogAct.Admit)
          .map(record -> JoinRequest.readKept(record.proposal().toBytes()).orElseThrow())
          .filter(shown -> shown.request().inviteId().equals(inviteId))
          .count();
    }

    private LogAct anything() {
      MemberKey target = random.nextInt(3) == 0 ? Town.GUEST.key() : anybody().key();
      return switch (random.nextInt(9)) {
        case 0 -> new LogAct.Kick(Town.GUEST.key(), Reason.NONE);
        case 1 -> new LogAct.RoleChange(target, random.nextBoolean() ? Role.ADMIN : Role.MEMBER);
        case 2 -> new LogAct.Unban(target);
        case 3 ->
            new LogAct.SettingsChange(
                ShellSettings.ofNew(new DisplayName("S" + random.nextInt(9))));
        case 4 ->
            new LogAct.Recall(
                new Root(Digest.of(Town.bytes(32, random.nextInt(99)).toArray())), Reason.NONE);
        case 5 -> new LogAct.Deny(HostedTown.SINGLES.getFirst().inviteId(), Town.STRANGER.key());
        case 6 -> new LogAct.Ban(Town.identity(66).key(), Reason.NONE);
        case 7 -> Town.made(Town.invite(33 + random.nextInt(5), 1), Role.GUEST, false);
        default -> new LogAct.InviteRevoked(HostedTown.SINGLES.getLast().inviteId());
      };
    }

    private Instant later() {
      return now.plusSeconds(60);
    }

    private HonestMember anybody() {
      return List.copyOf(members.values()).get(random.nextInt(members.size()));
    }

    private HonestMember member(MemberKey key) {
      return java.util.Objects.requireNonNull(members.get(key));
    }
  }
}
