package dev.starshell.host.http;

import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.StarId;
import dev.starshell.host.frame.Bytes;
import dev.starshell.host.frame.RelayFrameCodec;
import dev.starshell.host.relay.ConnectionId;
import dev.starshell.host.relay.Network;
import dev.starshell.host.relay.RelayAction;
import dev.starshell.host.relay.RelayEvent;
import dev.starshell.host.relay.RelayLimits;
import dev.starshell.host.relay.RelayMachine;
import dev.starshell.host.relay.RelayState;
import dev.starshell.host.relay.RelayStep;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Owns the relay's state, on the thread `relay-loop`, and carries out what the machine decides.
///
/// The inbox is bounded by what can be in it: one frame or pong, one report of writes, one opening,
/// one verdict and one end for each connection.
final class RelayLoop {
  private sealed interface Note {}

  private record Event(RelayEvent event) implements Note {}

  private record Opened(RelaySocket socket, Network network) implements Note {}

  private record Wrote(RelaySocket socket) implements Note {}

  private record Gone(RelaySocket socket) implements Note {}

  private record End() implements Note {}

  private static final Logger LOG = LoggerFactory.getLogger(RelayLoop.class);
  private static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int NOTES_PER_CONNECTION = 6;
  private static final int NOTES_OF_HOST = 1024;
  private static final int NONCE_BYTES = 32;

  private final BlockingQueue<Note> inbox;
  private final SecureRandom random = new SecureRandom();
  private final LogInChecks checks;
  private final AtomicLong tooLarge = new AtomicLong();
  private final Map<ConnectionId, RelaySocket> sockets = new HashMap<>();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private final Thread thread;
  private boolean isStopping;
  private RelayState state;

  RelayLoop(RelayLimits limits, Bytes spkiHash, LogInChecks checks) {
    this.checks = checks;
    state = RelayState.empty(limits, spkiHash);
    inbox =
        new LinkedBlockingQueue<>(
            limits.door().connectionsMax() * 2 * NOTES_PER_CONNECTION + NOTES_OF_HOST);
    thread = RelayThreads.start("relay-loop", this::run);
  }

  void open(StarId star) {
    post(new RelayEvent.StarOpened(star));
  }

  void close(StarId star) {
    post(new RelayEvent.StarClosed(star, System.nanoTime()));
  }

  void dismiss(StarId star, MemberId member) {
    post(new RelayEvent.Dismissed(star, member, System.nanoTime()));
  }

  void stopping(Duration retryAfter) {
    post(new RelayEvent.Stopping(retryAfter.toMillis(), System.nanoTime()));
  }

  /// Done when the relay is stopping and its last connection is gone.
  Future<Void> drained() {
    return drained;
  }

  void opened(RelaySocket socket, Network network) {
    offer(new Opened(socket, network), socket);
  }

  void wrote(RelaySocket socket) {
    offer(new Wrote(socket), socket);
  }

  void gone(RelaySocket socket) {
    offer(new Gone(socket), socket);
  }

  void tooLarge() {
    tooLarge.incrementAndGet();
  }

  void post(RelayEvent event) {
    offer(new Event(event), null);
  }

  private void offer(Note note, @Nullable RelaySocket socket) {
    if (!inbox.offer(note)) {
      LOG.error("relay inbox full capacity={}", inbox.size());
      if (socket != null) {
        socket.cut();
      }
    }
  }

  /// Ends the thread after what is in the inbox. Waits for it.
  void end() throws InterruptedException {
    offer(new End(), null);
    if (!thread.join(Duration.ofSeconds(2))) {
      thread.interrupt();
      thread.join(Duration.ofSeconds(1));
    }
  }

  private void run() {
    long tickNanos = System.nanoTime() + TICK_NANOS;
    try {
      while (true) {
        Note note = inbox.poll(tickNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (note instanceof End) {
          return;
        }
        if (note != null) {
          take(note);
        }
        if (System.nanoTime() - tickNanos >= 0) {
          tickNanos = System.nanoTime() + TICK_NANOS;
          apply(new RelayEvent.Ticked(System.nanoTime()));
          reportTooLarge();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException ours) {
      LOG.error("relay stopped by its own fault", ours);
    } finally {
      sockets.values().forEach(RelaySocket::cut);
    }
  }

  private void take(Note note) {
    switch (note) {
      case Event(RelayEvent event) -> {
        apply(event);
        demandAfter(event);
        isStopping |= event instanceof RelayEvent.Stopping;
        checkDrained();
      }
      case Opened(RelaySocket socket, Network network) -> {
        sockets.put(socket.id(), socket);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        apply(new RelayEvent.Opened(socket.id(), network, Bytes.of(nonce), System.nanoTime()));
      }
      case Wrote(RelaySocket socket) -> apply(socket.takeWritten());
      case Gone(RelaySocket socket) -> {
        sockets.remove(socket.id());
        apply(new RelayEvent.Closed(socket.id(), System.nanoTime()));
        checkDrained();
      }
      case End _ -> {}
    }
  }

  private void checkDrained() {
    if (isStopping && sockets.isEmpty()) {
      drained.complete(null);
    }
  }

  private void demandAfter(RelayEvent event) {
    switch (event) {
      case RelayEvent.FrameArrived arrived -> demand(arrived.connection());
      case RelayEvent.FrameBroken broken -> demand(broken.connection());
      case RelayEvent.Heard heard -> demand(heard.connection());
      case RelayEvent.StarOpened _,
          RelayEvent.StarClosed _,
          RelayEvent.Dismissed _,
          RelayEvent.Stopping _,
          RelayEvent.Opened _,
          RelayEvent.LogInChecked _,
          RelayEvent.Written _,
          RelayEvent.Closed _,
          RelayEvent.Ticked _ -> {}
    }
  }

  private void demand(ConnectionId id) {
    RelaySocket socket = sockets.get(id);
    if (socket != null) {
      socket.demand();
    }
  }

  private void apply(RelayEvent event) {
    RelayStep step = RelayMachine.next(state, event);
    state = step.next();
    step.actions().forEach(this::carryOut);
  }

  private void carryOut(RelayAction action) {
    switch (action) {
      case RelayAction.Send(ConnectionId id, var frame) ->
          find(id, socket -> socket.send(RelayFrameCodec.encode(frame)));
      case RelayAction.CheckLogIn check -> checks.check(check, this);
      case RelayAction.AllowFullFrames(ConnectionId id) -> find(id, RelaySocket::allowFullFrames);
      case RelayAction.Ping(ConnectionId id) -> find(id, RelaySocket::ping);
      case RelayAction.Close(ConnectionId id, var status, String reason) -> {
        LOG.debug("relay closes connection={} code={}", id, reason);
        find(id, socket -> socket.close(status, reason));
      }
      case RelayAction.CloseNow(ConnectionId id, var status, String reason) -> {
        LOG.debug("relay closes at once connection={} code={}", id, reason);
        find(id, socket -> socket.closeNow(status, reason));
      }
      case RelayAction.Cut(ConnectionId id) -> find(id, RelaySocket::cut);
    }
  }

  private void find(ConnectionId id, Consumer<RelaySocket> use) {
    RelaySocket socket = sockets.get(id);
    if (socket != null) {
      use.accept(socket);
    }
  }

  private void reportTooLarge() {
    long count = tooLarge.getAndSet(0);
    if (count > 0) {
      LOG.warn("relay closed connections code=FRAME_TOO_LARGE count={}", count);
    }
  }
}
