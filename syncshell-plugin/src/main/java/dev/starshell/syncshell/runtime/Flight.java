package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
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
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/// What of a generation's data frames is under way, and how much may be on each association.
/// Belongs to the pump: under its lock.
///
/// The delay of a frame counts from when it left for the network: before that it waited for the
/// carrier's own window, which says nothing of the path's queue.
final class Flight {
  private static final Duration NONE = Duration.ofNanos(Long.MAX_VALUE);

  private final Channel[] channels;
  private final Association[] associations;
  private CongestionWindow window;

  /// When the round began, the shortest delay in it, and whether something waited for the window.
  private Moment roundBegan;

  private Duration shortest = NONE;
  private boolean limited;

  private static final class Association {
    private long underWayBytes;

    /// What of it waits in the carrier, as far as is known.
    private long waitingBytes;
  }

  private static final class Channel {
    private final Association on;

    /// Handed over, and not left for the network as far as is known.
    private final Deque<Frame> waiting = new ArrayDeque<>();

    /// All that has not arrived.
    private final Deque<Frame> underWay = new ArrayDeque<>();

    private long handedFrames;
    private long handedBytes;
    private long arrivedBytes;

    Channel(Association on) {
      this.on = on;
    }
  }

  private static final class Frame {
    private final int bytes;
    private final long endBytes;
    private final Moment handedOver;

    /// When it left; until that is known, when it was handed over.
    private Moment left;

    Frame(int bytes, long endBytes, Moment handedOver) {
      this.bytes = bytes;
      this.endBytes = endBytes;
      this.handedOver = handedOver;
      this.left = handedOver;
    }
  }

  Flight(BundleSettings settings, long nowNanos) {
    associations = new Association[settings.associations()];
    Arrays.setAll(associations, _ -> new Association());
    channels = new Channel[settings.channels()];
    Arrays.setAll(channels, n -> new Channel(associations[n % associations.length]));
    long least = Limits.LINK_WINDOW_BYTES_LEAST / associations.length;
    long most = Limits.LINK_WINDOW_BYTES / associations.length;
    roundBegan = new Moment(nowNanos);
    window = CongestionWindow.begin(new Bounds(least, most), roundBegan);
  }

  /// Whether a frame of that size may be handed to the carrier. One always may be under way. If it
  /// may not, and the path could take more, that is noted.
  boolean hasRoom(int channel, int bytes) {
    Association on = channels[channel].on;
    boolean room = on.underWayBytes == 0 || on.underWayBytes + bytes <= window.bytes();
    limited |= !room && on.waitingBytes <= window.bytes() / 2;
    return room;
  }

  /// A frame is handed to the carrier.
  void handedOver(int channel, int bytes, long nowNanos) {
    Moment now = new Moment(nowNanos);
    if (underWayBytes() == 0) {
      beginRound(now);
    }
    Channel to = channels[channel];
    to.handedFrames++;
    to.handedBytes += bytes;
    to.on.underWayBytes += bytes;
    to.on.waitingBytes += bytes;
    Frame frame = new Frame(bytes, to.handedBytes, now);
    to.waiting.add(frame);
    to.underWay.add(frame);
  }

  /// The carrier did not take the last one.
  void takenBack(int channel) {
    Channel from = channels[channel];
    Frame frame = from.underWay.removeLast();
    from.waiting.removeLast();
    from.handedFrames--;
    from.handedBytes -= frame.bytes;
    from.on.underWayBytes -= frame.bytes;
    from.on.waitingBytes -= frame.bytes;
  }

  /// So many frames of a channel have left for the network.
  void left(int channel, long frames, long nowNanos) {
    Channel from = channels[channel];
    Moment now = new Moment(nowNanos);
    while (from.handedFrames - from.waiting.size() < frames && !from.waiting.isEmpty()) {
      noLongerWaiting(from).left = now;
    }
  }

  private static Frame noLongerWaiting(Channel from) {
    Frame frame = from.waiting.remove();
    from.on.waitingBytes -= frame.bytes;
    return frame;
  }

  /// The receiver says how far they have come. What it has said before may come after; it changes
  /// nothing.
  ///
  /// @return false if it has more than was sent
  boolean arrived(List<Arrival> arrivals, long nowNanos) {
    Moment now = new Moment(nowNanos);
    boolean roundOver = false;
    for (Arrival arrival : arrivals) {
      if (arrival.channel() >= channels.length
          || arrival.bytes() > channels[arrival.channel()].handedBytes) {
        return false;
      }
      roundOver |= take(channels[arrival.channel()], arrival, now);
    }
    if (roundOver) {
      window = window.rounded(shortest, limited, now);
      beginRound(now);
    }
    return true;
  }

  /// Whether one of the frames that have come was handed over in this round.
  private boolean take(Channel on, Arrival arrival, Moment now) {
    Queue<Frame> frames = on.underWay;
    Frame last = null;
    while (!frames.isEmpty() && frames.peek().endBytes <= arrival.bytes()) {
      last = frames.remove();
      on.arrivedBytes = last.endBytes;
      on.on.underWayBytes -= last.bytes;
      if (on.waiting.peek() == last) {
        // It has left before the carrier has noticed.
        noLongerWaiting(on);
      }
    }
    if (last == null || last.handedOver.compareTo(roundBegan) < 0) {
      return false;
    }
    long ago = TimeUnit.MICROSECONDS.toNanos(arrival.agoMicros());
    Duration delay = Duration.ofNanos(Math.max(0, now.since(last.left).toNanos() - ago));
    shortest = delay.compareTo(shortest) < 0 ? delay : shortest;
    return true;
  }

  private void beginRound(Moment now) {
    roundBegan = now;
    shortest = NONE;
    limited = false;
  }

  /// Unit: bytes.
  long underWayBytes() {
    return Arrays.stream(associations).mapToLong(on -> on.underWayBytes).sum();
  }

  /// All that has arrived. Unit: bytes.
  long arrivedBytes() {
    return Arrays.stream(channels).mapToLong(channel -> channel.arrivedBytes).sum();
  }

  /// What may be under way on each association. Unit: bytes.
  long windowBytes() {
    return window.bytes();
  }
}
