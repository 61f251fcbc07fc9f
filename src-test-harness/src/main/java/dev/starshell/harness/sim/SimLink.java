package dev.starshell.harness.sim;

import dev.starshell.harness.sim.SimSignal.SessionKey;
import dev.starshell.harness.sim.Tally.What;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.link.HandshakeAllowance;
import dev.starshell.syncshell.link.LinkAction;
import dev.starshell.syncshell.link.LinkEvent;
import dev.starshell.syncshell.link.LinkMachine;
import dev.starshell.syncshell.link.LinkState;
import dev.starshell.syncshell.link.LinkTimer;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.recovery.LossCause;
import dev.starshell.syncshell.recovery.RecoveryState;
import dev.starshell.syncshell.recovery.WakeCause;
import dev.starshell.syncshell.transfer.WantedRoot;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A link of one member to another: carries out what `LinkMachine` and `RecoveryMachine` decide.
/// Plays `PeerLink`, with a handshake whose keys nobody can guess and whose cost is nothing.
final class SimLink {
  private final SimWorld world;
  private final SimMember member;
  private final int peer;
  private final boolean isLeading;
  private final Map<LinkTimer, Integer> timers = new EnumMap<>(LinkTimer.class);

  private LinkState link;
  private final SimRecovery recovery;
  private HandshakeAllowance allowance;
  private LossCause cause = LossCause.FIRST_LINK;

  /// The handshake of the generation that is being made.
  private long shakenGeneration;

  private long openedNonce;
  private @Nullable SessionKey expected;
  private SimSignal.@Nullable Reply reply;

  /// The keys of the generation that is being made, and what runs on them.
  private @Nullable SessionKey key;

  private final SimGenerations generations;
  private long connectingNanos;

  /// The last generation that the other side answered.
  private long answered;

  private long answeredNanos;

  SimLink(SimWorld world, SimMember member, int peer, long lastGeneration) {
    this.world = world;
    this.member = member;
    this.peer = peer;
    this.isLeading = member.id() < peer;
    this.generations = new SimGenerations(member.id());
    this.link = LinkMachine.start(isLeading, lastGeneration);
    this.shakenGeneration = lastGeneration;
    this.allowance = HandshakeAllowance.full(world.clock().now());
    this.recovery = new SimRecovery(world, member, this);
  }

  LinkState state() {
    return link;
  }

  RecoveryState recovery() {
    return recovery.state();
  }

  int peer() {
    return peer;
  }

  /// The session of the generation that is bound.
  @Nullable SimSession session() {
    return generations.bound();
  }

  /// The session of a generation that this side holds.
  @Nullable SimSession session(long generation) {
    return generations.find(generation);
  }

  /// How many generations this side holds that begin something new.
  long currentCount() {
    return generations.currentCount();
  }

  boolean isBound() {
    return link instanceof LinkState.Bound;
  }

  boolean isExchanging() {
    return isBound() && generations.isGreeted();
  }

  // What comes in

  void presence(boolean isThere) {
    handle(isThere ? new LinkEvent.PeerPresent() : new LinkEvent.PeerAbsent());
    if (isThere) {
      woken(WakeCause.PRESENCE);
    }
  }

  /// The link serves badly.
  void renew() {
    handle(new LinkEvent.RenewWanted());
  }

  /// Tries now. If the member is away, an offer is left for it with the relay.
  void attempt() {
    if (link.past().peerPresent() || member.star().isConnected()) {
      handle(new LinkEvent.Nudged());
    }
    if (isAlone()) {
      recovery.gone();
    }
  }

  private boolean isAlone() {
    return link instanceof LinkState.Idle || link instanceof LinkState.Called;
  }

  void relayLost() {
    recovery.relayLost();
  }

  void woken(WakeCause by) {
    recovery.woken(by);
  }

  void signalCame(SimSignal.Body body) {
    world.trace().note(member.name(), () -> "from m" + peer + ": " + body);
    switch (body) {
      case SimSignal.Wanted(long last) -> handle(new LinkEvent.LinkWantedCame(last));
      case SimSignal.Opening(long generation, long nonce) -> openingCame(generation, nonce);
      case SimSignal.Reply(SessionKey made) -> replyCame(made);
      case SimSignal.Confirmed(SessionKey made) -> confirmationCame(made);
      case SimSignal.Offer(SessionKey sealed, int server) -> offerCame(sealed, server);
      case SimSignal.Answer(SessionKey sealed) -> answerCame(sealed);
      case SimSignal.Silent(long generation, Duration lasted) -> silenceTold(generation, lasted);
      case SimSignal.Declined(long generation, FaultCode _) -> {
        cause = LossCause.DECLINED;
        handle(new LinkEvent.DeclineCame(generation));
      }
    }
  }

  void handle(LinkEvent event) {
    Step<LinkState, LinkAction> step = LinkMachine.next(link, event);
    if (step.state().getClass() != link.getClass()) {
      world
          .trace()
          .note(
              member.name(),
              () ->
                  "link to m"
                      + peer
                      + ": "
                      + step.state().getClass().getSimpleName()
                      + " generation "
                      + step.state().past().lastGeneration());
    }
    LinkState before = link;
    link = step.state();
    step.actions().forEach(action -> carryOut(action, before));
    if (isAlone() && before.getClass() != link.getClass()) {
      recovery.gone();
    }
  }

  private void carryOut(LinkAction action, LinkState before) {
    switch (action) {
      case LinkAction.SendLinkWanted wanted -> {
        began(before);
        long last = wanted.lastGeneration();
        member.star().reconnect(peer, last, new SimSignal.Wanted(last));
      }
      case LinkAction.OpenBundle open -> {
        began(before);
        open(open.generation());
      }
      case LinkAction.Drain _ -> drain();
      case LinkAction.CloseBundle over -> {
        if (expected != null && expected.generation() == over.generation()) {
          expected = null;
        }
        close(over.generation());
      }
      case LinkAction.SendDecline decline ->
          member.star().send(peer, new SimSignal.Declined(decline.generation(), FaultCode.STALLED));
      case LinkAction.TellSilence silent -> {
        world.tally().add(What.SILENCES_TOLD);
        member.star().send(peer, new SimSignal.Silent(silent.generation(), silent.lasted()));
        if (silent.lasted().compareTo(Limits.SILENCE_LONG) >= 0) {
          member.star().probe();
        }
      }
      case LinkAction.StartTimer start -> startTimer(start);
      case LinkAction.Rest rest ->
          recovery.rested(rest.failures(), cause, searched(rest.generation()));
      case LinkAction.SendHeartbeat beat -> {
        SimSession now = session(beat.generation());
        if (now != null) {
          now.heartbeat();
        }
      }
      case LinkAction.AnnounceBound _ -> bound();
      case LinkAction.AnnounceLost lost -> lost(lost.generation());
    }
  }

  /// How long a way was looked for after the other side had answered.
  private Duration searched(long generation) {
    return generation == answered
        ? Duration.ofNanos(world.clock().nowNanos() - answeredNanos)
        : Duration.ZERO;
  }

  /// A generation that is made beside another one is no attempt of a recovery.
  private void began(LinkState before) {
    if (!(before instanceof LinkState.Bound)) {
      recovery.began();
    }
  }

  private void silenceTold(long generation, Duration lasted) {
    SimSession now = session(generation);
    if (now == null) {
      return;
    }
    boolean wasRenewed = isRenewed();
    handle(now.silenceTold(lasted));
    if (!wasRenewed && isRenewed()) {
      world.tally().silenceProven(lasted);
    }
  }

  private boolean isRenewed() {
    return link instanceof LinkState.Bound now && now.isRenewed();
  }

  private void startTimer(LinkAction.StartTimer start) {
    int number = timers.merge(start.timer(), 1, Integer::sum);
    member.later(
        start.after(),
        () -> {
          if (number == timers.getOrDefault(start.timer(), 0)) {
            timerFired(start);
          }
        });
  }

  private void timerFired(LinkAction.StartTimer start) {
    switch (start.timer()) {
      case LOOK -> {
        SimSession now = session(start.generation());
        if (now != null) {
          cause = LossCause.SILENT;
          handle(now.looked());
          now.probe();
        }
      }
      case DRAIN ->
          handle(
              new LinkEvent.DrainLooked(
                  start.generation(), generations.lookAtDraining(), world.clock().now()));
      case ASK, CONNECT -> {
        cause = start.timer() == LinkTimer.ASK ? LossCause.NO_ANSWER : LossCause.CONNECT_TIMEOUT;
        handle(new LinkEvent.TimerFired(start.timer(), start.generation()));
      }
    }
  }

  private void drain() {
    generations.drain(world.mutation() != Mutation.TWO_CURRENT);
    world.tally().add(What.LINKS_RENEWED);
  }

  // A generation

  /// Makes a generation durable, then begins it.
  private void open(long generation) {
    connectingNanos = world.clock().nowNanos();
    if (isLeading) {
      if (!allowance.allowsOne(world.clock().now())) {
        handle(new LinkEvent.BundleFailed(generation));
        return;
      }
      allowance = allowance.taken(world.clock().now());
    }
    member.later(
        member.diskDelay(),
        () -> {
          member.disk().raiseGeneration(peer, generation);
          shakeHands(generation);
        });
  }

  private void shakeHands(long generation) {
    if (!link.isMaking(generation)) {
      return;
    }
    if (isLeading) {
      world.oracle().generationBegun(member.id(), peer, generation);
      shakenGeneration = generation;
      openedNonce = world.chance().number();
      member.star().reconnect(peer, generation, new SimSignal.Opening(generation, openedNonce));
    } else if (reply != null) {
      world.oracle().generationTaken(member.id(), peer, generation);
      member.star().reconnect(peer, generation, reply);
      reply = null;
    }
  }

  /// The follower's side, with the checks of `OpeningCheck`.
  private void openingCame(long generation, long nonce) {
    boolean isStale = generation <= shakenGeneration;
    if (isLeading || !allowance.allowsOne(world.clock().now())) {
      world.tally().add(What.ENVELOPES_REFUSED);
      return;
    }
    if (isStale && world.mutation() != Mutation.NO_GENERATION_CHECK) {
      world.tally().add(What.ENVELOPES_REFUSED);
      return;
    }
    allowance = allowance.taken(world.clock().now());
    shakenGeneration = generation;
    SessionKey made = new SessionKey(peer, member.id(), generation, nonce, world.chance().number());
    expected = made;
    reply = new SimSignal.Reply(made);
    if (isStale) {
      // The planted mistake: this side takes the generation as if it were new.
      LinkState.Past past = link.past();
      handle(new LinkEvent.Ended(generation, true));
      link =
          new LinkState.Idle(
              new LinkState.Past(false, generation - 1, past.failures(), past.peerPresent()));
    }
    cause = LossCause.REPLACED;
    handle(new LinkEvent.OfferCame(generation));
  }

  private void replyCame(SessionKey made) {
    if (!isLeading
        || made.generation() != shakenGeneration
        || made.opened() != openedNonce
        || !link.isMaking(made.generation())
        || made.equals(key)) {
      world.tally().add(What.ENVELOPES_REFUSED);
      return;
    }
    openedNonce = 0;
    handle(new LinkEvent.AnswerCame(made.generation()));
    member.star().send(peer, new SimSignal.Confirmed(made));
    int server = recovery.server();
    begin(made, server);
    member.star().send(peer, new SimSignal.Offer(made, server));
  }

  private void confirmationCame(SessionKey made) {
    if (isLeading || !made.equals(expected) || !link.isMaking(made.generation())) {
      world.tally().add(What.ENVELOPES_REFUSED);
      return;
    }
    expected = null;
    key = made;
    answered = made.generation();
    answeredNanos = world.clock().nowNanos();
  }

  private void begin(SessionKey made, int server) {
    key = made;
    answered = made.generation();
    answeredNanos = world.clock().nowNanos();
    Wire wire = world.wire(made);
    SimSession begun = new SimSession(world, member, this, wire);
    generations.make(wire, begun);
    wire.open(member.id(), server, begun);
    world.oracle().holds(member, this);
  }

  /// Sealed: only who has the keys can read it. One that came before them is lost; the generation
  /// is made anew then.
  private void offerCame(SessionKey sealed, int server) {
    if (isLeading
        || !sealed.equals(key)
        || generations.made() != null
        || !link.isMaking(sealed.generation())) {
      world.tally().add(What.ENVELOPES_REFUSED);
      return;
    }
    begin(sealed, server);
    member.star().send(peer, new SimSignal.Answer(sealed));
  }

  private void answerCame(SessionKey sealed) {
    Wire made = generations.made();
    if (!isLeading || !sealed.equals(key) || made == null) {
      world.tally().add(What.ENVELOPES_REFUSED);
      return;
    }
    made.answered();
  }

  /// The carrier of a generation is open.
  void opened(long generation) {
    if (isBound() && session() instanceof SimSession before) {
      handle(before.looked());
    }
    handle(new LinkEvent.BundleOpened(generation, world.clock().now()));
  }

  /// The carrier of a generation is of no use any more.
  void failed(long generation) {
    cause = LossCause.CARRIER_FAILED;
    handle(new LinkEvent.BundleFailed(generation));
  }

  private void bound() {
    world.tally().add(What.LINKS_BOUND);
    Duration took = Duration.ofNanos(world.clock().nowNanos() - connectingNanos);
    key = null;
    recovery.bound(took);
    generations.bind();
    world.oracle().holds(member, this);
  }

  private void lost(long generation) {
    world.tally().add(What.LINKS_LOST);
    SimSession now = session(generation);
    recovery.lost(cause);
    if (now != null) {
      now.lost();
    }
    if (world.mutation() == Mutation.PARTIALS_DROPPED) {
      member.disk().dropParts();
    }
    world.oracle().lost(member);
    recovery.keepSession(generation);
    member.replan();
  }

  /// The peer broke the protocol. No correct member does, and there is no other here.
  void accuse(PeerFault fault) {
    throw new Violation(
        Invariant.I14,
        member.name() + " accuses m" + peer + ": " + fault.code() + " " + fault.detail());
  }

  private void close(long generation) {
    if (key != null && key.generation() == generation) {
      key = null;
    }
    generations.close(generation);
  }

  /// The process ends; nobody is told.
  void crashed() {
    generations.crashed();
  }

  // What the session is told

  void announceManifest() {
    SimSession now = session();
    if (now != null && isBound()) {
      now.announceManifest();
    }
  }

  void wanted(long manifest, List<WantedRoot> list) {
    SimSession now = session();
    if (now != null) {
      now.wanted(manifest, list);
    }
  }

  void paused(boolean isPaused) {
    SimSession now = session();
    if (now != null && isBound()) {
      now.paused(isPaused);
    }
  }

  /// An archive could not be had from the peer for now.
  void archiveFailed(Root root, FaultCode reason) {
    world.trace().note(member.name(), () -> root + " failed: " + reason);
  }
}
