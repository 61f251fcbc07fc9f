package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.crypto.handshake.Standing;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.membership.ShellRecord;
import dev.starshell.syncshell.membership.ShellRecordCodec;
import dev.starshell.syncshell.membership.log.ForkEvidence;
import dev.starshell.syncshell.membership.log.HostPlace;
import dev.starshell.syncshell.membership.log.LogAct;
import dev.starshell.syncshell.membership.log.LogBook;
import dev.starshell.syncshell.membership.log.LogMessage;
import dev.starshell.syncshell.membership.log.LogMessage.ForkShown;
import dev.starshell.syncshell.membership.log.LogMessageCodec;
import dev.starshell.syncshell.membership.log.LogRecord;
import dev.starshell.syncshell.membership.log.LogStanding;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.SignalMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this member is in its shell, and who else is in it: joins the log, the star and the relay
/// that is hosted here. Every change is durable before it is told. Belongs to the shell's loop.
final class ShellMembership implements Star.StarEvents {
  /// The journal's record of the shell.
  static final String RECORD = "shell";

  /// The journal's record of a fork that was found.
  static final String FORK = "fork";

  private static final Logger LOG = LoggerFactory.getLogger(ShellMembership.class);

  /// A removed member hears why before its connection ends.
  private static final Duration DISMISS_AFTER = Duration.ofSeconds(1);

  private final ShellFrame frame;
  private final MembershipUse use;
  private final LogKeeper keeper;
  private final Acts acts;
  private final LogTalk talk;
  private final StarPlace place;
  private final HostMove hostMove;
  private final OwnerMove ownerMove;
  private final Doorbell doorbell;
  private final Confirmed confirmed;
  private final Blocks blocks;
  private final Farewell farewell;
  private final EarlySignals early = new EarlySignals();
  private boolean claimed;

  /// Written by the loop, read by any thread.
  private volatile @Nullable ShellRecord record;

  /// What the membership is used for.
  interface MembershipUse {
    /// The members of the shell, or what they may do, may have changed.
    void changed(LogState state);

    /// The log of a member that was not met agrees with ours again.
    void trusted(MemberKey member);

    /// An archive was called back: it is taken out of use.
    void recalled(Root root, String reason);

    /// An archive that was called back may be used again.
    void recallLifted(Root root);

    /// These keys belong no more, though some may have come back: nothing with them goes on.
    void removed(Set<MemberKey> gone);

    /// The relay reports who is there.
    void present(Set<MemberKey> present);

    void presence(MemberKey member, boolean present);

    /// A signal about a link.
    void signalCame(MemberKey from, SignalMessage message);

    /// Sends on the link to a member.
    ///
    /// @return false if there is none
    boolean tellOnLink(MemberKey to, Bytes message);

    /// Members that there is a link to.
    Set<MemberKey> linked();

    /// This member was let in.
    void joined(String shellName);

    /// The shell is about to be forgotten: ends all links and what they are used for.
    void left();

    /// The shell is over for this member: refused, closed by its owner, or left. The code is empty
    /// if somebody here wished so.
    void ended(String code, String sentence);

    /// That is durable.
    void forgotten();

    /// The display name of a member, also of one that has just gone.
    String name(MemberKey member);
  }

  ShellMembership(ShellFrame frame, HomePeople people, MembershipUse use) {
    this.frame = frame;
    this.use = use;
    MembershipParts parts = new MembershipParts(this, frame, use);
    this.keeper = new LogKeeper(frame.facts(), frame.parts().identity(), parts);
    this.acts = new Acts(frame.parts().identity(), parts);
    this.talk = new LogTalk(keeper, acts, parts);
    this.place = new StarPlace(frame, parts, this, use::name);
    this.hostMove = new HostMove(frame, place.relay(), parts, use::name);
    this.ownerMove = new OwnerMove(frame, parts, use::name);
    this.doorbell = new Doorbell(frame, keeper, talk);
    this.blocks = new Blocks(frame.facts(), people);
    this.farewell =
        new Farewell(frame.timers(), frame.loop(), place, () -> forget("", "", () -> {}));
    this.confirmed = new Confirmed(frame, this::state, use::linked);
  }

  LogKeeper keeper() {
    return keeper;
  }

  LogTalk talk() {
    return talk;
  }

  StarPlace place() {
    return place;
  }

  Acts acts() {
    return acts;
  }

  HostMove hostMove() {
    return hostMove;
  }

  OwnerMove ownerMove() {
    return ownerMove;
  }

  Doorbell doorbell() {
    return doorbell;
  }

  Confirmed confirmed() {
    return confirmed;
  }

  Blocks blocks() {
    return blocks;
  }

  Optional<ShellRecord> record() {
    return Optional.ofNullable(record);
  }

  /// What the log says; empty in no shell, and while joining.
  Optional<LogState> state() {
    return keeper.state();
  }

  boolean isForked() {
    return keeper.isForked();
  }

  /// What handshakes are told of the membership; nothing while there are two histories.
  Optional<Standing> standing() {
    Optional<LogBook> book = keeper.isForked() ? Optional.empty() : keeper.book();
    return book.flatMap(LogBook::state)
        .map(state ->
            new Standing(
                state.shell(),
                state.epoch(),
                state.head(),
                sequence -> book.get().headAt(sequence).map(LogHead::hash)));
  }

  boolean isMember(MemberKey key) {
    return state().filter(state -> state.member(key).isPresent()).isPresent();
  }

  boolean isOwner() {
    return state().filter(state -> state.owner().equals(frame.self())).isPresent();
  }

  boolean isHost() {
    return state().filter(state -> state.place().host().equals(frame.self())).isPresent();
  }

  /// `owner`, `admin`, `member`, `guest`, `joining` or `none`.
  String role() {
    return record == null
        ? "none"
        : state()
            .flatMap(state -> state.member(frame.self()))
            .map(member -> ShellViews.word(member.role()))
            .orElse("joining");
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

  /// Takes a record and a log that are durable already, and connects to the relay. If that is
  /// hosted here and not open yet, it is opened first, as often as it takes.
  void enter(ShellRecord entered, LogStanding log) {
    claimed = false;
    record = entered;
    keeper.start(log);
    Optional<LogState> state = keeper.state();
    if (state.isPresent() && !isMember(frame.self())) {
      forget("", "", () -> {});
      return;
    }
    state.ifPresent(use::changed);
    state.ifPresent(this::recall);
    state.ifPresent(_ -> confirmed.begin(frame.wallTime()));
    go(entered);
  }

  private void go(ShellRecord entered) {
    if (isHost()) {
      place.goHome(entered);
    } else {
      place.goTo(entered, state().filter(now -> now.hasHosted(frame.self())).isPresent());
    }
  }

  /// Ends everything at once, without a word to anybody.
  void close() {
    place.close();
  }

  /// Closes the shell for all, as its owner: when that is durable, they are told.
  void closeShell(Runnable done) {
    if (farewell.awaitedBy(done)) {
      ShellRecord closing = record;
      frame.facts().write(journal -> erase(journal, closing), farewell::say);
    }
  }

  private static void erase(Journal journal, @Nullable ShellRecord shell) throws IOException {
    journal.remove(RECORD);
    journal.remove(FORK);
    if (shell != null) {
      journal.forgetLog(shell.shell());
    }
  }

  /// Ends the shell from the outside in: nothing of it speaks any more when its record goes. Then
  /// runs the task, when that is durable.
  void forget(String code, String sentence, Runnable durable) {
    List<Runnable> waiting = farewell.cease();
    close();
    use.left();
    ShellRecord left = record;
    record = null;
    keeper.clear();
    acts.clear();
    talk.clear();
    doorbell.clear();
    confirmed.forget();
    hostMove.clear();
    ownerMove.clear();
    use.ended(code, sentence);
    frame
        .facts()
        .write(
            journal -> erase(journal, left),
            () -> {
              use.forgotten();
              durable.run();
              waiting.forEach(Runnable::run);
            });
  }

  /// What people of this home say of others has changed.
  void peopleChanged() {
    state().ifPresent(use::changed);
  }

  // What the log says

  void grown(Optional<LogState> before, LogState now, List<LogRecord> added, Set<MemberKey> gone) {
    added.stream()
        .map(LogNews::audit)
        .forEach(line -> frame.audit().add(line.event(), line.member(), line.subject()));
    if (now.member(frame.self()).isEmpty()) {
      expelled(added);
      return;
    }
    tellGone(gone, added);
    LogNews.forPeople(before, added, frame.self(), use::name).forEach(frame::tell);
    if (!gone.isEmpty()) {
      use.removed(gone);
    }
    follow(before, now);
    use.changed(now);
    confirmed.begin(frame.wallTime());
    lift(now, added);
    recall(now);
    early.take(from -> isMember(from) && !blocks.has(from), use::signalCame);
    doorbell.update(now);
  }

  /// Archives that were called back are taken out of use; again at each start, for the store may
  /// not have heard the last time.
  private void recall(LogState now) {
    now.recalls().forEach((root, recalled) -> use.recalled(root, recalled.reason().text()));
  }

  private void lift(LogState now, List<LogRecord> added) {
    for (LogRecord record : added) {
      if (record.act() instanceof LogAct.RecallLifted(Root root)
          && !now.recalls().containsKey(root)) {
        use.recallLifted(root);
      }
    }
  }

  private void expelled(List<LogRecord> added) {
    LogNews.Expulsion why = LogNews.expulsion(added, frame.self(), use::name);
    if (!why.isOwnWish()) {
      forget(why.code(), why.sentence(), () -> {});
    }
  }

  /// Whoever is removed is told by the records; then the relay lets go of it.
  private void tellGone(Set<MemberKey> gone, List<LogRecord> added) {
    List<Bytes> records = added.stream().map(LogRecord::toBytes).toList();
    for (MemberKey member : gone) {
      LogMessage.RecordsGiven.of(records).forEach(given -> talk.tell(member, given));
      frame
          .timers()
          .start(
              new DismissTimer(member),
              DISMISS_AFTER,
              () -> frame.loop().post(() -> dismiss(member)));
    }
  }

  private record DismissTimer(MemberKey member) {}

  private void dismiss(MemberKey member) {
    if (!isMember(member)) {
      place.relay().dismiss(member);
    }
  }

  /// Keeps the record in step with the log, and moves to where the shell is now.
  private void follow(Optional<LogState> before, LogState now) {
    ShellRecord known = Objects.requireNonNull(record, "in no shell");
    HostPlace there = now.place();
    boolean hasMoved = before.isPresent() && !before.get().place().equals(there);
    ShellRecord next = known.belonging(now.settings().name(), there.relayPin(), there.endpoints());
    if (!next.equals(known)) {
      record = next;
      keep(next, known.joining().isPresent());
    }
    if (hasMoved) {
      go(next);
    }
  }

  private void keep(ShellRecord next, boolean hasJoined) {
    Bytes written = ShellRecordCodec.write(next);
    frame
        .facts()
        .write(
            journal -> journal.put(RECORD, written),
            () -> {
              if (hasJoined && record != null && next.shell().equals(record.shell())) {
                use.joined(next.name().text());
              }
            });
  }

  void forked(ForkEvidence evidence) {
    ForkShown shown = new ForkShown(evidence.ours().toBytes(), evidence.theirs().toBytes());
    Bytes kept = LogMessageCodec.write(shown);
    frame.facts().write(journal -> journal.put(FORK, kept), () -> {});
    evidence
        .sealers()
        .forEach(sealer -> frame.audit().add("MEMBERSHIP_FORK", sealer, evidence.toString()));
    state().ifPresent(now -> now.members().keySet().forEach(member -> talk.tell(member, shown)));
    frame.warn("MEMBERSHIP_FORK", LogNews.forked(evidence.sealers(), use::name));
  }

  // What the star says

  @Override
  public void connected(Set<MemberKey> present) {
    place.letIn();
    if (place.isServing()) {
      present.forEach(talk::tellHead);
    } else {
      state().map(now -> now.place().host()).ifPresent(talk::tellHead);
    }
    use.present(place.present());
  }

  @Override
  public void disconnected(String code, String sentence, boolean willRetry) {
    use.present(place.present());
    if (willRetry || record == null) {
      return;
    }
    if (record.joining().isPresent()) {
      forget(code, sentence, () -> {});
    } else if (place.turnedAway(code)) {
      // A relay's word alone ends no membership; a record of the log does.
      frame.warn(
          code, sentence + " The shell is kept; 'sync leave' forgets it. Installed files stay.");
    }
  }

  @Override
  public void presence(MemberKey member, boolean present) {
    farewell.presence(member, present);
    if (present && place.isServing() && !farewell.isSaid()) {
      talk.tellHead(member);
      doorbell.tellWaiting();
    }
    use.presence(member, place.isPresent(member));
  }

  @Override
  public void signalCame(MemberKey from, SignalMessage message) {
    switch (message) {
      case SignalMessage.Membership(Bytes told) -> talk.came(from, told);
      case SignalMessage.Left _ -> {
        if (state().filter(now -> now.owner().equals(from)).isPresent() && !isOwner()) {
          forget("SHELL_CLOSED", "The owner has closed the shell. Installed files stay.", () -> {});
        }
      }
      case SignalMessage.LinkWanted _,
          SignalMessage.Offer _,
          SignalMessage.Answer _,
          SignalMessage.Candidates _,
          SignalMessage.Declined _,
          SignalMessage.Handshake _,
          SignalMessage.Silent _,
          SignalMessage.Sealed _ -> {
        if (blocks.has(from)) {
          LOG.debug("signal of a blocked member={}", from);
        } else if (isMember(from)) {
          use.signalCame(from, message);
        } else {
          // Perhaps a new member that the log does not have yet.
          early.add(from, message);
        }
      }
    }
  }

  /// Something about the log came on a link.
  void toldOnLink(MemberKey from, Bytes message) {
    talk.came(from, message);
  }

  /// A link to a member begins: both say where their logs end.
  void linkBegins(MemberKey member) {
    talk.tellHeadOnLink(member);
  }

  /// A member knows something else of the shell than this one: whoever is behind catches up.
  void standingDiffers(MemberKey member) {
    talk.tellHead(member);
  }
}
