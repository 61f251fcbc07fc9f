package dev.starshell.host.http;

import dev.starshell.host.frame.Bytes;
import dev.starshell.host.frame.FrameBounds;
import dev.starshell.host.frame.RelayFrame;
import dev.starshell.host.frame.RelayFrameCodec;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One WebSocket of a member to a relay. Hands each message over whole, and asks for the next one
/// only when told, so that at most one waits.
final class StarSession implements WebSocket.Listener {
  /// What happens to a session.
  sealed interface Note {
    /// The WebSocket is open.
    record Opened(StarSession session, WebSocket socket) implements Note {}

    /// The WebSocket could not be opened.
    record Failed(StarSession session, Throwable failure) implements Note {}

    /// A whole binary message has come.
    record Message(StarSession session, Bytes bytes) implements Note {}

    /// The relay sent what no relay sends.
    record Broken(StarSession session, String sentence) implements Note {}

    /// The WebSocket is gone.
    record Ended(StarSession session, int status, String reason) implements Note {}

    /// The relay has answered a ping.
    record Ponged(StarSession session) implements Note {}

    /// The member asks whether the relay is still there.
    ///
    /// @param isUrgent whether the next attempt is not to wait if it is not
    record Probe(boolean isUrgent) implements Note {}

    /// The member leaves.
    record Left() implements Note {}
  }

  /// Frames and bytes that wait to be sent. The same as the relay holds for a member.
  private static final int QUEUE_MESSAGES_MAX = 256;

  private static final int QUEUE_BYTES_MAX = 256 << 10;
  private static final int STATUS_LOST = 1006;
  private static final long CLOSE_MILLIS = 500;

  private final Consumer<Note> notes;
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private volatile long heardNanos = System.nanoTime();

  // Guarded by this.
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private @Nullable WebSocket socket;
  private int waitingBytes;
  private boolean isSending;
  private boolean isClosed;

  StarSession(Consumer<Note> notes) {
    this.notes = notes;
  }

  /// When the relay last showed life. Monotonic.
  long heardNanos() {
    return heardNanos;
  }

  /// Takes the result of the attempt to open; after [#close] the socket is dropped.
  void opened(@Nullable WebSocket opened, @Nullable Throwable failure) {
    if (opened == null) {
      notes.accept(new Note.Failed(this, failure == null ? new IllegalStateException() : failure));
      return;
    }
    boolean isLate;
    synchronized (this) {
      socket = opened;
      isLate = isClosed;
    }
    if (isLate) {
      opened.abort();
    } else {
      notes.accept(new Note.Opened(this, opened));
    }
  }

  @Override
  public void onOpen(WebSocket opened) {
    // Nothing is asked for yet: what comes must not overtake the news that the socket is open.
    boolean isLate;
    synchronized (this) {
      isLate = isClosed;
    }
    if (isLate) {
      opened.abort();
    }
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean isLast) {
    heardNanos = System.nanoTime();
    if (partial.size() + data.remaining() > FrameBounds.FRAME_BYTES_MAX) {
      notes.accept(new Note.Broken(this, "The relay sent a frame of more than 64 KiB."));
      return null;
    }
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    partial.writeBytes(bytes);
    if (isLast) {
      notes.accept(new Note.Message(this, Bytes.of(partial.toByteArray())));
      partial.reset();
    } else {
      from.request(1);
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
    notes.accept(new Note.Broken(this, "The relay sent text."));
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
    heardNanos = System.nanoTime();
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
    heardNanos = System.nanoTime();
    notes.accept(new Note.Ponged(this));
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    notes.accept(new Note.Ended(this, status, reason));
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    notes.accept(new Note.Ended(this, STATUS_LOST, ""));
  }

  /// Lets the next message come.
  void demand() {
    WebSocket open = openSocket();
    if (open != null) {
      open.request(1);
    }
  }

  /// Asks for a sign of life. If that cannot be sent, the session is over.
  void ping() {
    WebSocket open = openSocket();
    if (open != null) {
      CompletableFuture<WebSocket> _ =
          open.sendPing(ByteBuffer.allocate(0))
              .whenComplete((_, failure) -> {
                // The ping before has not left yet, and tells the same.
                if (!(failure instanceof IllegalStateException)) {
                  endedBy(failure);
                }
              });
    }
  }

  private void endedBy(@Nullable Throwable failure) {
    if (failure != null) {
      notes.accept(new Note.Ended(this, STATUS_LOST, ""));
    }
  }

  /// Queues a frame.
  ///
  /// @return false if there is no room for it
  boolean send(RelayFrame frame) {
    byte[] bytes = RelayFrameCodec.encode(frame);
    synchronized (this) {
      if (isClosed
          || socket == null
          || waiting.size() >= QUEUE_MESSAGES_MAX
          || waitingBytes + bytes.length > QUEUE_BYTES_MAX) {
        return false;
      }
      waiting.add(bytes);
      waitingBytes += bytes.length;
    }
    sendNext();
    return true;
  }

  private void sendNext() {
    WebSocket open;
    byte[] next;
    synchronized (this) {
      open = socket;
      if (isSending || isClosed || open == null) {
        return;
      }
      next = waiting.poll();
      if (next == null) {
        return;
      }
      waitingBytes -= next.length;
      isSending = true;
    }
    CompletableFuture<WebSocket> _ =
        open.sendBinary(ByteBuffer.wrap(next), true)
            .whenComplete((_, failure) -> {
              synchronized (this) {
                isSending = false;
              }
              endedBy(failure);
              if (failure == null) {
                sendNext();
              }
            });
  }

  /// Says good-bye if that is quick, and is gone.
  void close() {
    WebSocket open;
    synchronized (this) {
      isClosed = true;
      waiting.clear();
      open = socket;
    }
    if (open != null) {
      CompletableFuture<WebSocket> _ =
          open.sendClose(WebSocket.NORMAL_CLOSURE, "")
              .orTimeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS)
              .whenComplete((_, _) -> open.abort());
    }
  }

  private synchronized @Nullable WebSocket openSocket() {
    return isClosed ? null : socket;
  }
}
