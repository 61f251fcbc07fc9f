package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.carrier.SecureCarrier.SecureListener;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.handshake.HandshakeCodec;
import dev.starshell.syncshell.crypto.handshake.HandshakeMessage;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.crypto.handshake.Pair;
import dev.starshell.syncshell.crypto.handshake.Standing;
import dev.starshell.syncshell.crypto.seal.Session;
import dev.starshell.syncshell.crypto.seal.SignalOpener;
import dev.starshell.syncshell.link.LinkAction;
import dev.starshell.syncshell.link.LinkAction.AnnounceBound;
import dev.starshell.syncshell.link.LinkAction.AnnounceLost;
import dev.starshell.syncshell.link.LinkAction.CloseBundle;
import dev.starshell.syncshell.link.LinkAction.OpenBundle;
import dev.starshell.syncshell.link.LinkAction.Rest;
import dev.starshell.syncshell.link.LinkAction.SendDecline;
import dev.starshell.syncshell.link.LinkAction.SendHeartbeat;
import dev.starshell.syncshell.link.LinkAction.SendLinkWanted;
import dev.starshell.syncshell.link.LinkAction.StartTimer;
import dev.starshell.syncshell.link.LinkEvent;
import dev.starshell.syncshell.link.LinkMachine;
import dev.starshell.syncshell.link.LinkState;
import dev.starshell.syncshell.link.LinkTimer;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.SignalMessage;
import dev.starshell.syncshell.protocol.SignalMessage.Answer;
import dev.starshell.syncshell.protocol.SignalMessage.Candidates;
import dev.starshell.syncshell.protocol.SignalMessage.Declined;
import dev.starshell.syncshell.protocol.SignalMessage.Handshake;
import dev.starshell.syncshell.protocol.SignalMessage.LinkWanted;
import dev.starshell.syncshell.protocol.SignalMessage.Offer;
import dev.starshell.syncshell.protocol.SignalMessage.Sealed;
import dev.starshell.syncshell.recovery.LossCause;
import dev.starshell.syncshell.recovery.WakeCause;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The link to one member: carries out what [LinkMachine] decides. A generation begins with a
/// handshake; with its keys the session descriptions travel sealed, and then the frames. Belongs to
/// the shell's loop.
final class PeerLink {
  private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

  private final MemberKey peer;
  private final LinkParts parts;
  private final Handshakes handshakes;
  private LinkState state;

  /// The follower's answer to a handshake; it leaves when its generation is durable.
  private Bytes reply = Bytes.EMPTY;

  private final Incarnation incarnation;
  private final LinkRecovery recovery;
  private boolean closed;
  private String trouble = "";

  /// What this side knew of the shell in the last handshake.
  private Optional<LogHead> known = Optional.empty();

  /// Whether the last handshake failed because the sides know different things of the shell.
  private boolean uninformed;

  PeerLink(Pair pair, long lastGeneration, LinkParts parts) {
    this.peer = pair.peer();
    this.parts = parts;
    this.handshakes = new Handshakes(pair, lastGeneration, new HandshakeSteps());
    this.state = LinkMachine.start(pair.leading(), lastGeneration);
    this.incarnation = new Incarnation(peer, pair.leading(), parts, new Happenings());
    this.recovery =
        new LinkRecovery(
            peer, parts.recoveries().isOpen(peer), new LinkAttempts(this, peer, parts));
  }

  /// What the runtime gives every link.
  interface LinkParts {
    int associations();

    int channels();

    /// Sends a signed message through the relay; lost if the relay is away.
    void signal(MemberKey to, SignalMessage message);

    /// Makes a generation durable, then runs the task on the loop.
    void raiseGeneration(MemberKey peer, long generation, Runnable then);

    /// What this side knows of the shell; empty when it is in none.
    Optional<Standing> standing();

    /// Runs a task about a member on a thread that computes.
    ///
    /// @return false if there is no room for it
    boolean compute(MemberKey peer, Runnable task);

    /// Opens the bundle of a generation; takes its keys over.
    Bundle openBundle(BundleSettings settings, Session keys, SecureListener listener);

    /// Makes the session of a generation; it is started when the generation is bound.
    LinkSession session(MemberKey peer, long generation, Bundle bundle, BundleSettings settings);

    /// The link was bound or lost, or looks different.
    void changed(MemberKey peer);

    /// A signal of the peer was refused.
    void refused(MemberKey peer, PeerFault fault);

    /// The peer broke the protocol on a bound generation, which ends.
    void accuse(MemberKey peer, long generation, PeerFault fault);

    /// A code and what it means, for people.
    String trouble(MemberKey peer, FaultCode code);

    /// Whether the relay is there.
    boolean isRelayThere();

    /// Whether the relay reports the peer, and something may be taken from it.
    boolean isReachable(MemberKey peer);

    Recoveries recoveries();

    ShellLoop loop();

    Timers timers();
  }

  /// The session of the bound generation.
  @Nullable LinkSession boundSession() {
    return state instanceof LinkState.Bound ? incarnation.session() : null;
  }

  /// One word for people.
  String word() {
    return switch (state) {
      case LinkState.Idle idle -> idle.past().peerPresent() ? "waiting" : "offline";
      case LinkState.Asked _, LinkState.Connecting _ -> "connecting";
      case LinkState.Bound bound -> bound.suspected() ? "silent" : "connected";
      case LinkState.Resting _ -> "waiting";
    };
  }

  /// Why the last generation failed, as a code and a sentence; empty while all is well.
  String trouble() {
    return state instanceof LinkState.Bound ? "" : trouble;
  }

  /// When this link is tried again.
  LinkRecovery recovery() {
    return recovery;
  }

  /// Tries now, if there is somebody to try with.
  void attempt() {
    handle(new LinkEvent.Nudged());
    if (state instanceof LinkState.Idle) {
      recovery.gone();
    }
  }

  /// Tries now, whatever this link waits for.
  void wake(WakeCause by) {
    recovery.woken(by);
    handle(new LinkEvent.Nudged());
  }

  boolean peerPresent() {
    return state.past().peerPresent();
  }

  /// Takes one event. The state changes before anything is done, so an action may bring the next
  /// one.
  void handle(LinkEvent event) {
    if (closed) {
      return;
    }
    Step<LinkState, LinkAction> step = LinkMachine.next(state, event);
    boolean otherKind = step.state().getClass() != state.getClass();
    if (otherKind) {
      LOG.info(
          "link changed member={} from={} to={} generation={}",
          peer,
          state.getClass().getSimpleName(),
          step.state().getClass().getSimpleName(),
          step.state().past().lastGeneration());
    }
    boolean asked = state instanceof LinkState.Asked;
    state = step.state();
    step.actions().forEach(action -> carryOut(action, asked));
    if (otherKind && state instanceof LinkState.Idle) {
      recovery.gone();
    }
    if (otherKind) {
      parts.changed(peer);
    }
  }

  /// Takes a signalling message of the peer; its signature was checked before.
  void signalCame(SignalMessage message) {
    switch (message) {
      case LinkWanted wanted -> {
        recovery.because(LossCause.REPLACED);
        handle(new LinkEvent.LinkWantedCame(wanted.lastGeneration()));
      }
      case Handshake(Bytes shaken) -> handshakes.came(shaken);
      case Sealed(Bytes sealed) -> sealedCame(sealed);
      case Offer _, Answer _, Candidates _ ->
          parts.refused(
              peer, new PeerFault(FaultCode.SIGNAL_UNSEALED, message.getClass().getSimpleName()));
      case Declined(long generation, FaultCode reason) -> declined(generation, reason);
      case SignalMessage.Membership _, SignalMessage.Left _ ->
          throw new IllegalArgumentException("not about a link: " + message);
    }
  }

  private void declined(long generation, FaultCode reason) {
    if (reason != FaultCode.STALLED && isConnecting(generation)) {
      trouble = parts.trouble(peer, seenFromHere(reason));
    }
    recovery.because(LossCause.DECLINED);
    handle(new LinkEvent.DeclineCame(generation));
    if (LinkRefusals.isOfBothStandings(reason)) {
      uninformed = true;
      standingChanged();
    }
  }

  /// What the peer has declined with: who is behind there is ahead here.
  private static FaultCode seenFromHere(FaultCode reason) {
    return switch (reason) {
      case STALE_EPOCH -> FaultCode.EPOCH_AHEAD;
      case EPOCH_AHEAD -> FaultCode.STALE_EPOCH;
      default -> reason;
    };
  }

  /// This side may know more of the shell now: a handshake that failed for want of it is not left
  /// to its rest.
  void standingChanged() {
    if (uninformed && !parts.standing().map(Standing::log).equals(known)) {
      uninformed = false;
      handle(new LinkEvent.Informed());
    }
  }

  /// The peer's log agrees with ours again: what it has changed, it has changed on its side.
  void trusted() {
    if (uninformed) {
      uninformed = false;
      handle(new LinkEvent.Informed());
    }
  }

  /// Ends the link because of the peer's fault or a goodbye.
  void end(long generation, boolean forGood, LossCause why) {
    recovery.because(why);
    handle(new LinkEvent.Ended(generation, forGood));
  }

  /// Frees everything; no event follows.
  void close() {
    closed = true;
    for (LinkTimer timer : LinkTimer.values()) {
      parts.timers().stop(new TimerKey(peer, timer));
    }
    recovery.close();
    handshakes.close();
    incarnation.close();
  }

  private boolean isConnecting(long generation) {
    return state instanceof LinkState.Connecting now && now.generation() == generation;
  }

  private void sealedCame(Bytes sealed) {
    Optional<Long> stated = SignalOpener.generationOf(sealed);
    if (stated.isEmpty()) {
      parts.refused(peer, new PeerFault(FaultCode.FRAME_MALFORMED, "no sealed signal"));
    } else if (isConnecting(stated.get())) {
      incarnation.sealedCame(sealed);
    }
  }

  /// @param asked whether the attempt has begun with a question before
  private void carryOut(LinkAction action, boolean asked) {
    LinkSession session = incarnation.session();
    switch (action) {
      case SendLinkWanted wanted -> {
        recovery.began();
        parts.signal(peer, new LinkWanted(wanted.lastGeneration()));
      }
      case OpenBundle open -> {
        if (!asked) {
          recovery.began();
        }
        open(open.generation());
      }
      case CloseBundle over -> {
        handshakes.abandon(over.generation());
        incarnation.close();
      }
      case SendDecline decline ->
          parts.signal(peer, new Declined(decline.generation(), FaultCode.STALLED));
      case StartTimer start -> startTimer(start);
      case Rest rest -> recovery.rested(rest.failures());
      case SendHeartbeat _ -> {
        if (session != null) {
          session.heartbeat();
        }
      }
      case AnnounceBound _ -> {
        trouble = "";
        uninformed = false;
        recovery.bound();
        parts.recoveries().bound(peer);
        if (session != null) {
          session.start();
        }
      }
      case AnnounceLost lost -> {
        recovery.lost();
        if (session != null) {
          parts.recoveries().losing(peer, lost.generation(), session.underWay());
          session.lost();
        }
      }
    }
  }

  /// Makes a generation durable, unless there were too many of late: what makes this side begin one
  /// can be repeated by whoever carries signals, and must not cost a write each time.
  private void open(long generation) {
    if (state.past().leading() && !handshakes.mayBegin()) {
      trouble = parts.trouble(peer, FaultCode.RATE_LIMITED);
      recovery.because(LossCause.DECLINED);
      handle(new LinkEvent.BundleFailed(generation));
    } else {
      parts.raiseGeneration(peer, generation, () -> shakeHands(generation));
    }
  }

  /// The generation is durable: its first message of this side may leave.
  private void shakeHands(long generation) {
    if (!isConnecting(generation)) {
      return;
    }
    if (state.past().leading()) {
      handshakes.begin(generation);
    } else if (reply.length() > 0) {
      parts.signal(peer, new Handshake(reply));
      reply = Bytes.EMPTY;
    }
  }

  private record TimerKey(MemberKey peer, LinkTimer timer) {}

  private void startTimer(StartTimer start) {
    parts
        .timers()
        .start(
            new TimerKey(peer, start.timer()),
            start.after(),
            () -> parts.loop().post(() -> timerFired(start)));
  }

  private void timerFired(StartTimer start) {
    LinkSession session = incarnation.session();
    if (start.timer() != LinkTimer.LOOK) {
      recovery.because(
          start.timer() == LinkTimer.ASK ? LossCause.NO_ANSWER : LossCause.CONNECT_TIMEOUT);
      handle(new LinkEvent.TimerFired(start.timer(), start.generation()));
    } else if (session != null && session.generation() == start.generation()) {
      LinkMeter meter = session.meter();
      recovery.because(LossCause.SILENT);
      handle(
          new LinkEvent.Looked(
              new Moment(System.nanoTime()),
              new Moment(meter.heardNanos()),
              new Moment(meter.saidNanos())));
    }
  }

  /// What the handshakes bring about.
  private final class HandshakeSteps implements Handshakes.HandshakeUse {
    @Override
    public Optional<Standing> standing() {
      Optional<Standing> now = parts.standing();
      known = now.map(Standing::log);
      return now;
    }

    @Override
    public boolean compute(Runnable task) {
      return parts.compute(peer, task);
    }

    @Override
    public void onLoop(Runnable task) {
      parts.loop().post(task);
    }

    @Override
    public void send(long generation, Bytes message) {
      if (state.past().leading()) {
        if (isConnecting(generation)) {
          parts.signal(peer, new Handshake(message));
        }
        return;
      }
      reply = message;
      recovery.because(LossCause.REPLACED);
      handle(new LinkEvent.OfferCame(generation));
    }

    @Override
    public void established(Session made) {
      if (!isConnecting(made.generation())) {
        made.close();
        return;
      }
      incarnation.begin(made);
    }

    /// The one who cannot go on before both know the same of the shell says so: then nobody waits
    /// in vain.
    @Override
    public void refused(Bytes message, long generation, PeerFault fault) {
      parts.refused(peer, fault);
      if (!LinkRefusals.isOfBothStandings(fault.code())) {
        return;
      }
      if (HandshakeCodec.decode(message)
              instanceof DecodeResult.Decoded<HandshakeMessage>(HandshakeMessage came)
          && came instanceof HandshakeMessage.Opening opening) {
        trouble = parts.trouble(peer, fault.code());
        parts.signal(peer, new Declined(opening.context().generation(), fault.code()));
      } else if (isConnecting(generation)) {
        trouble = parts.trouble(peer, fault.code());
        recovery.because(LossCause.DECLINED);
        handle(new LinkEvent.BundleFailed(generation));
      }
      uninformed = true;
      standingChanged();
    }
  }

  /// What the carrier brings about.
  private final class Happenings implements LinkListener.LinkNews {
    @Override
    public void described(long generation, SignalMessage message) {
      incarnation.describe(generation, message);
    }

    @Override
    public void opened(long generation) {
      handle(new LinkEvent.BundleOpened(generation, new Moment(System.nanoTime())));
    }

    @Override
    public void failed(long generation, int association, String code, String sentence) {
      LOG.info(
          "association failed member={} generation={} association={} code={}",
          peer,
          generation,
          association,
          code);
      trouble = code + ": " + sentence;
      recovery.because(LossCause.CARRIER_FAILED);
      handle(new LinkEvent.BundleFailed(generation));
    }

    @Override
    public void refused(long generation, PeerFault fault) {
      parts.accuse(peer, generation, fault);
    }
  }
}
