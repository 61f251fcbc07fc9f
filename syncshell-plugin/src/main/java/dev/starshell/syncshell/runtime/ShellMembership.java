package dev.starshell.syncshell.runtime;

import dev.starshell.api.signal.RelayAddress;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What this member is in its shell, and who else is in it. Every change is durable before it is
/// told. Belongs to the shell's loop.
final class ShellMembership implements Star.StarEvents, OwnedShell.DoorStore {
  /// The journal's record of the shell.
  static final String RECORD = "shell";

  private final ShellFrame frame;
  private final MembershipUse use;
  private @Nullable ShellRecord record;
  private @Nullable SignedRoster roster;
  private @Nullable Star star;
  private OwnedShell owned;
  private final EarlySignals early = new EarlySignals();

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

  /// Takes a record that is durable already, and connects to its relay.
  void enter(ShellRecord entered) {
    record = entered;
    Optional<Bytes> signed =
        switch (entered.standing()) {
          case Standing.Owning owning -> Optional.of(owning.roster());
          case Standing.Belonging belonging -> Optional.of(belonging.roster());
          case Standing.Joining _ -> Optional.empty();
        };
    signed.ifPresent(bytes -> readRoster(bytes).ifPresent(this::take));
    Star connecting = new Star(entered.shell(), frame.parts().identity(), frame.loop(), this);
    star = connecting;
    Bytes credential =
        entered.standing() instanceof Standing.Joining joining ? joining.credential() : Bytes.EMPTY;
    connecting.connect(frame.parts().signalling(), entered, addresses(entered), credential);
  }

  /// The owner reaches its relay on its own machine; the others as the invite says.
  private List<RelayAddress> addresses(ShellRecord entered) {
    return owned
        .hosted()
        .map(hosted -> List.of(hosted.localAddress()))
        .orElseGet(() -> entered.endpoints().stream().map(Star::address).toList());
  }

  /// Ends everything at once, without a word to anybody.
  void close() {
    if (star != null) {
      star.close();
      star = null;
    }
    owned.close();
  }

  /// Leaves the shell: tells the others, forgets the record.
  void leave(String code, String sentence) {
    ShellRecord left = record;
    Star now = star;
    if (left == null) {
      return;
    }
    if (now != null) {
      SignalMessage.Left goodbye = new SignalMessage.Left(FaultCode.GOING_AWAY);
      List<MemberKey> told = isOwner() ? List.copyOf(now.present()) : List.of(left.owner());
      told.forEach(member -> now.send(member, goodbye));
    }
    forget(code, sentence);
  }

  private void forget(String code, String sentence) {
    record = null;
    roster = null;
    frame.facts().write(journal -> journal.remove(RECORD), () -> {});
    use.members(Set.of());
    close();
    owned = new OwnedShell(frame.loop(), this);
    use.ended(code, sentence);
  }

  // The owner's door

  @Override
  public Optional<Door> door() {
    return record != null && record.standing() instanceof Standing.Owning owning && roster != null
        ? Optional.of(new Door(roster.roster(), owning.invites()))
        : Optional.empty();
  }

  @Override
  public void change(Door door, Runnable durable) {
    ShellRecord now = record;
    SignedRoster before = roster;
    if (now == null || before == null) {
      return;
    }
    SignedRoster signed =
        door.roster().equals(before.roster())
            ? before
            : SignedRoster.sign(frame.parts().identity(), door.roster());
    ShellRecord changed = now.as(new Standing.Owning(signed.signed(), door.invites()));
    record = changed;
    take(signed);
    frame
        .facts()
        .write(
            journal -> journal.put(RECORD, ShellRecordCodec.write(changed)),
            () -> {
              durable.run();
              frame.loop().post(() -> giveRoster(signed));
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
          SignalMessage.Declined _ -> {
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
        roster == null ? new Verdict.Accepted<>(came.get()) : roster.replacedBy(came.get());
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
    if (came.equals(roster)) {
      return;
    }
    boolean joining = now.standing() instanceof Standing.Joining;
    ShellRecord changed = now.as(new Standing.Belonging(came.signed()));
    record = changed;
    frame
        .facts()
        .write(
            journal -> journal.put(RECORD, ShellRecordCodec.write(changed)),
            () ->
                frame
                    .loop()
                    .post(() -> {
                      if (changed.equals(record)) {
                        take(came);
                        if (joining) {
                          use.joined(changed.name().text());
                        }
                      }
                    }));
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
    roster = taken;
    Set<MemberKey> others = new TreeSet<>();
    taken.roster().members().forEach(member -> others.add(member.key()));
    others.remove(frame.self());
    use.members(new HashSet<>(others));
    early.take(others::contains, use::signalCame);
  }
}
