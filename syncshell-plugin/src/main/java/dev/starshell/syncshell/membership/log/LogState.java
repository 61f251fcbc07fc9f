package dev.starshell.syncshell.membership.log;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.protocol.Bytes;
import java.time.Instant;
import java.util.Optional;

/// What all records up to one say together. Only [LogRules] makes one, so whoever holds one knows
/// that each record before it was right.
///
/// Thread: any; it never changes.
public final class LogState {
  private final ShellId shell;
  private final LogHead head;
  private final Instant time;
  private final long sizeBytes;
  private final long epoch;
  private final MemberKey owner;
  private final MemberKey recoveryKey;
  private final HostPlace place;
  private final ShellSettings settings;
  private final ImmutableMap<MemberKey, LogMember> members;
  private final ImmutableMap<Bytes, LogInvite> invites;
  private final ImmutableMap<MemberKey, Ban> bans;
  private final ImmutableMap<Root, Recalled> recalls;
  private final ImmutableList<Sealers> sealers;

  LogState(Draft draft, LogRecord last) {
    this.shell = draft.shell();
    this.head = last.head();
    this.time = last.place().time();
    this.sizeBytes = draft.sizeBytes + last.toBytes().length();
    this.epoch = draft.epoch;
    this.owner = draft.owner;
    this.recoveryKey = draft.recoveryKey;
    this.place = draft.place;
    this.settings = draft.settings;
    this.members = draft.members;
    this.invites = draft.invites;
    this.bans = draft.bans;
    this.recalls = draft.recalls;
    this.sealers = draft.sealersFrom(last.place().sequence());
  }

  /// A key that is kept out.
  ///
  /// @param byOwner whether only the owner may lift it
  public record Ban(MemberKey key, Reason reason, Instant at, boolean byOwner) {}

  /// An archive that was called back.
  ///
  /// @param by who has done it
  /// @param byOwner whether only the owner may lift it
  public record Recalled(Root root, Reason reason, MemberKey by, boolean byOwner) {}

  /// Whose seal was good for the records after one, until the next entry of the list.
  ///
  /// @param after sequence of the record that brought it about
  record Sealers(long after, MemberKey owner, MemberKey host, MemberKey recoveryKey) {
    boolean isSameAs(MemberKey otherOwner, MemberKey otherHost, MemberKey otherRecovery) {
      return owner.equals(otherOwner)
          && host.equals(otherHost)
          && recoveryKey.equals(otherRecovery);
    }

    /// Host and owner seal. Who takes over with the recovery key seals that one record itself, for
    /// the host may be the very machine that was lost.
    boolean maySeal(LogRecord record) {
      MemberKey sealer = record.place().sealer();
      return sealer.equals(host) || sealer.equals(owner) || isTakenOver(record, sealer);
    }

    private boolean isTakenOver(LogRecord record, MemberKey sealer) {
      return record.proposal() instanceof Proposal.Signed signed
          && signed.content().act() instanceof LogAct.OwnerRecovered recovered
          && signed.content().author().equals(recoveryKey)
          && recovered.newOwner().equals(sealer);
    }
  }

  /// The shell.
  public ShellId shell() {
    return shell;
  }

  /// The last record.
  public LogHead head() {
    return head;
  }

  /// Time of the last record.
  public Instant time() {
    return time;
  }

  /// Size of all records. Unit: bytes.
  public long sizeBytes() {
    return sizeBytes;
  }

  /// Rises whenever somebody may do less than before. From 1.
  public long epoch() {
    return epoch;
  }

  /// The owner, who is also a member.
  public MemberKey owner() {
    return owner;
  }

  /// The key that can name a new owner.
  public MemberKey recoveryKey() {
    return recoveryKey;
  }

  /// Where the star is.
  public HostPlace place() {
    return place;
  }

  /// What holds for all.
  public ShellSettings settings() {
    return settings;
  }

  /// Everybody in the shell, in the order in which they came.
  public ImmutableMap<MemberKey, LogMember> members() {
    return members;
  }

  /// The member with this key.
  public Optional<LogMember> member(MemberKey key) {
    return Optional.ofNullable(members.get(key));
  }

  /// Whether what this key offers is taken: it is a member and no guest.
  public boolean mayShare(MemberKey key) {
    return member(key).filter(found -> found.role().mayShare()).isPresent();
  }

  /// Whether this key keeps order: it is the owner's or an admin's.
  public boolean isAdmin(MemberKey key) {
    return member(key).filter(found -> found.role().isAdmin()).isPresent();
  }

  /// Open invites, and closed ones that were not forgotten yet, oldest first.
  public ImmutableMap<Bytes, LogInvite> invites() {
    return invites;
  }

  /// Keys that are kept out.
  public ImmutableMap<MemberKey, Ban> bans() {
    return bans;
  }

  /// Archives that were called back.
  public ImmutableMap<Root, Recalled> recalls() {
    return recalls;
  }

  /// Whether a key hosts the shell or has hosted it: members that were away look for it there.
  public boolean hasHosted(MemberKey key) {
    return sealers.stream().anyMatch(found -> found.host().equals(key));
  }

  /// Each pair of owner and host that there was, oldest first.
  ImmutableList<Sealers> sealers() {
    return sealers;
  }

  /// Whether a record's seal was good at its place, if its history up to there is this one.
  boolean mayHaveSealed(LogRecord record) {
    for (Sealers found : sealers.reverse()) {
      if (found.after() < record.place().sequence()) {
        return found.maySeal(record);
      }
    }
    return record.place().sealer().equals(sealers.getFirst().owner());
  }

  @Override
  public String toString() {
    return "log of " + shell + " at " + head.sequence() + ", epoch " + epoch;
  }
}
