package dev.starshell.host.http;

import dev.starshell.host.frame.Bytes;
import dev.starshell.host.frame.DecodeResult;
import dev.starshell.host.frame.FrameBounds;
import dev.starshell.host.frame.RelayFrame;
import dev.starshell.host.frame.RelayFrameCodec;
import dev.starshell.host.http.StarSession.Note;
import dev.starshell.host.relay.CloseStatus;
import dev.starshell.host.relay.RelayBackoff;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What waits for the thread of one member's connection. Thread: any puts, the member's takes.
final class StarInbox {
  /// What waiting for a frame came to.
  sealed interface Received {
    record Frame(RelayFrame frame) implements Received {}

    record Over(SessionEnd end) implements Received {}

    record Silence() implements Received {}

    record Left() implements Received {}
  }

  /// One session has at most an opening, a message and an end or two here; old ones are closed.
  private static final int NOTES_MAX = 256;

  /// How long a relay has to answer when it is asked for a sign of life.
  static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

  /// How long after a message the connection is tried. The JDK's WebSocket loses the end of a
  /// connection that comes while it hands a message over: it reads on, but it has not yet been
  /// asked for anything that it could say.
  private static final Duration TRIED_AFTER = Duration.ofSeconds(1);

  private final BlockingQueue<Note> notes = new LinkedBlockingQueue<>(NOTES_MAX);
  private final Runnable alive;
  private final LongSupplier nanoTime;
  private final AtomicBoolean isUrgentProbeWaiting = new AtomicBoolean();
  private final AtomicBoolean isProbeWaiting = new AtomicBoolean();
  private volatile boolean isLeft;

  // The member's thread.
  private @Nullable StarSession asked;
  private long askedNanos;
  private boolean isAskedUrgently;
  private @Nullable StarSession joined;
  private long joinedNanos;
  private boolean hasGivenUp;
  private @Nullable StarSession untried;
  private long messageNanos;
  private boolean isHurried;

  /// @param alive runs on the member's thread when a relay that was asked has answered
  StarInbox(Runnable alive) {
    this(alive, System::nanoTime);
  }

  StarInbox(Runnable alive, LongSupplier nanoTime) {
    this.alive = alive;
    this.nanoTime = nanoTime;
  }

  /// The member leaves: whatever waits, stops waiting.
  void leave() {
    isLeft = true;
    // A full inbox is read soon, and each note makes the thread look at isLeft.
    boolean _ = notes.offer(new Note.Left());
  }

  boolean isLeft() {
    return isLeft;
  }

  /// Waits, unless the member leaves. Notes of old sessions are dropped.
  ///
  /// @param mayHurry whether the wait is over when the member asks for the relay
  void waitFor(Duration span, boolean mayHurry) throws InterruptedException {
    long untilNanos = nanoTime.getAsLong() + span.toNanos();
    long restNanos = span.toNanos();
    while (!isLeft && restNanos > 0) {
      Note note = take(restNanos);
      if (mayHurry && note instanceof Note.Probe(boolean isUrgent) && isUrgent) {
        return;
      }
      restNanos = untilNanos - nanoTime.getAsLong();
    }
  }

  /// The next attempt does not wait: what was tried last was lost with this machine's network.
  void hurry() {
    isHurried = true;
  }

  /// Whether the next attempt does not wait. Asked once.
  boolean takeHurry() {
    boolean was = isHurried;
    isHurried = false;
    return was;
  }

  /// The relay has let the member in.
  void joined(StarSession session) {
    joined = session;
    joinedNanos = nanoTime.getAsLong();
  }

  /// The relay is to be asked for a sign of life. However often this is called, one question of
  /// each kind waits. Thread: any.
  ///
  /// @param isUrgent whether the network has changed, so that the next attempt does not wait; or a
  ///   link is silent, which may be the relay's own fault
  void probe(boolean isUrgent) {
    AtomicBoolean isWaiting = waiting(isUrgent);
    if (isWaiting.compareAndSet(false, true) && !notes.offer(new Note.Probe(isUrgent))) {
      isWaiting.set(false);
    }
  }

  private AtomicBoolean waiting(boolean isUrgent) {
    return isUrgent ? isUrgentProbeWaiting : isProbeWaiting;
  }

  /// Takes a note. Thread: any.
  void note(Note note) {
    // Only notes of closed sessions can find it full, and nobody misses those.
    boolean _ = notes.offer(note);
  }

  /// The next note, or null at the deadline.
  @Nullable Note poll(long deadlineNanos) throws InterruptedException {
    if (isLeft) {
      return new Note.Left();
    }
    return take(deadlineNanos - nanoTime.getAsLong());
  }

  private @Nullable Note take(long withinNanos) throws InterruptedException {
    Note note = notes.poll(withinNanos, TimeUnit.NANOSECONDS);
    if (note instanceof Note.Probe(boolean isUrgent)) {
      waiting(isUrgent).set(false);
    }
    return note;
  }

  /// The next frame of the session.
  Received receive(StarSession session, long deadlineNanos) throws InterruptedException {
    while (true) {
      Note note = poll(earlier(deadlineNanos, session));
      switch (note) {
        case null -> {
          if (isToBeTried(session)) {
            untried = null;
            session.ping();
            continue;
          }
          if (!isOverdue(session)) {
            return new Received.Silence();
          }
          asked = null;
          if (session.heardNanos() - askedNanos < 0) {
            return unanswered();
          }
          // It has said something else meanwhile, and its answer comes behind that.
          alive.run();
        }
        case Note.Probe(boolean isUrgent) -> ask(session, isUrgent);
        case Note.Ponged(StarSession of) -> {
          if (of == asked) {
            asked = null;
            alive.run();
          }
        }
        case Note.Left _ -> {
          return new Received.Left();
        }
        case Note.Message(StarSession of, Bytes bytes) when of == session -> {
          untried = session;
          messageNanos = nanoTime.getAsLong();
          return switch (RelayFrameCodec.decode(bytes.toArray())) {
            case DecodeResult.Decoded(RelayFrame frame) -> new Received.Frame(frame);
            case DecodeResult.Incomplete _, DecodeResult.Malformed _ ->
                new Received.Over(
                    SessionEnd.notARelay("What answers there speaks another language."));
          };
        }
        case Note.Broken(StarSession of, String sentence) when of == session -> {
          return new Received.Over(SessionEnd.notARelay(sentence));
        }
        case Note.Ended(StarSession of, int status, String reason) when of == session -> {
          return new Received.Over(closed(status, reason));
        }
        case Note.Opened _, Note.Failed _, Note.Message _, Note.Broken _, Note.Ended _ -> {}
      }
    }
  }

  private void ask(StarSession session, boolean isUrgent) {
    if (!isUrgent && !mayDoubt(session)) {
      return;
    }
    // Whoever asks again does not give it more time.
    if (asked != session) {
      asked = session;
      askedNanos = nanoTime.getAsLong();
      isAskedUrgently = false;
      untried = null;
      session.ping();
    }
    isAskedUrgently |= isUrgent;
  }

  private boolean mayDoubt(StarSession session) {
    return joined == session && RelayBackoff.mayDoubt(hasGivenUp, since(joinedNanos));
  }

  private Received unanswered() {
    if (isAskedUrgently) {
      hurry();
    } else {
      hasGivenUp = true;
    }
    return new Received.Over(silent());
  }

  private Duration since(long nanos) {
    return Duration.ofNanos(nanoTime.getAsLong() - nanos);
  }

  private long earlier(long deadlineNanos, StarSession session) {
    long earliest = deadlineNanos;
    if (asked == session) {
      earliest = earlier(earliest, askedNanos + ANSWER_WITHIN.toNanos());
    }
    if (untried == session) {
      earliest = earlier(earliest, messageNanos + TRIED_AFTER.toNanos());
    }
    return earliest;
  }

  private static long earlier(long oneNanos, long otherNanos) {
    return otherNanos - oneNanos < 0 ? otherNanos : oneNanos;
  }

  private boolean isToBeTried(StarSession session) {
    return untried == session && since(messageNanos).compareTo(TRIED_AFTER) >= 0;
  }

  private boolean isOverdue(StarSession session) {
    return asked == session && since(askedNanos).compareTo(ANSWER_WITHIN) >= 0;
  }

  static SessionEnd silent() {
    return SessionEnd.unreachable("The relay has fallen silent; it is tried again.");
  }

  private static SessionEnd closed(int status, String reason) {
    if (status == CloseStatus.TOO_LARGE.code()) {
      return new SessionEnd(
          "FRAME_TOO_LARGE", "The relay refused a frame of more than 64 KiB.", true, 0);
    }
    return FrameBounds.isCode(reason)
        ? new SessionEnd(reason, "The relay has closed the connection.", true, 0)
        : SessionEnd.unreachable("The connection to the relay is lost; it is tried again.");
  }
}
