package dev.starshell.host.http;

import dev.starshell.api.signal.RelayAddress;
import dev.starshell.api.signal.StarId;
import dev.starshell.host.frame.Bytes;
import dev.starshell.host.frame.DecodeResult;
import dev.starshell.host.frame.LogInProof;
import dev.starshell.host.frame.RelayFrame;
import dev.starshell.host.frame.RelayFrameCodec;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// A WebSocket to a relay without any manners, for what no member of ours would do.
final class RawMember implements WebSocket.Listener, AutoCloseable {
  /// How a relay closed.
  record Closed(int status, String reason) {}

  private final HttpClient client;
  private final boolean isReading;
  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  final WebSocket socket;

  RawMember(RelayAddress address) {
    this(address, true);
  }

  /// @param isReading whether it reads more than the challenge and the welcome
  RawMember(RelayAddress address, boolean isReading) {
    this(address, isReading, InetAddress.getLoopbackAddress());
  }

  /// @param from the address that the relay sees
  RawMember(RelayAddress address, boolean isReading, InetAddress from) {
    this.isReading = isReading;
    client = HttpClient.newBuilder().sslContext(trustingAnyone()).localAddress(from).build();
    socket =
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("wss://" + address.host() + ":" + address.port() + RelayServer.PATH),
                this)
            .join();
  }

  static SSLContext trustingAnyone() {
    try {
      SSLContext tls = SSLContext.getInstance("TLSv1.3");
      tls.init(null, new TrustManager[] {new Anyone()}, null);
      return tls;
    } catch (java.security.GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }

  @Override
  public void onOpen(WebSocket opened) {
    opened.request(isReading ? Long.MAX_VALUE : 2);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean isLast) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    partial.writeBytes(bytes);
    if (isLast) {
      if (RelayFrameCodec.decode(partial.toByteArray())
          instanceof DecodeResult.Decoded(RelayFrame frame)) {
        heard.add(frame);
      } else {
        heard.add("not a frame");
      }
      partial.reset();
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
    heard.add("pong");
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    heard.add(new Closed(status, reason));
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    heard.add(new Closed(1006, ""));
  }

  <T> T next(Class<T> kind) throws InterruptedException {
    Object next = heard.poll(10, TimeUnit.SECONDS);
    if (!kind.isInstance(next)) {
      throw new AssertionError("wanted " + kind.getSimpleName() + " but heard " + next);
    }
    return kind.cast(next);
  }

  /// The next thing of this kind; others are dropped.
  <T> T awaits(Class<T> kind) throws InterruptedException {
    java.util.Map<Object, Integer> dropped = new java.util.LinkedHashMap<>();
    while (true) {
      Object next = heard.poll(5, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("no " + kind.getSimpleName() + " heard, but " + dropped);
      }
      dropped.merge(next, 1, Integer::sum);
      if (kind.isInstance(next)) {
        return kind.cast(next);
      }
    }
  }

  RawMember send(byte[] bytes) {
    socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    return this;
  }

  RawMember send(RelayFrame frame) {
    return send(RelayFrameCodec.encode(frame));
  }

  static RelayFrame.LogIn answer(RelayFrame.Challenge challenge, StarId star, StarMember member) {
    byte[] message = LogInProof.message(star, challenge.nonce(), challenge.spkiHash(), member.id());
    return new RelayFrame.LogIn(1, star, member.id(), Bytes.of(member.sign(message)), Bytes.EMPTY);
  }

  RawMember join(int star, StarMember member) throws InterruptedException {
    send(answer(next(RelayFrame.Challenge.class), TestRelay.star(star), member));
    next(RelayFrame.Welcome.class);
    return this;
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
  }

  private static final class Anyone extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
