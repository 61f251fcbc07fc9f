package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.membership.Endpoint;
import dev.starshell.syncshell.membership.Invite;
import dev.starshell.syncshell.membership.JoinRequest;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A shell that grows record by record, for tests. Signatures are real.
final class Town {
  static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
  static final Identity OWNER = identity(1);
  static final Identity ADMIN = identity(2);
  static final Identity MEMBER = identity(3);
  static final Identity GUEST = identity(4);
  static final Identity STRANGER = identity(5);
  static final Identity OTHER_ADMIN = identity(6);
  static final Identity RECOVERY = identity(7);
  static final Identity RECOVERY_2 = identity(8);
  static final Bytes NONCE = bytes(ShellId.NONCE_BYTES, 0x33);
  static final ShellId SHELL = ShellId.of(OWNER.key(), NONCE.toArray());
  static final Invite DOOR = invite(1, 1_000);
  static final Invite GUEST_DOOR = invite(2, 1_000);

  LogState state;
  final List<LogRecord> records = new ArrayList<>();
  Instant now = NOW;
  private long serial = 1;

  /// The owner alone.
  Town() {
    take(Sequencer.found(OWNER, genesis(), NOW));
  }

  private Town(Town other) {
    state = other.state;
    records.addAll(other.records);
    now = other.now;
    serial = other.serial;
  }

  /// One of each role, and a second admin.
  static Town peopled() {
    return new Town(Peopled.TOWN);
  }

  private static final class Peopled {
    static final Town TOWN = people();

    private static Town people() {
      Town town = new Town();
      town.done(OWNER, made(DOOR, Role.MEMBER, false));
      town.done(OWNER, made(GUEST_DOOR, Role.GUEST, false));
      town.joined(DOOR, ADMIN);
      town.joined(DOOR, MEMBER);
      town.joined(GUEST_DOOR, GUEST);
      town.joined(DOOR, OTHER_ADMIN);
      town.done(OWNER, new LogAct.RoleChange(ADMIN.key(), Role.ADMIN));
      town.done(OWNER, new LogAct.RoleChange(OTHER_ADMIN.key(), Role.ADMIN));
      return town;
    }
  }

  Town copy() {
    return new Town(this);
  }

  static Proposal genesis() {
    return new SignedAct(
            SHELL,
            0,
            1,
            OWNER.key(),
            new LogAct.Genesis(
                NONCE,
                RECOVERY.key(),
                new DisplayName("Ada"),
                ShellSettings.ofNew(new DisplayName("Raid night")),
                place(OWNER.key(), 1)))
        .sign(OWNER);
  }

  /// Signed by its author for the epoch that is.
  Proposal act(Identity author, LogAct act) {
    return new SignedAct(SHELL, state.epoch(), ++serial, author.key(), act).sign(author);
  }

  static Proposal request(Invite invite, Identity joiner) {
    return new Proposal.Request(
        new LogAct.Admit(JoinRequest.credential(invite, joiner, new DisplayName("Joe"), NOW)));
  }

  /// Sealed by the host; the code of the refusal if there is one.
  Optional<RefusalCode> tried(Proposal proposal) {
    return tried(host(), proposal);
  }

  Optional<RefusalCode> tried(Identity sealer, Proposal proposal) {
    Sequencer.Ordered ordered = Sequencer.order(sealer, state, List.of(proposal), now);
    take(ordered);
    return ordered.turnedAway().stream()
        .map(Sequencer.TurnedAway::refusal)
        .map(Refusal::code)
        .findFirst();
  }

  Optional<RefusalCode> tried(Identity author, LogAct act) {
    return tried(act(author, act));
  }

  void done(Identity author, LogAct act) {
    tried(author, act).ifPresent(code -> fail(act + " was refused: " + code));
  }

  void joined(Invite invite, Identity joiner) {
    tried(request(invite, joiner)).ifPresent(code -> fail("joining was refused: " + code));
  }

  private static void fail(String what) {
    throw new AssertionError(what);
  }

  private void take(Sequencer.Ordered ordered) {
    state = ordered.state();
    records.addAll(ordered.records());
  }

  Identity host() {
    for (Identity one :
        List.of(OWNER, ADMIN, MEMBER, GUEST, STRANGER, OTHER_ADMIN, RECOVERY, RECOVERY_2)) {
      if (one.key().equals(state.place().host())) {
        return one;
      }
    }
    throw new AssertionError("a host of no test");
  }

  LogBook book() {
    LogBook.Extension extension = LogBook.empty(SHELL).extend(bytesOf(records), now);
    return ((LogBook.Extension.Extended) extension).book();
  }

  static List<Bytes> bytesOf(List<LogRecord> records) {
    return records.stream().map(LogRecord::toBytes).toList();
  }

  static HostPlace place(MemberKey host, int number) {
    return new HostPlace(
        host,
        Digest.of(bytes(32, 0x70 + number).toArray()),
        List.of(new Endpoint("play" + number + ".example.org", 7443)));
  }

  static LogAct made(Invite invite, Role role, boolean needsApproval) {
    return new LogAct.InviteMade(
        invite.inviteId(),
        invite.key().key(),
        invite.notAfter(),
        invite.usesMax(),
        role,
        needsApproval);
  }

  static Invite invite(int number, int usesMax) {
    return new Invite(
        new DisplayName("Raid night"),
        SHELL,
        OWNER.key(),
        bytes(Invite.ID_BYTES, number),
        bytes(Invite.SEED_BYTES, 100 + number),
        NOW.plus(Duration.ofHours(24)),
        usesMax,
        Digest.of(bytes(32, 0x77).toArray()),
        List.of(new Endpoint("play.example.org", 7443)));
  }

  static Identity identity(int number) {
    byte[] seed = bytes(Identity.SEED_BYTES, number).toArray();
    seed[0] = (byte) (number >> 8);
    return Identity.fromSeed(seed);
  }

  static Bytes bytes(int length, int fill) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) fill);
    return Bytes.copyOf(bytes);
  }
}
