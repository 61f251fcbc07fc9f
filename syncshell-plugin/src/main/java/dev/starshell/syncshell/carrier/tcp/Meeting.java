package dev.starshell.syncshell.carrier.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The two sides of one generation look for each other over TCP: each calls the other at all its
/// addresses and is called itself. Of the connections on which both have shown who they are the
/// leader takes one, and the follower waits on each of its own for the leader's word.
///
/// Thread: any; each connection has a virtual thread of its own until it is chosen or given up.
final class Meeting implements AutoCloseable {
  /// From when both know of each other until nobody is waited for any more.
  static final Duration LONGEST = Duration.ofSeconds(5);

  /// Farther away several associations of WebRTC are faster where packets are lost.
  static final Duration NEAR_MAX = Duration.ofMillis(20);

  /// Calls to an address, of which one that is near is enough: a busy machine looks away.
  static final int TRIES = 3;

  /// Between two of them.
  static final Duration REST = Duration.ofMillis(40);

  /// How long the other carrier waits for this one, when it is open first: somebody near by is
  /// reached within that, and a person does not notice it.
  static final Duration MOMENT = Duration.ofMillis(250);

  /// Connections at once, of both directions.
  static final int CONNECTIONS_MAX = 2 * TcpEndpoint.ADDRESSES_MAX;

  private static final Logger LOG = LoggerFactory.getLogger(Meeting.class);

  private final TcpPort port;
  private final Rests rests;

  /// Addresses that [#MOMENT] was waited for in vain.
  private final Rests far;

  private final Token own;
  private final boolean leading;
  private final Outcome outcome;
  private final CompletableFuture<Proof> proof = new CompletableFuture<>();
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile List<InetAddress> called = List.of();

  /// Hears what comes of it. Calls come on threads of the meeting.
  interface Outcome {
    /// Whether the leader takes this connection: true for one of them at most.
    boolean isTaken();

    /// The leader took a connection that did not carry its word.
    void broken();

    /// Both sides know that this connection is chosen; it is the hearer's own now.
    void met(SocketChannel channel);

    /// [#MOMENT] is over.
    void momentOver();

    /// Nobody was met in time.
    void over();
  }

  Meeting(DirectBundle.Grounds grounds, Token own, boolean leading, Outcome outcome) {
    this.port = grounds.port();
    this.rests = grounds.rests();
    this.far = grounds.far();
    this.own = own;
    this.leading = leading;
    this.outcome = outcome;
  }

  /// May be called from now on.
  void open() {
    port.expect(own, this::called);
  }

  /// The other side's endpoint is known, and that nothing else is awaited of it. Once.
  void know(TcpEndpoint other, Whereabouts here) {
    proof.complete(leading ? Proof.of(own, other.token()) : Proof.of(other.token(), own));
    byte[] name = Proof.nameOf(other.token());
    called = here.callable(other.addresses());
    for (InetAddress address : called) {
      InetSocketAddress to = new InetSocketAddress(address, other.port());
      Thread.ofVirtual().name("tcp-call").start(() -> call(to, name));
    }
    endInTime();
  }

  /// Nobody is waited for for longer than [#LONGEST] from now.
  void endInTime() {
    after(LONGEST, outcome::over);
  }

  /// Waits not at all where that was in vain lately.
  void waitAMoment() {
    if (called.stream().allMatch(far::isResting)) {
      outcome.momentOver();
    } else {
      after(
          MOMENT,
          () -> {
            called.stream()
                .filter(address -> !rests.isResting(address))
                .forEach(address -> far.rest(address, Rests.LONG));
            outcome.momentOver();
          });
    }
  }

  /// Unless it ends before that.
  private void after(Duration time, Runnable then) {
    Thread.ofVirtual()
        .name("tcp-meeting")
        .start(() -> {
          try {
            if (!ended.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
              then.run();
            }
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void call(InetSocketAddress to, byte[] name) {
    for (int i = 0; i < TRIES && !isEnded() && !rests.isResting(to.getAddress()); i++) {
      try {
        SocketChannel channel = SocketChannel.open();
        if (isKept(channel) && isNear(channel, to)) {
          meet(() -> Greeting.call(channel, proof.join(), name), channel);
          return;
        }
        giveUp(channel);
        ended.await(REST.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      } catch (IOException e) {
        // What is not reached is not there; the other side may call.
        LOG.debug("call not answered cause={}", e.getMessage());
        return;
      }
    }
  }

  /// Connects. A channel that is closed meanwhile ends the call; that is how late ones end.
  private boolean isNear(SocketChannel channel, InetSocketAddress to) throws IOException {
    long from = System.nanoTime();
    try {
      channel.socket().connect(to, (int) LONGEST.toMillis());
    } catch (IOException e) {
      giveUp(channel);
      throw e;
    }
    return System.nanoTime() - from <= NEAR_MAX.toNanos();
  }

  /// Who calls knows of this side before this side may know of it.
  private void called(SocketChannel channel, Greeting.Call call) {
    if (isKept(channel)) {
      meet(() -> Greeting.answer(channel, known(), call), channel);
    }
  }

  private Proof known() throws IOException {
    try {
      return proof.get(Greeting.ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | CancellationException e) {
      throw new Greeting.RefusedException("called by somebody who is not known yet");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Greeting.RefusedException("interrupted");
    }
  }

  private boolean isKept(SocketChannel channel) {
    boolean fits = open.size() < CONNECTIONS_MAX;
    open.add(channel);
    if (!fits || isEnded()) {
      giveUp(channel);
      return false;
    }
    return true;
  }

  private boolean isEnded() {
    return ended.getCount() == 0;
  }

  /// First words on a connection.
  @FunctionalInterface
  private interface Words {
    Greeting exchange() throws IOException;
  }

  private void meet(Words words, SocketChannel channel) {
    try {
      InetAddress other = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
      if (rests.isResting(other)) {
        throw new Greeting.RefusedException("TCP rests there");
      }
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (choose(words.exchange())) {
        open.remove(channel);
        outcome.met(channel);
        return;
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("connection given up cause={}", e.getMessage());
    }
    giveUp(channel);
  }

  /// The leader takes it and says so; the follower waits for that word.
  private boolean choose(Greeting greeting) throws IOException {
    if (!leading) {
      greeting.awaitChoice(LONGEST);
      return true;
    }
    if (!outcome.isTaken()) {
      return false;
    }
    try {
      greeting.choose();
      return true;
    } catch (IOException | RuntimeException e) {
      // Whether the word has come is not known: nobody else may be chosen.
      outcome.broken();
      throw e;
    }
  }

  private void giveUp(SocketChannel channel) {
    open.remove(channel);
    TcpPort.closeQuietly(channel);
  }

  /// Ends what is not chosen.
  @Override
  public void close() {
    ended.countDown();
    port.forget(own);
    proof.cancel(false);
    open.forEach(this::giveUp);
  }
}
