package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.handshake.HandshakeCodec;
import dev.starshell.syncshell.crypto.handshake.HandshakeMessage;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.crypto.handshake.Pair;
import dev.starshell.syncshell.crypto.handshake.Standing;
import dev.starshell.syncshell.crypto.seal.Session;
import dev.starshell.syncshell.crypto.seal.SignalOpener;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.link.LinkAction;
import dev.starshell.syncshell.link.LinkAction.AnnounceBound;
import dev.starshell.syncshell.link.LinkAction.AnnounceLost;
import dev.starshell.syncshell.link.LinkAction.CloseBundle;
import dev.starshell.syncshell.link.LinkAction.Drain;
import dev.starshell.syncshell.link.LinkAction.OpenBundle;
import dev.starshell.syncshell.link.LinkAction.Rest;
import dev.starshell.syncshell.link.LinkAction.SendDecline;
import dev.starshell.syncshell.link.LinkAction.SendHeartbeat;
import dev.starshell.syncshell.link.LinkAction.SendLinkWanted;
import dev.starshell.syncshell.link.LinkAction.StartTimer;
import dev.starshell.syncshell.link.LinkAction.TellSilence;
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
import dev.starshell.syncshell.protocol.SignalMessage.Silent;
import dev.starshell.syncshell.recovery.LossCause;
import dev.starshell.syncshell.recovery.WakeCause;
import java.time.Duration;
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

  private final Generations generations;
  private final LinkRecovery recovery;
  private final LinkTimers timers;
  private final PathKeeper paths = new PathKeeper(now());
  private boolean closed;
  private String trouble = "";

  /// What this side knew of the shell in the last handshake.
  private Optional<LogHead> known = Optional.empty();

  /// The last generation whose handshake came to its end, and when.
  private long shaken;

  private Moment shakenAt = now();

  /// Whether the last handshake failed because the sides know different things of the shell.
  private boolean uninformed;

  PeerLink(Pair pair, long lastGeneration, LinkParts parts) {
    this.peer = pair.peer();
    this.parts = parts;
    this.handshakes = new Handshakes(pair, lastGeneration, new HandshakeSteps());
    this.state = LinkMachine.start(pair.leading(), lastGeneration);
    this.generations = new Generations(peer, pair.leading(), parts, new Happenings());
    this.timers = new LinkTimers(peer, parts, this::timerFired);
    this.recovery = new LinkRecovery(peer, parts, this::attempt);
  }

  /// The session of the bound generation.
  @Nullable LinkSession boundSession() {
    return state instanceof LinkState.Bound ? generations.bound() : null;
  }

  /// The session of a generation that is bound, or drains.
  Optional<LinkSession> session(long generation) {
    return generations.find(generation);
  }

  /// Whether it is bound, and no other generation is made or drains.
  boolean isSettled() {
    return state instanceof LinkState.Bound now && now.beside() instanceof LinkState.Beside.Alone;
  }

  /// One word for people.
  String word() {
    return switch (state) {
      case LinkState.Idle _, LinkState.Called _ -> peerPresent() ? "waiting" : "offline";
      case LinkState.Asked _, LinkState.Connecting _ -> "connecting";
      case LinkState.Bound bound -> bound.suspected() ? "silent" : "connected";
      case LinkState.Resting _ -> "waiting";
    };
  }

  /// Why the last generation failed, or what is wrong with the present one, as a code and a
  /// sentence; empty while all is well.
  String trouble() {
    return state instanceof LinkState.Bound now ? paths.trouble(now.isRenewed()) : trouble;
  }

  /// When this link is tried again.
  LinkRecovery recovery() {
    return recovery;
  }

  /// Tries now. If the member is away, an offer is left for it with the relay.
  private void attempt() {
    if (peerPresent() || parts.isRelayThere()) {
      handle(new LinkEvent.Nudged());
    }
    if (isAlone()) {
      recovery.gone();
    }
  }

  private boolean isAlone() {
    return state instanceof LinkState.Idle || state instanceof LinkState.Called;
  }

  /// Tries now, whatever this link waits for. A link that stands is made anew beside itself when
  /// the network has changed.
  void wake(WakeCause by) {
    recovery.woken(by);
    if (by == WakeCause.NETWORK) {
      handle(new LinkEvent.RenewWanted());
    }
    if (peerPresent()) {
      handle(new LinkEvent.Nudged());
    }
  }

  /// The relay is there, and says that the member is away.
  void left() {
    handle(new LinkEvent.PeerAbsent());
    recovery.woken(WakeCause.HEARD);
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
    LinkState before = state;
    state = step.state();
    if (before instanceof LinkState.Called
        && !isAlone()
        && step.actions().stream().noneMatch(PeerLink::begins)) {
      recovery.began();
    }
    step.actions().forEach(action -> carryOut(action, before));
    if (otherKind && isAlone()) {
      recovery.gone();
    }
    if (otherKind || state.past().lastGeneration() != before.past().lastGeneration()) {
      parts.changed(peer);
    }
  }

  private static boolean begins(LinkAction action) {
    return action instanceof OpenBundle || action instanceof SendLinkWanted;
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
      case Silent(long generation, long millis) ->
          generations
              .find(generation)
              .ifPresent(session -> handle(session.silenceTold(Duration.ofMillis(millis), now())));
      case SignalMessage.Membership _, SignalMessage.Left _ ->
          throw new IllegalArgumentException("not about a link: " + message);
    }
  }

  private void declined(long generation, FaultCode reason) {
    if (reason != FaultCode.STALLED && state.isMaking(generation)) {
      trouble = parts.trouble(peer, LinkRefusals.seenFromHere(reason));
    }
    recovery.because(LossCause.DECLINED);
    handle(new LinkEvent.DeclineCame(generation));
    if (LinkRefusals.isOfBothStandings(reason)) {
      uninformed = true;
      standingChanged();
    }
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
    timers.close();
    recovery.close();
    handshakes.close();
    generations.close();
  }

  private void sealedCame(Bytes sealed) {
    Optional<Long> stated = SignalOpener.generationOf(sealed);
    if (stated.isEmpty()) {
      parts.refused(peer, new PeerFault(FaultCode.FRAME_MALFORMED, "no sealed signal"));
    } else if (state.isMaking(stated.get())) {
      generations.making().sealedCame(sealed);
    }
  }

  /// @param before the state that the action was decided in
  private void carryOut(LinkAction action, LinkState before) {
    switch (action) {
      case SendLinkWanted wanted -> {
        began(before);
        long last = wanted.lastGeneration();
        parts.reconnect(peer, last, new LinkWanted(last));
      }
      case OpenBundle open -> {
        if (!(before instanceof LinkState.Asked)) {
          began(before);
        }
        open(open.generation());
      }
      case Drain _ -> generations.drain();
      case CloseBundle over -> {
        handshakes.abandon(over.generation());
        generations.close(over.generation());
      }
      case SendDecline decline ->
          parts.signal(peer, new Declined(decline.generation(), FaultCode.STALLED));
      case TellSilence(long generation, Duration lasted) ->
          parts.signal(
              peer, new Silent(generation, Math.min(lasted.toMillis(), Limits.SILENCE_MILLIS_MAX)));
      case StartTimer start -> timers.start(start);
      case Rest rest ->
          recovery.rested(
              rest.failures(), rest.generation() == shaken ? now().since(shakenAt) : Duration.ZERO);
      case SendHeartbeat beat ->
          generations.find(beat.generation()).ifPresent(LinkSession::heartbeat);
      case AnnounceBound _ -> {
        trouble = "";
        uninformed = false;
        recovery.bound();
        parts.recoveries().bound(peer);
        generations.bind();
      }
      case AnnounceLost lost -> {
        recovery.lost();
        generations
            .find(lost.generation())
            .ifPresent(session -> {
              parts.recoveries().losing(peer, lost.generation(), session.underWay());
              session.lost();
            });
      }
    }
  }

  /// A generation that is made beside another one is no attempt of a recovery.
  private void began(LinkState before) {
    if (!(before instanceof LinkState.Bound)) {
      recovery.began();
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
    if (!state.isMaking(generation)) {
      return;
    }
    if (state.past().leading()) {
      handshakes.begin(generation);
    } else if (reply.length() > 0) {
      parts.reconnect(peer, generation, new Handshake(reply));
      reply = Bytes.EMPTY;
    }
  }

  private void timerFired(StartTimer start) {
    switch (start.timer()) {
      case LOOK -> generations.find(start.generation()).ifPresent(this::look);
      case DRAIN ->
          handle(
              new LinkEvent.DrainLooked(start.generation(), generations.lookAtDraining(), now()));
      case ASK, CONNECT -> {
        recovery.because(
            start.timer() == LinkTimer.ASK ? LossCause.NO_ANSWER : LossCause.CONNECT_TIMEOUT);
        handle(new LinkEvent.TimerFired(start.timer(), start.generation()));
      }
    }
  }

  private void look(LinkSession session) {
    recovery.because(LossCause.SILENT);
    handle(session.looked(now()));
    if (boundSession() == session
        && paths.look(session.generation(), session.sample(now()), isSettled())) {
      LOG.info("link serves badly member={} trouble={}", peer, paths.trouble(true));
      handle(new LinkEvent.RenewWanted());
    }
  }

  private static Moment now() {
    return new Moment(System.nanoTime());
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
        sendAsLeader(generation, message);
        return;
      }
      reply = message;
      recovery.because(LossCause.REPLACED);
      handle(new LinkEvent.OfferCame(generation));
    }

    private void sendAsLeader(long generation, Bytes message) {
      boolean opens = message.length() == HandshakeCodec.OPENING_BYTES;
      if (!opens) {
        handle(new LinkEvent.AnswerCame(generation));
      }
      if (state.isMaking(generation) && opens) {
        parts.reconnect(peer, generation, new Handshake(message));
      } else if (state.isMaking(generation)) {
        parts.signal(peer, new Handshake(message));
      }
    }

    @Override
    public void established(Session made) {
      if (!state.isMaking(made.generation())) {
        made.close();
        return;
      }
      shaken = made.generation();
      shakenAt = now();
      generations.making().begin(made);
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
      } else if (state.isMaking(generation)) {
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
      generations.making().describe(generation, message);
    }

    @Override
    public void opened(long generation) {
      recovery.because(LossCause.SILENT);
      // Whether the one before is silent still is to be known now.
      if (boundSession() instanceof LinkSession before) {
        handle(before.looked(now()));
      }
      handle(new LinkEvent.BundleOpened(generation, now()));
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
