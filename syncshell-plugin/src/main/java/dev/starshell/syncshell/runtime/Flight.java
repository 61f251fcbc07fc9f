package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.protocol.TransferMessage.Arrival;
import dev.starshell.syncshell.schedule.CongestionWindow;
import dev.starshell.syncshell.schedule.CongestionWindow.Bounds;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What of a generation's data frames is under way on each association, and how much may be.
/// Belongs to the pump: under its lock.
final class Flight {
  private final Association[] associations;
  private CongestionWindow window;

  /// When the round began, the shortest delay in it, and whether something waited for the window.
  private Moment roundBegan;

  private Duration shortest = NONE;
  private boolean limited;

  private static final Duration NONE = Duration.ofNanos(Long.MAX_VALUE);

  /// A frame that was handed to the carrier.
  ///
  /// @param endBytes all bytes of the association up to its end
  private record Frame(long endBytes, long sentNanos) {}

  private static final class Association {
    private final Deque<Frame> frames = new ArrayDeque<>();
    private long sentBytes;
    private long arrivedBytes;

    long underWay() {
      return sentBytes - arrivedBytes;
    }
  }

  Flight(int associations, long nowNanos) {
    this.associations = new Association[associations];
    Arrays.setAll(this.associations, _ -> new Association());
    Moment now = new Moment(nowNanos);
    long least = Limits.LINK_WINDOW_BYTES_LEAST / associations;
    this.window =
        CongestionWindow.begin(
            new Bounds(least, Math.max(least, Limits.LINK_WINDOW_BYTES / associations)), now);
    this.roundBegan = now;
  }

  /// Whether a frame of that size may be handed to the carrier; if not, that is noted. One always
  /// may be under way.
  boolean hasRoom(int association, int bytes) {
    long underWay = associations[association].underWay();
    boolean room = underWay == 0 || underWay + bytes <= window.bytes();
    limited |= !room;
    return room;
  }

  /// A frame is about to be handed over.
  void leaves(int association, int bytes, long nowNanos) {
    if (isEmpty()) {
      beginRound(new Moment(nowNanos));
    }
    Association on = associations[association];
    on.sentBytes += bytes;
    on.frames.add(new Frame(on.sentBytes, nowNanos));
  }

  /// The carrier did not take it.
  void stays(int association, int bytes) {
    Association on = associations[association];
    on.frames.removeLast();
    on.sentBytes -= bytes;
  }

  /// The receiver says how far they have come. What it has said before may come after; it changes
  /// nothing.
  ///
  /// @return false if it has more than was sent
  boolean arrived(List<Arrival> arrivals, long nowNanos) {
    if (arrivals.size() != associations.length) {
      return false;
    }
    boolean roundOver = false;
    for (int i = 0; i < associations.length; i++) {
      Association on = associations[i];
      Arrival arrival = arrivals.get(i);
      if (arrival.bytes() > on.sentBytes) {
        return false;
      }
      roundOver |= take(on, arrival, nowNanos);
    }
    if (roundOver) {
      Moment now = new Moment(nowNanos);
      window = window.rounded(shortest, limited, now);
      beginRound(now);
    }
    return true;
  }

  /// Whether one of the frames that have come was sent in this round.
  private boolean take(Association on, Arrival arrival, long nowNanos) {
    on.arrivedBytes = Math.max(on.arrivedBytes, arrival.bytes());
    Frame last = null;
    while (!on.frames.isEmpty() && on.frames.peek().endBytes() <= arrival.bytes()) {
      last = on.frames.remove();
    }
    if (last == null || new Moment(last.sentNanos()).compareTo(roundBegan) < 0) {
      return false;
    }
    long delay = nowNanos - last.sentNanos() - TimeUnit.MICROSECONDS.toNanos(arrival.agoMicros());
    Duration taken = Duration.ofNanos(Math.max(0, delay));
    shortest = taken.compareTo(shortest) < 0 ? taken : shortest;
    return true;
  }

  private void beginRound(Moment now) {
    roundBegan = now;
    shortest = NONE;
    limited = false;
  }

  private boolean isEmpty() {
    return Arrays.stream(associations).allMatch(on -> on.underWay() == 0);
  }

  /// Unit: bytes.
  long underWay() {
    return Arrays.stream(associations).mapToLong(Association::underWay).sum();
  }

  /// All that has arrived. Unit: bytes.
  long arrivedBytes() {
    return Arrays.stream(associations).mapToLong(on -> on.arrivedBytes).sum();
  }

  /// What may be under way on each association. Unit: bytes.
  long windowBytes() {
    return window.bytes();
  }
}
