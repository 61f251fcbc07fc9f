package dev.starshell.syncshell.carrier.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The two sides of one generation look for each other over TCP: each calls the other at all its
/// addresses and is called itself. Connections on which both have shown who they are are given to
/// the leader's race; the follower's side waits on each of its own for the leader's choice.
///
/// Thread: any; each connection has a virtual thread of its own until it is chosen or given up.
final class Meeting implements AutoCloseable {
  /// From when both know of each other until nobody is waited for any more.
  static final Duration LONGEST = Duration.ofSeconds(5);

  /// Farther away several associations of WebRTC are faster where packets are lost.
  static final Duration NEAR_MAX = Duration.ofMillis(20);

  /// Calls to an address, of which one that is near is enough: a busy machine looks away.
  private static final int TRIES = 3;

  private static final Logger LOG = LoggerFactory.getLogger(Meeting.class);

  private final TcpPort port;
  private final Token own;
  private final boolean leading;
  private final Outcome outcome;
  private final CompletableFuture<Proof> proof = new CompletableFuture<>();
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closed;

  /// Hears what comes of it. Calls come on threads of the meeting.
  interface Outcome {
    /// Whether the leader takes this connection: true for one of them at most.
    boolean isTaken();

    /// The leader took a connection that did not carry its word.
    void broken();

    /// Both sides know that this connection is chosen; it is the hearer's own now.
    void met(SocketChannel channel);

    /// Nobody was met in time.
    void over();
  }

  Meeting(TcpPort port, Token own, boolean leading, Outcome outcome) {
    this.port = port;
    this.own = own;
    this.leading = leading;
    this.outcome = outcome;
    port.expect(own, this::called);
  }

  /// The other side's endpoint is known. Once.
  void know(TcpEndpoint other, Whereabouts here) {
    proof.complete(leading ? Proof.of(own, other.token()) : Proof.of(other.token(), own));
    byte[] name = Proof.nameOf(other.token());
    List<InetAddress> callable = here.callable(other.addresses());
    for (InetAddress address : callable) {
      InetSocketAddress to = new InetSocketAddress(address, other.port());
      Thread.ofVirtual().name("tcp-call").start(() -> call(to, name));
    }
    Thread.ofVirtual().name("tcp-meeting").start(this::endInTime);
  }

  private void endInTime() {
    try {
      if (!ended.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
        outcome.over();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void call(InetSocketAddress to, byte[] name) {
    try {
      for (int i = 0; i < TRIES && !closed; i++) {
        SocketChannel channel = SocketChannel.open();
        if (kept(channel) && isNear(channel, to)) {
          greet(channel, name);
          return;
        }
        giveUp(channel);
      }
    } catch (IOException e) {
      LOG.debug("no way to={}", to, e);
    }
  }

  /// Connects. A channel that is closed meanwhile ends the call; that is how late ones end.
  private static boolean isNear(SocketChannel channel, InetSocketAddress to) throws IOException {
    long from = System.nanoTime();
    channel.socket().connect(to, (int) LONGEST.toMillis());
    return System.nanoTime() - from <= NEAR_MAX.toNanos();
  }

  private void greet(SocketChannel channel, byte[] name) throws IOException {
    try {
      meet(Greeting.call(channel, proof.join(), name));
    } catch (IOException e) {
      giveUp(channel);
      throw e;
    }
  }

  private void called(SocketChannel channel, Greeting.Call call)
      throws IOException, InterruptedException {
    if (!kept(channel)) {
      return;
    }
    try {
      // Whoever calls knows of this side before this side may know of it.
      Proof known = proof.get(Greeting.WORD_MAX.toMillis(), TimeUnit.MILLISECONDS);
      meet(Greeting.answer(channel, known, call));
    } catch (ExecutionException | TimeoutException e) {
      giveUp(channel);
      throw new Greeting.RefusedException("called by somebody who is not known yet");
    }
  }

  private boolean kept(SocketChannel channel) {
    open.add(channel);
    if (closed) {
      giveUp(channel);
    }
    return !closed;
  }

  private void meet(Greeting greeting) throws IOException {
    SocketChannel channel = greeting.channel();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (leading) {
        if (!outcome.isTaken()) {
          giveUp(channel);
          return;
        }
        choose(greeting);
      } else {
        greeting.awaitChoice(LONGEST);
      }
    } catch (IOException e) {
      giveUp(channel);
      throw e;
    }
    open.remove(channel);
    outcome.met(channel);
  }

  /// Whether the word has come is not known if it fails: nobody else may be chosen then.
  private void choose(Greeting greeting) throws IOException {
    try {
      greeting.choose();
    } catch (IOException e) {
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
    closed = true;
    ended.countDown();
    port.forget(own);
    proof.completeExceptionally(new IllegalStateException("closed"));
    open.forEach(TcpPort::closeQuietly);
    open.clear();
  }
}
