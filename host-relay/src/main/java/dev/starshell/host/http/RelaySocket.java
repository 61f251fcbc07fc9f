package dev.starshell.host.http;

import dev.starshell.host.frame.DecodeResult;
import dev.starshell.host.frame.FrameBounds;
import dev.starshell.host.frame.RelayFrameCodec;
import dev.starshell.host.relay.CloseStatus;
import dev.starshell.host.relay.ConnectionId;
import dev.starshell.host.relay.Network;
import dev.starshell.host.relay.RelayEvent;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.exceptions.MessageTooLargeException;
import org.jspecify.annotations.Nullable;

/// One WebSocket of the relay. It turns what comes into events and writes what is queued, one frame
/// after another, without ever waiting.
///
/// The next frame is asked for when the machine is done with the last one, so a peer has at most
/// one frame in the relay's inbox. Thread: the server's for what comes, the relay's for the rest.
///
/// Public only because the web server looks its methods up by reflection.
public final class RelaySocket implements Session.Listener {
  private record Farewell(CloseStatus status, String reason) {}

  private static final long LINGER_MILLIS = 250;

  private final ConnectionId id;
  private final Network network;
  private final RelayLoop loop;

  // Guarded by this: session, waiting, isWriting, farewell, isClosed, and what was written.
  private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
  private @Nullable Session session;
  private @Nullable Farewell farewell;
  private boolean isWriting;
  private boolean isGone;
  private int writtenMessages;
  private boolean isWrittenReported;

  RelaySocket(ConnectionId id, Network network, RelayLoop loop) {
    this.id = id;
    this.network = network;
    this.loop = loop;
  }

  ConnectionId id() {
    return id;
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    synchronized (this) {
      session = opened;
    }
    opened.setMaxBinaryMessageSize(FrameBounds.GREETING_BYTES_MAX);
    opened.setMaxFrameSize(FrameBounds.GREETING_BYTES_MAX);
    opened.setMaxTextMessageSize(FrameBounds.GREETING_BYTES_MAX);
    loop.opened(this, network);
    opened.demand();
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    callback.succeed();
    long now = System.nanoTime();
    loop.post(
        switch (RelayFrameCodec.decode(bytes)) {
          case DecodeResult.Decoded(var frame) -> new RelayEvent.FrameArrived(id, frame, now);
          case DecodeResult.Incomplete _ -> malformed("The frame ends early.");
          case DecodeResult.Malformed(String detail) ->
              malformed("A frame is broken: " + detail + ".");
        });
  }

  @Override
  public void onWebSocketText(String text) {
    loop.post(malformed("The relay takes binary frames only, and this was text."));
  }

  @Override
  public void onWebSocketPong(ByteBuffer payload) {
    loop.post(new RelayEvent.Heard(id, System.nanoTime()));
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    // The server closes the socket after this, with the status that fits; only the reason is ours.
    if (cause instanceof MessageTooLargeException) {
      loop.tooLarge();
    }
  }

  @Override
  public void onWebSocketClose(int statusCode, @Nullable String reason, Callback callback) {
    synchronized (this) {
      isGone = true;
      waiting.clear();
    }
    callback.succeed();
    loop.gone(this);
  }

  private RelayEvent malformed(String sentence) {
    return new RelayEvent.FrameBroken(id, "FRAME_MALFORMED", sentence, System.nanoTime());
  }

  /// Lets the next frame come.
  void demand() {
    Session open = openSession();
    if (open != null && open.isOpen()) {
      open.demand();
    }
  }

  void allowFullFrames() {
    Session open = openSession();
    if (open != null) {
      open.setMaxBinaryMessageSize(FrameBounds.FRAME_BYTES_MAX);
      open.setMaxFrameSize(FrameBounds.FRAME_BYTES_MAX);
    }
  }

  void send(byte[] bytes) {
    synchronized (this) {
      if (isGone || farewell != null) {
        return;
      }
      waiting.add(ByteBuffer.wrap(bytes));
    }
    writeNext();
  }

  void ping() {
    Session open = openSession();
    if (open != null) {
      open.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
    }
  }

  /// Closes when all that waits has left.
  void close(CloseStatus status, String reason) {
    synchronized (this) {
      farewell = new Farewell(status, reason);
    }
    writeNext();
  }

  /// Forgets what waits, and closes.
  void closeNow(CloseStatus status, String reason) {
    Session open;
    synchronized (this) {
      waiting.clear();
      isGone = true;
      open = session;
    }
    if (open != null) {
      open.close(status.code(), reason, Callback.NOOP);
    }
  }

  void cut() {
    Session open = openSession();
    if (open != null) {
      open.disconnect();
    }
  }

  /// What was written since the last call.
  synchronized RelayEvent.Written takeWritten() {
    RelayEvent.Written written = new RelayEvent.Written(id, writtenMessages);
    writtenMessages = 0;
    isWrittenReported = false;
    return written;
  }

  private synchronized @Nullable Session openSession() {
    return session;
  }

  /// Starts the next write if none is under way.
  private void writeNext() {
    Session open;
    ByteBuffer next;
    Farewell last = null;
    synchronized (this) {
      open = session;
      if (isWriting || isGone || open == null) {
        return;
      }
      next = waiting.poll();
      if (next == null) {
        last = farewell;
        if (last == null) {
          return;
        }
        isGone = true;
      } else {
        isWriting = true;
      }
    }
    if (next != null) {
      open.sendBinary(next, Callback.from(this::written, _ -> failed()));
    } else if (last != null) {
      linger(open, last);
    }
  }

  /// Gives the peer a moment to read why, and to close by itself, as a member of ours does. The
  /// server ends TCP right behind a close frame that is not 1000, and if the peer was sending, the
  /// reset takes with it what the peer has not read yet.
  private static void linger(Session open, Farewell last) {
    CompletableFuture.delayedExecutor(LINGER_MILLIS, TimeUnit.MILLISECONDS)
        .execute(() -> open.close(last.status().code(), last.reason(), Callback.NOOP));
  }

  private void written() {
    boolean isNews;
    synchronized (this) {
      isWriting = false;
      writtenMessages++;
      isNews = !isWrittenReported;
      isWrittenReported = true;
    }
    if (isNews) {
      loop.wrote(this);
    }
    writeNext();
  }

  private void failed() {
    Session open;
    synchronized (this) {
      isWriting = false;
      isGone = true;
      waiting.clear();
      open = session;
    }
    if (open != null) {
      open.disconnect();
    }
  }
}
