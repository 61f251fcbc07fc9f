package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleListener;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.link.LinkAction;
import dev.starshell.syncshell.link.LinkAction.AnnounceBound;
import dev.starshell.syncshell.link.LinkAction.AnnounceLost;
import dev.starshell.syncshell.link.LinkAction.CloseBundle;
import dev.starshell.syncshell.link.LinkAction.OpenBundle;
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
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.SignalMessage;
import dev.starshell.syncshell.protocol.SignalMessage.Answer;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import dev.starshell.syncshell.protocol.SignalMessage.Candidates;
import dev.starshell.syncshell.protocol.SignalMessage.Declined;
import dev.starshell.syncshell.protocol.SignalMessage.LinkWanted;
import dev.starshell.syncshell.protocol.SignalMessage.Offer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The link to one member: carries out what [LinkMachine] decides. Belongs to the shell's loop.
final class PeerLink {
  private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

  private final MemberKey peer;
  private final LinkParts parts;
  private LinkState state;
  private BundleSettings settings;
  private @Nullable LinkSession session;
  private boolean closed;
  private String trouble = "";

  /// Remote descriptions and candidates that came before the bundle was open.
  private final List<SignalMessage> early = new ArrayList<>();

  PeerLink(MemberKey peer, boolean leading, long lastGeneration, LinkParts parts) {
    this.peer = peer;
    this.parts = parts;
    this.state = LinkMachine.start(leading, lastGeneration);
    this.settings = new BundleSettings(parts.associations(), parts.channels(), leading);
  }

  /// What the runtime gives every link.
  interface LinkParts {
    int associations();

    int channels();

    /// Sends a signed message through the relay; lost if the relay is away.
    void signal(MemberKey to, SignalMessage message);

    /// Makes a generation durable, then runs the task on the loop.
    void raiseGeneration(MemberKey peer, long generation, Runnable then);

    Bundle openBundle(BundleSettings settings, BundleListener listener);

    /// Makes the session of a generation; it is started when the generation is bound.
    LinkSession session(MemberKey peer, long generation, Bundle bundle, BundleSettings settings);

    /// The link was bound or lost, or looks different.
    void changed(MemberKey peer);

    ShellLoop loop();

    Timers timers();
  }

  /// The session of the bound generation.
  @Nullable LinkSession boundSession() {
    return state instanceof LinkState.Bound ? session : null;
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
    state = step.state();
    step.actions().forEach(this::carryOut);
    if (otherKind) {
      parts.changed(peer);
    }
  }

  /// Takes a signalling message of the peer; its signature was checked before.
  void signalCame(SignalMessage message) {
    switch (message) {
      case LinkWanted wanted -> handle(new LinkEvent.LinkWantedCame(wanted.lastGeneration()));
      case Offer offer when offer.channels() <= offer.associations() ->
          LOG.info("offer without channels for all associations member={}", peer);
      case Offer offer -> {
        if (offer.generation() > state.past().lastGeneration() && !state.past().leading()) {
          settings = new BundleSettings(offer.associations(), offer.channels(), false);
          early.clear();
        }
        handle(new LinkEvent.OfferCame(offer.generation()));
        describe(offer.generation(), offer);
      }
      case Answer answer -> describe(answer.generation(), answer);
      case Candidates candidates -> describe(candidates.generation(), candidates);
      case Declined declined -> handle(new LinkEvent.DeclineCame(declined.generation()));
      case SignalMessage.RosterGiven _, SignalMessage.Left _ ->
          throw new IllegalArgumentException("not about a link: " + message);
    }
  }

  /// Ends the link because of the peer's fault or a goodbye.
  void end(long generation, boolean forGood) {
    handle(new LinkEvent.Ended(generation, forGood));
  }

  /// Frees everything; no event follows.
  void close() {
    closed = true;
    for (LinkTimer timer : LinkTimer.values()) {
      parts.timers().stop(new TimerKey(peer, timer));
    }
    closeSession();
  }

  private void describe(long generation, SignalMessage message) {
    if (!(state instanceof LinkState.Connecting now) || now.generation() != generation) {
      return;
    }
    if (session == null) {
      if (early.size() < EarlySignals.COUNT_MAX) {
        early.add(message);
      }
      return;
    }
    apply(session, message);
  }

  private void apply(LinkSession to, SignalMessage message) {
    int associations = settings.associations();
    switch (message) {
      case Offer offer when offer.association() < associations && !settings.leading() ->
          to.bundle().applyOffer(offer.association(), offer.sdp());
      case Answer answer when answer.association() < associations && settings.leading() ->
          to.bundle().applyAnswer(answer.association(), answer.sdp());
      case Offer _, Answer _ ->
          LOG.info("description out of place member={} associations={}", peer, associations);
      case Candidates found when found.association() >= associations ->
          LOG.info("candidate of no association member={} limit={}", peer, associations);
      case Candidates found -> {
        for (Candidate candidate : found.candidates()) {
          to.bundle().addCandidate(found.association(), candidate);
        }
      }
      case LinkWanted _, Declined _, SignalMessage.RosterGiven _, SignalMessage.Left _ ->
          throw new IllegalStateException("not a description: " + message);
    }
  }

  private void carryOut(LinkAction action) {
    switch (action) {
      case SendLinkWanted wanted -> parts.signal(peer, new LinkWanted(wanted.lastGeneration()));
      case OpenBundle open ->
          parts.raiseGeneration(peer, open.generation(), () -> openBundle(open.generation()));
      case CloseBundle _ -> closeSession();
      case SendDecline decline ->
          parts.signal(peer, new Declined(decline.generation(), FaultCode.STALLED));
      case StartTimer start -> startTimer(start);
      case SendHeartbeat _ -> {
        if (session != null) {
          session.heartbeat();
        }
      }
      case AnnounceBound _ -> {
        trouble = "";
        if (session != null) {
          session.start();
        }
      }
      case AnnounceLost _ -> {
        if (session != null) {
          session.lost();
        }
      }
    }
  }

  private void openBundle(long generation) {
    if (!(state instanceof LinkState.Connecting now) || now.generation() != generation) {
      return;
    }
    closeSession();
    Listener listener = new Listener(generation);
    Bundle bundle = parts.openBundle(settings, listener);
    LinkSession made = parts.session(peer, generation, bundle, settings);
    session = made;
    listener.attach(made);
    early.forEach(message -> apply(made, message));
    early.clear();
  }

  private void closeSession() {
    LinkSession old = session;
    session = null;
    if (old != null) {
      old.close();
    }
  }

  private record TimerKey(MemberKey peer, LinkTimer timer) {}

  private void startTimer(StartTimer start) {
    Duration after = start.after();
    if (start.timer() == LinkTimer.REST) {
      double jitter = 0.75 + 0.5 * ThreadLocalRandom.current().nextDouble();
      after = Duration.ofMillis((long) (after.toMillis() * jitter));
    }
    parts
        .timers()
        .start(
            new TimerKey(peer, start.timer()),
            after,
            () -> parts.loop().post(() -> timerFired(start)));
  }

  private void timerFired(StartTimer start) {
    if (start.timer() != LinkTimer.LOOK) {
      handle(new LinkEvent.TimerFired(start.timer(), start.generation()));
    } else if (session != null && session.generation() == start.generation()) {
      LinkMeter meter = session.meter();
      handle(
          new LinkEvent.Looked(
              new Moment(System.nanoTime()),
              new Moment(meter.heardNanos()),
              new Moment(meter.saidNanos())));
    }
  }

  /// Hands what the carrier says over to the loop. A full inbox means that the peer has passed its
  /// window: the bundle is closed.
  private final class Listener implements BundleListener {
    private final long generation;
    private volatile @Nullable LinkSession attached;

    /// Guards `waiting`, and the order of what waits before what comes.
    private final ReentrantLock lock = new ReentrantLock();

    /// What came before the session was attached, a few microseconds after the bundle was opened.
    private final List<Consumer<LinkSession>> waiting = new ArrayList<>();

    Listener(long generation) {
      this.generation = generation;
    }

    void attach(LinkSession to) {
      lock.lock();
      try {
        waiting.forEach(task -> task.accept(to));
        waiting.clear();
        attached = to;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void offerMade(int association, String sdp) {
      signal(new Offer(generation, association, settings.associations(), settings.channels(), sdp));
    }

    @Override
    public void answerMade(int association, String sdp) {
      signal(new Answer(generation, association, sdp));
    }

    @Override
    public void candidateFound(int association, Candidate candidate) {
      signal(new Candidates(generation, association, List.of(candidate)));
    }

    @Override
    public void opened() {
      onLoop(() -> handle(new LinkEvent.BundleOpened(generation, new Moment(System.nanoTime()))));
    }

    @Override
    public void failed(int association, String code, String sentence) {
      onLoop(() -> {
        LOG.info(
            "association failed member={} generation={} association={} code={}",
            peer,
            generation,
            association,
            code);
        trouble = code + ": " + sentence;
        handle(new LinkEvent.BundleFailed(generation));
      });
    }

    @Override
    public void received(int channel, byte[] frame) {
      withSession(now -> {
        if (!now.received(channel, frame)) {
          now.overrun();
        }
      });
    }

    @Override
    public void writable(int channel) {
      withSession(now -> now.writable(channel));
    }

    private void withSession(Consumer<LinkSession> task) {
      if (attached == null) {
        lock.lock();
        try {
          if (attached == null) {
            waiting.add(task);
            return;
          }
        } finally {
          lock.unlock();
        }
      }
      task.accept(Objects.requireNonNull(attached));
    }

    private void signal(SignalMessage message) {
      onLoop(() -> parts.signal(peer, message));
    }

    private void onLoop(Runnable task) {
      if (!parts.loop().offer(task)) {
        LOG.warn("inbox full member={} limit={}", peer, Limits.INBOX_EVENTS_MAX);
        LinkSession now = attached;
        if (now != null) {
          now.bundle().close();
        }
      }
    }
  }
}
