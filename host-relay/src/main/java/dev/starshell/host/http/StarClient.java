package dev.starshell.host.http;

import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.RelayAddress;
import dev.starshell.api.signal.StarConnection;
import dev.starshell.api.signal.StarListener;
import dev.starshell.api.signal.StarTicket;
import dev.starshell.host.frame.Bytes;
import dev.starshell.host.frame.FrameBounds;
import dev.starshell.host.frame.LogInProof;
import dev.starshell.host.frame.RelayFrame;
import dev.starshell.host.http.StarInbox.Received;
import dev.starshell.host.http.StarSession.Note;
import dev.starshell.host.relay.RelayBackoff;
import dev.starshell.host.relay.RelayLimits;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A member's lasting connection to a star. All of it happens on one virtual thread, `star-<id>`,
/// on which the listener is called as well.
final class StarClient implements StarConnection {
  private static final Logger LOG = LoggerFactory.getLogger(StarClient.class);

  /// From the open WebSocket to the challenge.
  private static final Duration CHALLENGE_WITHIN = Duration.ofSeconds(6);

  private final StarTicket ticket;
  private final Bytes pin;
  private final StarListener listener;
  private final PinnedHttp http;
  private final Runnable whenDone;
  private final StarInbox inbox = new StarInbox(this::answered);
  private final List<RelayAddress> addresses;
  private volatile @Nullable StarSession joined;
  private @Nullable SessionEnd told;
  private boolean wasSteady;

  /// When the last steady session ended. Monotonic.
  private long goneNanos = System.nanoTime();

  /// Others that were at the relay in the last session, when it began or later; null before the
  /// first one.
  private @Nullable Set<MemberId> others;

  /// Attempts that failed since then.
  private int failures;

  private @Nullable Thread thread;

  StarClient(StarTicket ticket, StarListener listener, PinnedHttp http, Runnable whenDone) {
    this.ticket = ticket;
    this.listener = listener;
    this.http = http;
    this.whenDone = whenDone;
    pin = Bytes.of(ticket.pin());
    addresses = new ArrayList<>(ticket.addresses());
  }

  void start() {
    thread = RelayThreads.start("star-" + ticket.star(), this::run);
  }

  @Override
  public boolean send(MemberId to, int kind, byte[] payload) {
    RelayFrame.Envelope envelope = new RelayFrame.Envelope(to, kind, Bytes.of(payload));
    StarSession session = joined;
    return session != null && session.send(envelope);
  }

  @Override
  public boolean reconnect(MemberId to, int kind, long generation, byte[] payload) {
    RelayFrame.Reconnect offer = new RelayFrame.Reconnect(to, kind, generation, Bytes.of(payload));
    StarSession session = joined;
    return session != null && session.send(offer);
  }

  @Override
  public void probe() {
    inbox.probe(true);
  }

  @Override
  public void probeAfterSilence() {
    inbox.probe(false);
  }

  private void answered() {
    if (joined != null && !inbox.isLeft()) {
      listener.alive();
    }
  }

  @Override
  public void close() {
    inbox.leave();
  }

  /// Waits for the thread to end.
  void join(Duration within) throws InterruptedException {
    Thread running = thread;
    if (running != null && !running.equals(Thread.currentThread()) && !running.join(within)) {
      running.interrupt();
    }
  }

  private void run() {
    HttpClient client = http.acquire(pin);
    try {
      long leastMillis = 0;
      inbox.hurry();
      while (!inbox.isLeft()) {
        Duration wait =
            inbox.takeHurry() && leastMillis == 0
                ? Duration.ZERO
                : RelayBackoff.delay(
                    gone(), members(), ThreadLocalRandom.current().nextDouble(), leastMillis);
        inbox.waitFor(wait, leastMillis == 0);
        wasSteady = false;
        SessionEnd end = inbox.isLeft() ? null : visitAll(client);
        if (end == null) {
          return;
        }
        tell(end);
        if (!end.willRetry()) {
          return;
        }
        if (wasSteady) {
          goneNanos = System.nanoTime();
        }
        failures = wasSteady ? 0 : failures + 1;
        leastMillis = end.leastMillis();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException fault) {
      LOG.error("star connection stopped by a fault star={}", ticket.star(), fault);
      tellFault();
    } finally {
      joined = null;
      http.release(pin);
      whenDone.run();
    }
  }

  private Duration gone() {
    return Duration.ofNanos(System.nanoTime() - goneNanos);
  }

  /// Who lose the relay together, this one among them.
  private int members() {
    Set<MemberId> seen = others;
    return seen == null ? RelayBackoff.MANY : seen.size() + 1;
  }

  private void noteOther(MemberId member) {
    Set<MemberId> seen = others;
    if (seen != null && seen.size() < RelayBackoff.MANY) {
      seen.add(member);
    }
  }

  private void tellFault() {
    if (!inbox.isLeft()) {
      listener.disconnected(
          "SIGNALLING_FAILED",
          "The connection to the relay has stopped by a fault of this program; see its log.",
          false);
    }
  }

  private void tell(SessionEnd end) {
    boolean isKnown =
        told != null && told.code().equals(end.code()) && told.willRetry() == end.willRetry();
    if (!inbox.isLeft() && !isKnown) {
      told = end;
      LOG.info(
          "star disconnected star={} code={} willRetry={}",
          ticket.star(),
          end.code(),
          end.willRetry());
      listener.disconnected(end.code(), end.sentence(), end.willRetry());
    }
  }

  /// Tries each address until one is a relay, and stays there. Null if the member leaves.
  private @Nullable SessionEnd visitAll(HttpClient client) throws InterruptedException {
    List<SessionEnd> ends = new ArrayList<>();
    for (RelayAddress address : List.copyOf(addresses)) {
      StarSession session = new StarSession(inbox::note);
      try {
        Received opened = open(client, address, session);
        switch (opened) {
          case Received.Frame(RelayFrame first) -> {
            // The one that worked is tried first the next time.
            addresses.remove(address);
            addresses.addFirst(address);
            return serve(session, first);
          }
          case Received.Over(SessionEnd end) -> ends.add(end);
          case Received.Silence _ -> ends.add(StarInbox.silent());
          case Received.Left _ -> {
            return null;
          }
        }
      } finally {
        joined = null;
        session.close();
      }
    }
    return mostTelling(ends);
  }

  /// One that may change by itself is told before one that will not, for that is what happens next.
  private static SessionEnd mostTelling(List<SessionEnd> ends) {
    return ends.stream().filter(SessionEnd::willRetry).findFirst().orElse(ends.getFirst());
  }

  /// Opens a WebSocket and waits for the challenge.
  private Received open(HttpClient client, RelayAddress address, StarSession session)
      throws InterruptedException {
    Duration within = RelayBackoff.patience(failures, addresses.size() == 1, members());
    URI uri;
    try {
      uri = new URI("wss", null, address.host(), address.port(), RelayServer.PATH, null, null);
    } catch (URISyntaxException refused) {
      return new Received.Over(
          SessionEnd.notARelay("The relay's address " + address + " is no host name."));
    }
    CompletableFuture<WebSocket> opening;
    try {
      opening = client.newWebSocketBuilder().connectTimeout(within).buildAsync(uri, session);
    } catch (IllegalArgumentException refused) {
      return new Received.Over(
          SessionEnd.notARelay("The relay's address " + address + " is no host name."));
    }
    CompletableFuture<WebSocket> _ = opening.whenComplete(session::opened);
    long deadlineNanos = System.nanoTime() + within.toNanos() + CHALLENGE_WITHIN.toNanos();
    while (true) {
      Note note = inbox.poll(deadlineNanos);
      switch (note) {
        case null -> {
          opening.cancel(true);
          return new Received.Over(
              SessionEnd.unreachable("The relay at " + address + " does not answer."));
        }
        case Note.Left _ -> {
          opening.cancel(true);
          return new Received.Left();
        }
        case Note.Failed(StarSession of, Throwable failure) when of == session -> {
          return new Received.Over(
              PlainProbe.refine(address, failure, SessionEnd.of(address, failure)));
        }
        case Note.Opened(StarSession of, _) when of == session -> {
          session.demand();
          return inbox.receive(session, deadlineNanos);
        }
        case Note.Probe(boolean isUrgent) when isUrgent -> {
          // It may have begun from an address that is gone.
          opening.cancel(true);
          inbox.hurry();
          return new Received.Over(
              SessionEnd.unreachable("The network has changed; the relay is tried anew."));
        }
        case Note.Opened _,
            Note.Failed _,
            Note.Message _,
            Note.Broken _,
            Note.Ponged _,
            Note.Probe _,
            Note.Ended _ -> {}
      }
    }
  }

  /// From the challenge to the end of the session. Null if the member leaves.
  private @Nullable SessionEnd serve(StarSession session, RelayFrame first)
      throws InterruptedException {
    if (!(first instanceof RelayFrame.Challenge challenge)) {
      return refusal(first);
    }
    // TLS has shown this already; it is the relay's word that is checked here.
    if (!challenge.spkiHash().equals(pin)) {
      return SessionEnd.pinMismatch("The relay");
    }
    session.send(logIn(challenge));
    session.demand();
    long deadlineNanos = System.nanoTime() + RelayLimits.LOG_IN_WITHIN.toNanos();
    return switch (inbox.receive(session, deadlineNanos)) {
      case Received.Frame(RelayFrame.Welcome(List<MemberId> present)) -> {
        joined = session;
        others = new HashSet<>(present);
        told = null;
        boolean _ = inbox.takeHurry();
        inbox.joined(session);
        long sinceNanos = System.nanoTime();
        LOG.info("star connected star={} present={}", ticket.star(), present.size());
        if (!inbox.isLeft()) {
          listener.connected(new LinkedHashSet<>(present));
        }
        session.demand();
        SessionEnd end = stay(session);
        wasSteady = System.nanoTime() - sinceNanos >= RelayBackoff.STEADY_AFTER.toNanos();
        yield end;
      }
      case Received.Frame(RelayFrame answer) -> refusal(answer);
      case Received.Over(SessionEnd end) -> end;
      case Received.Silence _ -> StarInbox.silent();
      case Received.Left _ -> null;
    };
  }

  private RelayFrame logIn(RelayFrame.Challenge challenge) {
    MemberId member = ticket.signer().id();
    byte[] message = LogInProof.message(ticket.star(), challenge.nonce(), pin, member);
    return new RelayFrame.LogIn(
        FrameBounds.VERSION,
        ticket.star(),
        member,
        Bytes.of(ticket.signer().sign(message)),
        Bytes.of(ticket.credential()));
  }

  /// Hands on what comes until the session ends.
  private @Nullable SessionEnd stay(StarSession session) throws InterruptedException {
    while (true) {
      long deadlineNanos = session.heardNanos() + RelayLimits.DEAD_AFTER.toNanos();
      Received received = inbox.receive(session, deadlineNanos);
      switch (received) {
        case Received.Frame(RelayFrame frame) -> {
          SessionEnd end = handOn(frame);
          if (end != null) {
            return end;
          }
          session.demand();
        }
        case Received.Over(SessionEnd end) -> {
          return end;
        }
        case Received.Silence _ -> {
          // A ping may have come since the deadline was set.
          if (System.nanoTime() - session.heardNanos() >= RelayLimits.DEAD_AFTER.toNanos()) {
            return StarInbox.silent();
          }
        }
        case Received.Left _ -> {
          return null;
        }
      }
    }
  }

  private @Nullable SessionEnd handOn(RelayFrame frame) {
    if (inbox.isLeft()) {
      return null;
    }
    switch (frame) {
      case RelayFrame.Delivered(MemberId from, int kind, Bytes payload) ->
          listener.received(from, kind, payload.toArray());
      case RelayFrame.Present(MemberId member) -> {
        noteOther(member);
        listener.present(member);
      }
      case RelayFrame.Absent(MemberId member) -> listener.absent(member);
      case RelayFrame.Undelivered(MemberId to, String code, String sentence, _) ->
          listener.refused(to, code, sentence);
      case RelayFrame.Refused _,
          RelayFrame.Restarting _,
          RelayFrame.Challenge _,
          RelayFrame.Foreign _,
          RelayFrame.LogIn _,
          RelayFrame.Welcome _,
          RelayFrame.Envelope _,
          RelayFrame.Reconnect _ -> {
        return refusal(frame);
      }
    }
    return null;
  }

  private static SessionEnd refusal(RelayFrame frame) {
    return switch (frame) {
      case RelayFrame.Refused(String code, String sentence, long millis) ->
          new SessionEnd(code, sentence, millis > 0, millis);
      case RelayFrame.Restarting(long millis) ->
          new SessionEnd(
              "RELAY_RESTARTING", "The relay goes down and is expected back.", true, millis);
      case RelayFrame.Foreign(int version) ->
          new SessionEnd(
              "VERSION_UNSUPPORTED",
              "The relay speaks version "
                  + version
                  + " and not 1; bring both sides to one release.",
              false,
              0);
      case RelayFrame.Challenge _,
          RelayFrame.LogIn _,
          RelayFrame.Welcome _,
          RelayFrame.Envelope _,
          RelayFrame.Reconnect _,
          RelayFrame.Delivered _,
          RelayFrame.Present _,
          RelayFrame.Absent _,
          RelayFrame.Undelivered _ ->
          SessionEnd.notARelay("What answers there breaks the relay's protocol.");
    };
  }
}
