package dev.starshell.syncshell.membership.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.membership.Invite;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// A shell in which anybody tries anything, the same for the same seed.
final class RandomTown {
  private static final List<Identity> PEOPLE = people(11);
  private static final List<Identity> WORDS = people(20);
  private static final List<Invite> INVITES = invites();
  private static final List<Proposal> REQUESTS = requests();
  private static final Bytes NO_SIGNATURE = Town.bytes(64, 0);
  private static final LogRecord GENESIS =
      Sequencer.found(Town.OWNER, Town.genesis(), Town.NOW).records().getFirst();

  final long seed;
  final List<LogRecord> records = new ArrayList<>();
  LogState state;
  Instant now = Town.NOW;
  int refusedCount;
  int forgedCount;
  private final Random random;
  private final boolean isSigned;
  private final Map<MemberKey, Identity> known = new HashMap<>();
  private final Set<MemberKey> proven = new HashSet<>();
  private long serial = 1;
  private int words;

  RandomTown(long seed, boolean isSigned) {
    this.seed = seed;
    this.random = new Random(seed);
    this.isSigned = isSigned;
    PEOPLE.forEach(one -> known.put(one.key(), one));
    WORDS.forEach(one -> known.put(one.key(), one));
    known.put(Town.OWNER.key(), Town.OWNER);
    known.put(Town.RECOVERY.key(), Town.RECOVERY);
    proven.add(Town.OWNER.key());
    records.add(GENESIS);
    state =
        ((Verdict.Accepted<LogState>) LogRules.founded(Town.SHELL, GENESIS, Proofs.CHECKED_BEFORE))
            .value();
  }

  /// One act of somebody, and the look at what came of it.
  void step() {
    now = now.plusSeconds(random.nextInt(4_000));
    boolean isForged = isSigned && random.nextInt(5) == 0;
    Proposal proposal = random.nextInt(4) == 0 ? request() : act(isForged);
    LogState before = state;
    Verdict<Draft> verdict = LogRules.judge(state, proposal, now, proofs());
    if (!(verdict instanceof Verdict.Accepted<Draft>(Draft draft))) {
      refusedCount++;
      return;
    }
    assertThat(isForged && proposal instanceof Proposal.Signed).as("seed %d", seed).isFalse();
    Identity sealer = sealer(proposal.act());
    LogRecord.Place place =
        new LogRecord.Place(
            Town.SHELL,
            state.head().sequence() + 1,
            state.head().hash(),
            draft.epoch,
            now,
            sealer.key());
    LogRecord record =
        isSigned
            ? LogRecord.seal(sealer, place, proposal)
            : LogRecord.sealed(place, proposal, NO_SIGNATURE);
    Verdict<LogState> next = LogRules.next(state, record, proofs());
    assertThat(next).as("seed %d", seed).isInstanceOf(Verdict.Accepted.class);
    state = ((Verdict.Accepted<LogState>) next).value();
    records.add(record);
    prove(proposal);
    check(before, proposal);
  }

  private Proofs proofs() {
    return isSigned ? Proofs.DUE : Proofs.CHECKED_BEFORE;
  }

  LogBook book() {
    return LogBook.empty(Town.SHELL).replayed(records);
  }

  private void check(LogState before, Proposal proposal) {
    String what = "seed " + seed + " after " + proposal.act();
    List<LogMember> owners =
        state.members().values().stream().filter(one -> one.role() == Role.OWNER).toList();
    assertThat(owners).as(what).hasSize(1);
    assertThat(owners.getFirst().key()).as(what).isEqualTo(state.owner());
    assertThat(proven).as(what).containsAll(state.members().keySet());
    assertThat(state.epoch()).as(what).isGreaterThanOrEqualTo(before.epoch());
    assertThat(state.members()).as(what).containsKey(state.place().host());
    assertThat(state.bans().keySet()).as(what).noneMatch(state.members()::containsKey);
    Set<MemberKey> gone = new HashSet<>(before.members().keySet());
    gone.removeAll(state.members().keySet());
    if (!gone.isEmpty()) {
      assertThat(state.epoch()).as(what).isEqualTo(before.epoch() + 1);
    }
    for (LogInvite invite : state.invites().values()) {
      boolean mayInvite =
          state.member(invite.maker()).filter(maker -> maker.role().isAdmin()).isPresent();
      assertThat(mayInvite || invite.isRevoked()).as(what).isTrue();
      assertThat(invite.usesLeft()).as(what).isNotNegative();
    }
    for (LogMember member : state.members().values()) {
      assertThat(state.mayShare(member.key())).as(what).isEqualTo(member.role() != Role.GUEST);
    }
  }

  private void prove(Proposal proposal) {
    switch (proposal.act()) {
      case LogAct.Admit(Bytes credential) -> proven.add(joinerOf(credential));
      case LogAct.Approve(Bytes credential) -> proven.add(joinerOf(credential));
      case LogAct.OwnerRecovered it -> proven.add(it.newOwner());
      case LogAct.Genesis _,
          LogAct.InviteMade _,
          LogAct.InviteRevoked _,
          LogAct.Deny _,
          LogAct.Kick _,
          LogAct.Ban _,
          LogAct.Unban _,
          LogAct.Leave _,
          LogAct.RoleChange _,
          LogAct.HostChange _,
          LogAct.SettingsChange _,
          LogAct.Recall _,
          LogAct.RecallLifted _,
          LogAct.OwnerHandover _ -> {}
    }
  }

  private static MemberKey joinerOf(Bytes credential) {
    return dev.starshell.syncshell.membership.JoinRequest.readKept(credential)
        .orElseThrow()
        .request()
        .member();
  }

  private Identity sealer(LogAct act) {
    if (act instanceof LogAct.OwnerRecovered recovered && random.nextBoolean()) {
      return identity(recovered.newOwner());
    }
    return identity(random.nextInt(3) == 0 ? state.owner() : state.place().host());
  }

  private Identity identity(MemberKey key) {
    return java.util.Objects.requireNonNull(known.get(key));
  }

  private Proposal request() {
    return REQUESTS.get(random.nextInt(REQUESTS.size()));
  }

  /// Half of the acts are by somebody who keeps order, so that something happens.
  private Proposal act(boolean isForged) {
    Identity author = random.nextInt(3) > 0 ? identity(state.owner()) : person();
    if (random.nextInt(3) == 0) {
      author =
          identity(state.members().keySet().asList().get(random.nextInt(state.members().size())));
    }
    LogAct act = anything(author);
    if (act instanceof LogAct.OwnerRecovered) {
      author = identity(random.nextInt(4) > 0 ? state.recoveryKey() : Town.RECOVERY.key());
    }
    long epoch = Math.max(0, state.epoch() - (random.nextInt(12) == 0 ? 1 : 0));
    SignedAct content = new SignedAct(Town.SHELL, epoch, ++serial, author.key(), act);
    if (!isSigned) {
      return content.signedBy(NO_SIGNATURE);
    }
    if (!isForged) {
      return content.sign(author);
    }
    forgedCount++;
    return content.signedBy(NO_SIGNATURE);
  }

  private LogAct anything(Identity author) {
    MemberKey target = person().key();
    Invite invite = INVITES.get(random.nextInt(INVITES.size()));
    return switch (random.nextInt(24)) {
      case 0 -> new LogAct.Kick(target, Reason.NONE);
      case 1 -> new LogAct.Ban(target, Reason.NONE);
      case 2, 3 -> new LogAct.Unban(target);
      case 4 -> new LogAct.Leave();
      case 5, 6 -> new LogAct.RoleChange(target, Role.ADMIN);
      case 7 -> new LogAct.RoleChange(target, random.nextBoolean() ? Role.MEMBER : Role.GUEST);
      case 8 -> new LogAct.HostChange(Town.place(target, random.nextInt(3)));
      case 9 ->
          new LogAct.SettingsChange(ShellSettings.ofNew(new DisplayName("S" + random.nextInt(9))));
      case 10 ->
          new LogAct.Recall(
              new Root(Digest.of(Town.bytes(32, random.nextInt(99)).toArray())), Reason.NONE);
      case 11 -> new LogAct.InviteRevoked(invite.inviteId());
      case 12 -> new LogAct.Deny(invite.inviteId(), target);
      case 13, 14 -> new LogAct.Approve(request().toBytes());
      case 15 -> handover(author, target);
      case 16 -> recovered(target);
      case 17 ->
          new LogAct.RecallLifted(
              new Root(Digest.of(Town.bytes(32, random.nextInt(99)).toArray())));
      default ->
          Town.made(
              invite, random.nextInt(4) == 0 ? Role.GUEST : Role.MEMBER, random.nextInt(5) == 0);
    };
  }

  private LogAct handover(Identity author, MemberKey heir) {
    MemberKey fresh = WORDS.get(words++ % WORDS.size()).key();
    return new LogAct.OwnerHandover(heir, fresh, consent(author.key(), heir, fresh));
  }

  private LogAct recovered(MemberKey heir) {
    MemberKey fresh = WORDS.get(words++ % WORDS.size()).key();
    Bytes consent = consent(state.recoveryKey(), heir, fresh);
    return new LogAct.OwnerRecovered(heir, new DisplayName("Heir"), fresh, consent);
  }

  private Bytes consent(MemberKey giver, MemberKey heir, MemberKey fresh) {
    return isSigned
        ? new OwnerConsent(Town.SHELL, state.epoch(), giver, heir, fresh).sign(identity(heir))
        : NO_SIGNATURE;
  }

  private Identity person() {
    return PEOPLE.get(random.nextInt(PEOPLE.size()));
  }

  private static List<Identity> people(int from) {
    List<Identity> people = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      people.add(Town.identity(from + i));
    }
    return List.copyOf(people);
  }

  private static List<Invite> invites() {
    List<Invite> invites = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      invites.add(Town.invite(40 + i, i == 0 ? 1 : 3));
    }
    return List.copyOf(invites);
  }

  private static List<Proposal> requests() {
    List<Proposal> requests = new ArrayList<>();
    for (Invite invite : INVITES) {
      PEOPLE.forEach(one -> requests.add(Town.request(invite, one)));
    }
    return List.copyOf(requests);
  }
}
