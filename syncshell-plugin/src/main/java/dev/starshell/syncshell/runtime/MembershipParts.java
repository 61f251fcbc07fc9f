package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.membership.log.ForkEvidence;
import dev.starshell.syncshell.membership.log.LogMessage;
import dev.starshell.syncshell.membership.log.LogRecord;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.membership.log.Proposal;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.SignalMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Joins the parts of a [ShellMembership]; decides nothing. Belongs to the shell's loop.
final class MembershipParts
    implements LogKeeper.LogUse, LogTalk.TalkUse, Acts.ActUse, Hosting.DoorUse {
  private static final Logger LOG = LoggerFactory.getLogger(MembershipParts.class);
  private static final Duration CLOCK_TOLD_EVERY = Duration.ofMinutes(10);

  private final ShellMembership membership;
  private final ShellFrame frame;
  private final ShellMembership.MembershipUse use;

  /// Until when people are not told again that clocks differ.
  private @Nullable Moment clockTold;

  MembershipParts(ShellMembership membership, ShellFrame frame, ShellMembership.MembershipUse use) {
    this.membership = membership;
    this.frame = frame;
    this.use = use;
  }

  @Override
  public MemberKey self() {
    return frame.self();
  }

  @Override
  public Optional<LogState> state() {
    return membership.state();
  }

  // What the log decides

  @Override
  public void grown(
      Optional<LogState> before, LogState now, List<LogRecord> added, Set<MemberKey> gone) {
    membership.grown(before, now, added, gone);
  }

  @Override
  public void passOn(List<LogRecord> records, MemberKey butTo) {
    membership.talk().passOn(records, butTo);
  }

  @Override
  public void distrusted(MemberKey member) {
    frame.audit().add("FAULT", member, "MEMBERSHIP_FORK: its log is not ours");
    frame.warn(
        "MEMBERSHIP_FORK",
        use.name(member)
            + " knows another history of this shell than this member. It is looked into; until then"
            + " there is no new link.");
  }

  @Override
  public void trusted(MemberKey member) {
    frame.audit().add("MEMBERSHIP_AGREED", member, "its log is ours again");
    frame.tell(use.name(member) + " knows the same history of this shell as this member again.");
    use.trusted(member);
  }

  @Override
  public void damaged(Refusal refusal) {
    frame.warn(refusal.code().name(), refusal.sentence());
  }

  @Override
  public void forked(ForkEvidence evidence) {
    membership.forked(evidence);
  }

  @Override
  public void noted(MemberKey from, Refusal refusal) {
    LOG.info("log of a member not taken from={} code={}", from, refusal.code());
    if (refusal.code() == RefusalCode.LOG_TIME && (clockTold == null || now().isAfter(clockTold))) {
      clockTold = now().plus(CLOCK_TOLD_EVERY);
      frame.warn(
          refusal.code().name(),
          refusal.sentence()
              + " The clock here shows "
              + frame.wallTime().truncatedTo(ChronoUnit.SECONDS)
              + ". Until then members do not link whose logs differ.");
    }
  }

  // Acts and the door

  /// What this member wants done.
  Acts acts() {
    return membership.acts();
  }

  @Override
  public Instant wallTime() {
    return frame.wallTime();
  }

  @Override
  public Moment now() {
    return new Moment(System.nanoTime());
  }

  @Override
  public void startTimer(Object key, Duration after, Runnable task) {
    frame.timers().start(key, after, () -> frame.loop().post(task));
  }

  @Override
  public void stopTimer(Object key) {
    frame.timers().stop(key);
  }

  @Override
  public void order(Proposal proposal, Consumer<Optional<Refusal>> done) {
    membership.keeper().order(proposal, done);
  }

  @Override
  public void waits(Bytes credential) {
    membership.doorbell().rings(credential);
  }

  // The ways to other members

  @Override
  public boolean tell(MemberKey to, LogMessage message) {
    return membership.talk().tell(to, message);
  }

  @Override
  public boolean tellHost(LogMessage message) {
    return state().filter(now -> tell(now.place().host(), message)).isPresent();
  }

  @Override
  public boolean tellByStar(MemberKey to, Bytes message) {
    return membership.place().send(to, new SignalMessage.Membership(message));
  }

  @Override
  public boolean tellOnLink(MemberKey to, Bytes message) {
    return use.tellOnLink(to, message);
  }

  @Override
  public Set<MemberKey> served() {
    return membership.place().served();
  }

  @Override
  public Set<MemberKey> linked() {
    return use.linked();
  }

  // What others ask for

  @Override
  public void joinersWait(List<Bytes> credentials) {
    membership.doorbell().joinersWait(credentials);
  }

  @Override
  public void hostWanted(MemberKey from, long ticket) {
    membership.hostMove().wanted(from, ticket);
  }

  @Override
  public void hostReady(MemberKey from, LogMessage.HostReady ready) {
    membership.hostMove().ready(from, ready);
  }

  @Override
  public void shellOffered(MemberKey from, long epoch) {
    membership.ownerMove().offered(from, epoch);
  }

  @Override
  public void shellTaken(MemberKey from, LogMessage.ShellTaken taken) {
    membership.ownerMove().taken(from, taken);
  }
}
