package dev.starshell.syncshell.runtime;

import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.RelayAddress;
import dev.starshell.api.signal.SignalFailure;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.membership.Door;
import dev.starshell.syncshell.membership.Roster;
import dev.starshell.syncshell.membership.ShellRecord;
import dev.starshell.syncshell.membership.ShellRecord.Standing;
import dev.starshell.syncshell.membership.ShellRecordCodec;
import dev.starshell.syncshell.membership.SignedRoster;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.SignalMessage;
import dev.starshell.syncshell.protocol.SignalMessage.RosterGiven;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this member is in its shell, and who else is in it. Every change is durable before it is
/// told. Belongs to the shell's loop.
final class ShellMembership implements Star.StarEvents, OwnedShell.DoorStore {
  /// The journal's record of the shell.
  static final String RECORD = "shell";

  private static final Logger LOG = LoggerFactory.getLogger(ShellMembership.class);
  private static final Duration REOPEN_AFTER = Duration.ofSeconds(5);
  private static final String REOPEN = "reopen-relay";

  private final ShellFrame frame;
  private final MembershipUse use;
  private final OwnedShell owned;
  private final RosterStanding standings = new RosterStanding();
  private boolean claimed;

  /// Counts the shells entered and left, so that what comes late changes nothing of the next one.
  private long term;

  private @Nullable ShellRecord record;
  private @Nullable SignedRoster roster;

  /// The newest standing and its roster; the journal may not have them yet.
  private @Nullable Draft draft;

  private @Nullable Star star;
  private RelayTrouble trouble = RelayTrouble.NONE;
  private final EarlySignals early = new EarlySignals();

  private record Draft(Standing standing, SignedRoster roster) {}

  /// Why the relay of a shell that is owned here is not open.
  private record RelayTrouble(String code, String sentence) {
    static final RelayTrouble NONE = new RelayTrouble("none", "");
  }

  /// What the membership is used for.
  interface MembershipUse {
    /// These are the others in the shell now.
    void members(Set<MemberKey> others);

    /// The relay reports who is there.
    void present(Set<MemberKey> present);

    void presence(MemberKey member, boolean present);

    /// A signal about a link.
    void signalCame(MemberKey from, SignalMessage message);

    /// The owner has let this member in.
    void joined(String shellName);

    /// The shell is about to be forgotten: ends all links and what they are used for.
    void left();

    /// The shell is over for this member: refused, closed by its owner, or left.
    void ended(String code, String sentence);
  }

  ShellMembership(ShellFrame frame, MembershipUse use) {
    this.frame = frame;
    this.use = use;
    this.owned = new OwnedShell(frame.loop(), this);
  }

  OwnedShell owned() {
    return owned;
  }

  Optional<ShellRecord> record() {
    return Optional.ofNullable(record);
  }

  Optional<Roster> roster() {
    return Optional.ofNullable(roster).map(SignedRoster::roster);
  }

  /// What handshakes are told of the membership.
  Optional<dev.starshell.syncshell.crypto.handshake.Standing> standing() {
    return standings.now();
  }

  Optional<Star> star() {
    return Optional.ofNullable(star);
  }

  boolean isOwner() {
    return record != null && record.standing() instanceof Standing.Owning;
  }

  /// `owner`, `member`, `joining` or `none`.
  String role() {
    if (record == null) {
      return "none";
    }
    return switch (record.standing()) {
      case Standing.Owning _ -> "owner";
      case Standing.Belonging _ -> "member";
      case Standing.Joining _ -> "joining";
    };
  }

  /// Keeps others from creating or joining a shell while one is being created or joined.
  ///
  /// @return false if there is a shell already, or another claim
  boolean claim() {
    if (claimed || record != null) {
      return false;
    }
    claimed = true;
    return true;
  }

  /// Nothing came of the claim.
  void release() {
    claimed = false;
  }

  /// Takes a record that is durable already, and connects to its relay. If it is owned here and its
  /// relay is not open yet, that is opened first, as often as it takes.
  void enter(ShellRecord entered) {
    claimed = false;
    term++;
    record = entered;
    draft = null;
    switch (entered.standing()) {
      case Standing.Owning owning -> {
        readRoster(owning.roster()).ifPresent(this::take);
        owned
            .hosted()
            .ifPresentOrElse(
                hosted -> connect(List.of(hosted.localAddress()), Bytes.EMPTY), this::openRelay);
      }
      case Standing.Belonging belonging -> {
        readRoster(belonging.roster()).ifPresent(this::take);
        connect(addresses(entered), Bytes.EMPTY);
      }
      case Standing.Joining joining -> connect(addresses(entered), joining.credential());
    }
  }

  private void connect(List<RelayAddress> addresses, Bytes credential) {
    ShellRecord entered = Objects.requireNonNull(record, "in no shell");
    Star connecting = new Star(entered.shell(), frame.parts().identity(), frame.loop(), this);
    star = connecting;
    connecting.connect(frame.parts().signalling(), entered, addresses, credential);
  }

  private static List<RelayAddress> addresses(ShellRecord entered) {
    return entered.endpoints().stream().map(Star::address).toList();
  }

  /// Opens the relay of the owned shell on a thread of its own, because that may wait.
  private void openRelay() {
    ShellRecord opening = record;
    long during = term;
    if (opening == null) {
      return;
    }
    Thread.ofVirtual()
        .name("open-relay")
        .start(() -> {
          try {
            HostedStar hosted = owned.open(frame.parts().signalling(), opening.shell());
            frame.loop().post(() -> relayOpened(hosted, during));
          } catch (SignalFailure e) {
            frame.loop().post(() -> relayFailed(e.code(), e.sentence(), during));
          } catch (RuntimeException e) {
            LOG.error("relay not opened shell={}", opening.shell(), e);
            frame.mishap().run();
            frame
                .loop()
                .post(() -> relayFailed("RELAY_FAILED", "The relay could not be opened.", during));
          }
        });
  }

  private void relayOpened(HostedStar hosted, long during) {
    ShellRecord now = record;
    if (term != during || now == null) {
      hosted.close();
      return;
    }
    trouble = RelayTrouble.NONE;
    owned.adopt(hosted);
    record = now.at(Digest.of(hosted.pin()), Star.endpoints(hosted));
    connect(List.of(hosted.localAddress()), Bytes.EMPTY);
  }

  private void relayFailed(String code, String sentence, long during) {
    if (term != during) {
      return;
    }
    if (!code.equals(trouble.code())) {
      frame.warn(
          code, sentence + " The shell stays as it is and its relay is tried again by itself.");
    }
    trouble = new RelayTrouble(code, sentence);
    frame.timers().start(REOPEN, REOPEN_AFTER, () -> frame.loop().post(() -> reopen(during)));
  }

  private void reopen(long during) {
    if (term == during) {
      openRelay();
    }
  }

  /// `connected`, `connecting`, `none` or a code.
  String relayWord() {
    return star == null ? trouble.code() : star.word();
  }

  /// What people can do about the relay; empty when nothing is wrong.
  String relaySentence() {
    return star == null ? trouble.sentence() : star.sentence();
  }

  /// Ends everything at once, without a word to anybody.
  void close() {
    term++;
    frame.timers().stop(REOPEN);
    if (star != null) {
      star.close();
      star = null;
    }
    owned.close();
  }

  /// Leaves the shell: tells the others, forgets the record, then runs the task, when that is
  /// durable.
  void leave(Runnable durable) {
    ShellRecord left = Objects.requireNonNull(record, "in no shell");
    Star now = star;
    if (now != null) {
      SignalMessage.Left goodbye = new SignalMessage.Left(FaultCode.GOING_AWAY);
      List<MemberKey> told = isOwner() ? List.copyOf(now.present()) : List.of(left.owner());
      told.forEach(member -> now.send(member, goodbye));
    }
    forget("", "", durable);
  }

  private void forget(String code, String sentence) {
    forget(code, sentence, () -> {});
  }

  /// Ends the shell from the outside in: nothing of it speaks any more when its record goes.
  private void forget(String code, String sentence, Runnable durable) {
    close();
    use.left();
    record = null;
    roster = null;
    standings.clear();
    draft = null;
    trouble = RelayTrouble.NONE;
    frame.facts().write(journal -> journal.remove(RECORD), durable);
    use.ended(code, sentence);
  }

  // The owner's door

  @Override
  public Optional<Door> door() {
    return newest() instanceof Draft(Standing.Owning owning, SignedRoster signed)
        ? Optional.of(new Door(signed.roster(), owning.invites()))
        : Optional.empty();
  }

  private @Nullable Draft newest() {
    return draft == null && record != null && roster != null
        ? new Draft(record.standing(), roster)
        : draft;
  }

  @Override
  public boolean keeps(MemberKey member) {
    return roster != null && roster.roster().member(member).isPresent();
  }

  @Override
  public void change(Door door, Runnable durable) {
    Draft before = newest();
    if (before == null) {
      durable.run();
      return;
    }
    SignedRoster signed =
        door.roster().equals(before.roster().roster())
            ? before.roster()
            : SignedRoster.sign(frame.parts().identity(), door.roster());
    boolean grown = !signed.equals(before.roster());
    keep(
        new Draft(new Standing.Owning(signed.signed(), door.invites()), signed),
        () -> {
          durable.run();
          if (grown) {
            giveRoster(signed);
          }
        });
  }

  /// Makes a standing durable, then takes it, unless the shell was left meanwhile.
  private void keep(Draft next, Runnable durable) {
    ShellRecord now = Objects.requireNonNull(record, "in no shell");
    long during = term;
    draft = next;
    Bytes written = ShellRecordCodec.write(now.as(next.standing()));
    frame
        .facts()
        .write(
            journal -> journal.put(RECORD, written),
            () -> {
              if (term == during && record != null) {
                record = record.as(next.standing());
                take(next.roster());
              }
              durable.run();
            });
  }

  private void giveRoster(SignedRoster signed) {
    Star now = star;
    if (now != null && signed.equals(roster)) {
      now.present().forEach(member -> now.send(member, new RosterGiven(signed.signed())));
    }
  }

  // What the star says

  @Override
  public void connected(Set<MemberKey> present) {
    if (isOwner() && roster != null) {
      giveRoster(roster);
    }
    use.present(present);
  }

  @Override
  public void disconnected(String code, String sentence, boolean willRetry) {
    use.present(Set.of());
    if (willRetry || record == null) {
      return;
    }
    if (record.standing() instanceof Standing.Joining || code.equals("NOT_A_MEMBER")) {
      forget(code, sentence);
    } else {
      frame.warn(code, sentence);
    }
  }

  @Override
  public void presence(MemberKey member, boolean present) {
    Star now = star;
    SignedRoster known = roster;
    if (present && isOwner() && now != null && known != null) {
      now.send(member, new RosterGiven(known.signed()));
    }
    use.presence(member, present);
  }

  @Override
  public void signalCame(MemberKey from, SignalMessage message) {
    switch (message) {
      case RosterGiven given -> rosterCame(from, given.signed());
      case SignalMessage.Left _ -> leftCame(from);
      case SignalMessage.LinkWanted _,
          SignalMessage.Offer _,
          SignalMessage.Answer _,
          SignalMessage.Candidates _,
          SignalMessage.Declined _,
          SignalMessage.Handshake _,
          SignalMessage.Sealed _ -> {
        if (roster().flatMap(now -> now.member(from)).isPresent()) {
          use.signalCame(from, message);
        } else {
          // Perhaps a new member that the roster does not have yet.
          early.add(from, message);
        }
      }
    }
  }

  private void rosterCame(MemberKey from, Bytes signed) {
    ShellRecord now = record;
    if (now == null || !from.equals(now.owner()) || isOwner()) {
      return;
    }
    Optional<SignedRoster> came = readRoster(signed);
    if (came.isEmpty()) {
      return;
    }
    Verdict<SignedRoster> verdict =
        newest() instanceof Draft known
            ? known.roster().replacedBy(came.get())
            : new Verdict.Accepted<>(came.get());
    switch (verdict) {
      case Verdict.Accepted<SignedRoster> accepted -> rosterTaken(now, accepted.value());
      case Verdict.Refused<SignedRoster> refused ->
          frame.warn(refused.refusal().code().name(), refused.refusal().sentence());
    }
  }

  private void rosterTaken(ShellRecord now, SignedRoster came) {
    if (came.roster().member(frame.self()).isEmpty()) {
      if (now.standing() instanceof Standing.Belonging) {
        forget("NOT_A_MEMBER", "The owner has taken this member out of the shell.");
      }
      return;
    }
    if (newest() instanceof Draft known && came.equals(known.roster())) {
      return;
    }
    boolean joining = draft == null && now.standing() instanceof Standing.Joining;
    long during = term;
    keep(
        new Draft(new Standing.Belonging(came.signed()), came),
        () -> {
          if (joining && term == during) {
            use.joined(now.name().text());
          }
        });
  }

  private void leftCame(MemberKey from) {
    ShellRecord now = record;
    if (now == null) {
      return;
    }
    if (from.equals(now.owner()) && !isOwner()) {
      forget("SHELL_CLOSED", "The owner has closed the shell. Installed files stay.");
    } else if (isOwner() && roster().flatMap(known -> known.member(from)).isPresent()) {
      door().ifPresent(open -> change(open.without(from), () -> owned.dismiss(from)));
    }
  }

  private Optional<SignedRoster> readRoster(Bytes signed) {
    ShellRecord now = record;
    if (now == null) {
      return Optional.empty();
    }
    return switch (SignedRoster.read(signed, now.shell(), now.owner())) {
      case Verdict.Accepted<SignedRoster> accepted -> Optional.of(accepted.value());
      case Verdict.Refused<SignedRoster> refused -> {
        frame.warn(refused.refusal().code().name(), refused.refusal().sentence());
        yield Optional.empty();
      }
    };
  }

  private void take(SignedRoster taken) {
    boolean same = taken.equals(roster);
    roster = taken;
    if (same) {
      return;
    }
    standings.take(taken);
    Set<MemberKey> others = new TreeSet<>();
    taken.roster().members().forEach(member -> others.add(member.key()));
    others.remove(frame.self());
    use.members(new HashSet<>(others));
    early.take(others::contains, use::signalCame);
  }
}
