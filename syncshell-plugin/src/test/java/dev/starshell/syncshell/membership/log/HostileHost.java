package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.membership.Invite;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A sequencer that withholds, reorders, forks, repeats and forges. It is also a member.
final class HostileHost {
  static final Identity HOST = Town.identity(80);

  final List<List<LogRecord>> branches = new ArrayList<>();
  final List<Proposal> pool = new ArrayList<>();
  boolean hasForked;
  private final Random random;

  HostileHost(Random random, List<LogRecord> known) {
    this.random = random;
    branches.add(new ArrayList<>(known));
  }

  List<LogRecord> branch() {
    return branches.get(random.nextInt(branches.size()));
  }

  /// Seals some of what it was asked for, old requests among them, in any order.
  void order(Instant now) {
    List<LogRecord> branch = branch();
    List<Proposal> some = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      some.add(asked());
    }
    LogState state = stateOf(branch);
    List<LogRecord> made =
        Sequencer.order(HOST, state, some, now.plusSeconds(random.nextInt(600))).records();
    branch.addAll(made);
  }

  /// Begins another history at a place where it was the host already, with a record of its own.
  void fork(int from) {
    List<LogRecord> known = branch();
    if (known.size() <= from) {
      return;
    }
    int at = from + random.nextInt(known.size() - from);
    LogRecord.Place place = known.get(at).place();
    LogRecord.Place later =
        new LogRecord.Place(
            place.shell(),
            place.sequence(),
            place.previous(),
            place.epoch(),
            place.time().plusSeconds(1),
            place.sealer());
    List<LogRecord> other = new ArrayList<>(known.subList(0, at));
    other.add(LogRecord.seal(HOST, later, known.get(at).proposal()));
    branches.add(other);
    hasForked = true;
  }

  /// A record that no honest member may take, though it follows what one knows.
  ///
  /// @param state of who is to take it
  /// @param isSealed whether the seal is right; then the host may have sealed the place twice
  LogRecord forged(LogState state, Identity victim, Invite guessed, boolean isSealed) {
    long epoch = state.epoch();
    LogAct rise = new LogAct.RoleChange(HOST.key(), Role.ADMIN);
    Proposal proposal =
        switch (random.nextInt(5)) {
          case 0 -> act(epoch, Town.OWNER, rise).signedBy(Town.bytes(64, 7));
          case 1 -> act(epoch, HOST, rise).sign(HOST);
          case 2 -> asked();
          case 3 -> Town.request(guessed, Town.identity(81));
          default ->
              random.nextBoolean()
                  ? act(epoch, HOST, new LogAct.Ban(victim.key(), Reason.NONE)).sign(HOST)
                  : act(epoch, HOST, new LogAct.Unban(Town.identity(66).key())).sign(HOST);
        };
    LogRecord.Place place =
        new LogRecord.Place(
            Town.SHELL,
            state.head().sequence() + 1,
            state.head().hash(),
            random.nextBoolean() ? epoch : epoch + 1,
            state.time(),
            HOST.key());
    hasForked |= isSealed;
    return isSealed
        ? LogRecord.seal(HOST, place, proposal)
        : LogRecord.sealed(place, proposal, Town.bytes(64, 7));
  }

  /// A recovery that names the host and was signed by nobody, in the place of a known record.
  LogRecord forgedRecovery(int from) {
    List<LogRecord> known = branch();
    LogRecord.Place place = known.get(from - 1 + random.nextInt(known.size() - from + 1)).place();
    Proposal recovery =
        act(
                place.epoch(),
                Town.RECOVERY,
                new LogAct.OwnerRecovered(
                    HOST.key(), new DisplayName("Host"), Town.RECOVERY_2.key(), Town.bytes(64, 7)))
            .signedBy(Town.bytes(64, 7));
    return LogRecord.seal(
        HOST,
        new LogRecord.Place(
            place.shell(),
            place.sequence(),
            place.previous(),
            place.epoch() + 1,
            place.time(),
            HOST.key()),
        recovery);
  }

  /// Any piece of any history, of its end more often.
  List<Bytes> piece() {
    List<LogRecord> branch = branch();
    int from =
        random.nextBoolean()
            ? Math.max(0, branch.size() - 1 - random.nextInt(6))
            : random.nextInt(branch.size());
    return Town.bytesOf(branch.subList(from, Math.min(branch.size(), from + 8)));
  }

  /// Something it was asked for, lately or long ago.
  private Proposal asked() {
    int size = pool.size();
    return pool.get(random.nextInt(3) > 0 ? size - 1 - random.nextInt(5) : random.nextInt(size));
  }

  LogHead lie() {
    byte[] hash = new byte[32];
    random.nextBytes(hash);
    return new LogHead(random.nextInt(branch().size() + 2), Digest.of(hash));
  }

  private SignedAct act(long epoch, Identity author, LogAct act) {
    return new SignedAct(Town.SHELL, epoch, 1L << 40, author.key(), act);
  }

  private static LogState stateOf(List<LogRecord> branch) {
    return LogBook.empty(Town.SHELL).replayed(branch).state().orElseThrow();
  }
}
