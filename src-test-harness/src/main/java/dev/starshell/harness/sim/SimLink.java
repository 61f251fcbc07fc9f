package dev.starshell.harness.sim;

import dev.starshell.harness.sim.SimSignal.SessionKey;
import dev.starshell.harness.sim.Tally.What;
import dev.starshell.syncshell.content.Root;
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

  /// The keys of the generation, and what runs on them.
  private @Nullable SessionKey key;

  private @Nullable Wire wire;
  private @Nullable SimSession session;
  private long connectingNanos;

  SimLink(SimWorld world, SimMember member, int peer, long lastGeneration) {
    this.world = world;
    this.member = member;
    this.peer = peer;
    this.isLeading = member.id() < peer;
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

  @Nullable SimSession session() {
    return session;
  }

  /// How many generations this side holds.
  boolean holdsWire() {
    return wire != null;
  }

  boolean isBound() {
    return link instanceof LinkState.Bound;
  }

  boolean isExchanging() {
    SimSession now = session;
    return now != null && now.isGreeted() && isBound();
  }

  // What comes in

  void presence(boolean isThere) {
    handle(isThere ? new LinkEvent.PeerPresent() : new LinkEvent.PeerAbsent());
    if (isThere) {
      woken(WakeCause.PRESENCE);
    }
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
    link = step.state();
    step.actions().forEach(this::carryOut);
  }

  private void carryOut(LinkAction action) {
    switch (action) {
      case LinkAction.SendLinkWanted wanted -> {
        recovery.began();
        member.star().send(peer, new SimSignal.Wanted(wanted.lastGeneration()));
      }
      case LinkAction.OpenBundle open -> open(open.generation());
      case LinkAction.CloseBundle over -> {
        if (expected != null && expected.generation() == over.generation()) {
          expected = null;
        }
        closeWire();
      }
      case LinkAction.SendDecline decline ->
          member.star().send(peer, new SimSignal.Declined(decline.generation(), FaultCode.STALLED));
      case LinkAction.StartTimer start -> startTimer(start);
      case LinkAction.Rest rest -> recovery.rested(rest.failures(), cause);
      case LinkAction.SendHeartbeat _ -> {
        if (session != null) {
          session.heartbeat();
        }
      }
      case LinkAction.AnnounceBound bound -> bound(bound.generation());
      case LinkAction.AnnounceLost _ -> lost();
    }
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
    SimSession now = session;
    if (start.timer() == LinkTimer.LOOK) {
      if (now != null && now.generation() == start.generation()) {
        cause = LossCause.SILENT;
        handle(new LinkEvent.Looked(world.clock().now(), now.heard(), now.said()));
      }
      return;
    }
    cause = start.timer() == LinkTimer.ASK ? LossCause.NO_ANSWER : LossCause.CONNECT_TIMEOUT;
    handle(new LinkEvent.TimerFired(start.timer(), start.generation()));
  }

  // A generation

  /// Makes a generation durable, then begins it.
  private void open(long generation) {
    recovery.began();
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

  private boolean isConnecting(long generation) {
    return link instanceof LinkState.Connecting now && now.generation() == generation;
  }

  private void shakeHands(long generation) {
    if (!isConnecting(generation)) {
      return;
    }
    if (isLeading) {
      world.oracle().generationBegun(member.id(), peer, generation);
      shakenGeneration = generation;
      openedNonce = world.chance().number();
      member.star().send(peer, new SimSignal.Opening(generation, openedNonce));
    } else if (reply != null) {
      world.oracle().generationTaken(member.id(), peer, generation);
      member.star().send(peer, reply);
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
        || !isConnecting(made.generation())
        || made.equals(key)) {
      world.tally().add(What.ENVELOPES_REFUSED);
      return;
    }
    openedNonce = 0;
    member.star().send(peer, new SimSignal.Confirmed(made));
    key = made;
    int server = recovery.server();
    Wire fresh = world.wire(made);
    wire = fresh;
    SimSession begun = new SimSession(world, member, this, fresh);
    session = begun;
    fresh.open(member.id(), server, begun);
    member.star().send(peer, new SimSignal.Offer(made, server));
  }

  private void confirmationCame(SessionKey made) {
    if (isLeading || !made.equals(expected) || !isConnecting(made.generation())) {
      world.tally().add(What.ENVELOPES_REFUSED);
      return;
    }
    expected = null;
    key = made;
  }

  /// Sealed: only who has the keys can read it. One that came before them is lost; the generation
  /// is made anew then.
  private void offerCame(SessionKey sealed, int server) {
    if (isLeading || !sealed.equals(key) || wire != null || !isConnecting(sealed.generation())) {
      world.tally().add(What.ENVELOPES_REFUSED);
      return;
    }
    Wire joined = world.wire(sealed);
    wire = joined;
    SimSession begun = new SimSession(world, member, this, joined);
    session = begun;
    joined.open(member.id(), server, begun);
    member.star().send(peer, new SimSignal.Answer(sealed));
  }

  private void answerCame(SessionKey sealed) {
    if (!isLeading || !sealed.equals(key) || wire == null) {
      world.tally().add(What.ENVELOPES_REFUSED);
      return;
    }
    wire.answered();
  }

  /// The carrier of a generation is open.
  void opened(long generation) {
    handle(new LinkEvent.BundleOpened(generation, world.clock().now()));
  }

  /// The carrier of a generation is of no use any more.
  void failed(long generation) {
    cause = LossCause.CARRIER_FAILED;
    handle(new LinkEvent.BundleFailed(generation));
  }

  private void bound(long generation) {
    world.tally().add(What.LINKS_BOUND);
    Duration took = Duration.ofNanos(world.clock().nowNanos() - connectingNanos);
    world.oracle().bound(member.id(), peer, generation);
    recovery.bound(took);
    if (session != null) {
      session.start();
    }
  }

  private void lost() {
    world.tally().add(What.LINKS_LOST);
    SimSession now = session;
    recovery.lost(cause);
    if (now != null) {
      now.lost();
    }
    if (world.mutation() == Mutation.PARTIALS_DROPPED) {
      member.disk().dropParts();
    }
    world.oracle().lost(member);
    long generation = link.past().lastGeneration();
    recovery.keepSession(generation);
    member.replan();
  }

  /// The peer broke the protocol. No correct member does, and there is no other here.
  void accuse(PeerFault fault) {
    throw new Violation(
        Invariant.I14,
        member.name() + " accuses m" + peer + ": " + fault.code() + " " + fault.detail());
  }

  private void closeWire() {
    SimSession now = session;
    Wire closing = wire;
    session = null;
    wire = null;
    key = null;
    if (now != null) {
      now.lost();
    }
    if (closing != null) {
      closing.close(member.id(), true);
    }
  }

  /// The process ends; nobody is told.
  void crashed() {
    Wire closing = wire;
    wire = null;
    session = null;
    if (closing != null) {
      closing.close(member.id(), false);
    }
  }

  // What the session is told

  void announceManifest() {
    SimSession now = session;
    if (now != null && isBound()) {
      now.announceManifest();
    }
  }

  void wanted(long manifest, List<WantedRoot> list) {
    SimSession now = session;
    if (now != null) {
      now.wanted(manifest, list);
    }
  }

  void paused(boolean isPaused) {
    SimSession now = session;
    if (now != null && isBound()) {
      now.paused(isPaused);
    }
  }

  /// An archive could not be had from the peer for now.
  void archiveFailed(Root root, FaultCode reason) {
    world.trace().note(member.name(), () -> root + " failed: " + reason);
  }
}
