package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.protocol.TransferMessage.Arrival;
import dev.starshell.syncshell.schedule.CongestionWindow;
import dev.starshell.syncshell.schedule.CongestionWindow.Bounds;
import dev.starshell.syncshell.schedule.RttEstimate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What of a generation's data frames is under way, and how much may be on each association.
/// Belongs to the pump: under its lock.
///
/// The delay of a frame counts from when it left for the network: before that it waited for the
/// carrier's own window, which says nothing of the path's queue. It ends with the arrival by the
/// receiver's clock, so that the way back of the news counts for nothing.
final class Flight {
  /// After so long without a frame under way nothing is known of the path any more.
  static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(30);

  /// A frame that is under way for longer waits for something else than a queue.
  static final Duration LATE_AFTER = Duration.ofSeconds(1);

  /// Who was heard within that goes on speaking: a heartbeat comes every second in a silence.
  private static final Duration SPEAKS_WITHIN = Duration.ofSeconds(2);

  /// Who was heard within that is there, as far as anybody knows.
  static final Duration HEARD_WITHIN = Duration.ofMillis(100);

  /// When a frame left is known well enough for a delay to count from there.
  private static final Duration SURE = Duration.ofMillis(20);

  private final Channel[] channels;
  private final Association[] associations;
  private CongestionWindow window;

  private final Bounds bounds;
  private RoundTrip round;

  /// When something arrived last.
  private Moment heard;

  private RttEstimate rtt = RttEstimate.UNKNOWN;

  /// When the other side was asked last whether it is there, if nothing was handed over since.
  private @Nullable Moment asked;

  /// What is to come before more follows.
  enum Awaited {
    NOTHING,
    /// News of what is under way.
    ARRIVAL,
    /// Anything of the other side, which is to be asked: nothing is under way that would bring
    /// news.
    ANSWER
  }

  /// What a round has shown so far.
  private static final class RoundTrip {
    private final Moment began;
    private @Nullable Duration delay;
    private @Nullable Duration there;
    private boolean limited;

    RoundTrip(Moment began) {
      this.began = began;
    }

    void seen(Duration oneWay, Duration roundTrip) {
      delay = delay == null || oneWay.compareTo(delay) < 0 ? oneWay : delay;
      there = there == null || roundTrip.compareTo(there) < 0 ? roundTrip : there;
    }
  }

  private static final class Association {
    private long underWayBytes;

    /// Since when something is under way and nothing has arrived.
    private Moment waitedSince;

    Association(Moment now) {
      waitedSince = now;
    }

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

    /// When it left at the earliest; until it is known to have left, when it was handed over.
    private Moment left;

    private boolean sure = true;

    Frame(int bytes, long endBytes, Moment handedOver) {
      this.bytes = bytes;
      this.endBytes = endBytes;
      this.handedOver = handedOver;
      this.left = handedOver;
    }

    void leftBetween(Moment after, Moment now) {
      left = after.isAfter(handedOver) ? after : handedOver;
      sure = now.since(left).compareTo(SURE) <= 0;
    }
  }

  Flight(BundleSettings settings, long nowNanos) {
    heard = new Moment(nowNanos);
    associations = new Association[settings.associations()];
    Arrays.setAll(associations, _ -> new Association(heard));
    channels = new Channel[settings.channels()];
    Arrays.setAll(channels, n -> new Channel(associations[n % associations.length]));
    long least = Limits.LINK_WINDOW_BYTES_LEAST / associations.length;
    long most = Limits.LINK_WINDOW_BYTES / associations.length;
    bounds = new Bounds(least, most);
    round = new RoundTrip(heard);
    window = CongestionWindow.begin(bounds, heard);
  }

  /// What is to come before more follows.
  ///
  /// @param bytesPerSecond that are allowed; 0 if all are
  /// @param spokeNanos when anything came from the other side last
  Awaited awaited(long bytesPerSecond, long spokeNanos, long nowNanos) {
    Moment now = new Moment(nowNanos);
    Moment spoke = new Moment(spokeNanos);
    if (underWayBytes() == 0) {
      return rtt.isKnown() && !isThere(spoke, now) ? Awaited.ANSWER : Awaited.NOTHING;
    }
    boolean waits = suffices(bytesPerSecond, now) || mayBeGone(spoke, now);
    return waits ? Awaited.ARRIVAL : Awaited.NOTHING;
  }

  /// Whether the other side was heard lately, or has answered.
  private boolean isThere(Moment spoke, Moment now) {
    Duration silent = now.since(spoke);
    boolean answered = asked != null && spoke.isAfter(asked);
    return silent.compareTo(answered ? SPEAKS_WITHIN : HEARD_WITHIN) <= 0;
  }

  /// Whether the other side is to be asked now: it was not yet, or its answer was of no use.
  boolean ask(long spokeNanos, long nowNanos) {
    if (asked != null && !new Moment(spokeNanos).isAfter(asked)) {
      return false;
    }
    asked = new Moment(nowNanos);
    return true;
  }

  /// Whether what is under way lasts at the rate that is allowed until the news of its arrival:
  /// more would be lost with a path that dies. What is overdue counts for nothing: its association
  /// may be stuck, and the others are not.
  private boolean suffices(long bytesPerSecond, Moment now) {
    long coming =
        Arrays.stream(associations)
            .filter(on -> !rtt.isOverdue(now.since(on.waitedSince)))
            .mapToLong(on -> on.underWayBytes)
            .sum();
    return coming > 0 && rtt.suffices(coming, bytesPerSecond);
  }

  /// Whether the path may be gone: nothing has arrived for long, something is overdue, and the
  /// other side does not go on speaking either. What follows would be lost too, also on an
  /// association on which nothing is overdue yet; what is under way brings the news, once there is
  /// a path.
  ///
  /// @param spoke when anything came from the other side last
  private boolean mayBeGone(Moment spoke, Moment now) {
    return rtt.isOverdue(now.since(heard))
        && Arrays.stream(associations)
            .anyMatch(on -> on.underWayBytes > 0 && isMissed(on, spoke, now));
  }

  private boolean isMissed(Association on, Moment spoke, Moment now) {
    boolean speaks =
        spoke.since(on.waitedSince).compareTo(LATE_AFTER) > 0
            && now.since(spoke).compareTo(SPEAKS_WITHIN) <= 0;
    return !speaks && rtt.isOverdue(now.since(on.waitedSince));
  }

  /// Whether a frame of that size may be handed to the carrier. One always may be under way.
  boolean hasRoom(int channel, int bytes) {
    long underWay = channels[channel].on.underWayBytes;
    return underWay == 0 || underWay + bytes <= window.bytes();
  }

  /// A frame waits for room. While much of the window waits in the carrier, a larger one would not
  /// help.
  void refused(int channel) {
    round.limited |= channels[channel].on.waitingBytes <= window.bytes() / 2;
  }

  /// A frame is handed to the carrier.
  void handedOver(int channel, int bytes, long nowNanos) {
    Moment now = new Moment(nowNanos);
    asked = null;
    if (underWayBytes() == 0) {
      if (now.since(heard).compareTo(FORGOTTEN_AFTER) >= 0) {
        window = CongestionWindow.begin(bounds, now);
        rtt = RttEstimate.UNKNOWN;
      }
      round = new RoundTrip(now);
    }
    Channel to = channels[channel];
    if (to.on.underWayBytes == 0) {
      to.on.waitedSince = now;
    }
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
    Frame frame = from.underWay.pollLast();
    if (frame == null || from.waiting.pollLast() != frame) {
      throw new IllegalStateException("a frame has arrived that was never sent");
    }
    from.handedFrames--;
    from.handedBytes -= frame.bytes;
    from.on.underWayBytes -= frame.bytes;
    from.on.waitingBytes -= frame.bytes;
  }

  /// So many frames of a channel have left for the network, not all of them before `afterNanos`.
  void left(int channel, long frames, long afterNanos, long nowNanos) {
    Channel from = channels[channel];
    Moment after = new Moment(afterNanos);
    Moment now = new Moment(nowNanos);
    while (from.handedFrames - from.waiting.size() < frames && !from.waiting.isEmpty()) {
      noLongerWaiting(from).leftBetween(after, now);
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
    for (Arrival arrival : arrivals) {
      if (arrival.channel() >= channels.length
          || arrival.bytes() > channels[arrival.channel()].handedBytes) {
        return false;
      }
      take(channels[arrival.channel()], arrival, now);
    }
    if (round.delay != null && round.there != null) {
      window =
          window.rounded(new CongestionWindow.Round(round.delay, round.there, round.limited), now);
      round = new RoundTrip(now);
    }
    return true;
  }

  /// Takes in what has come on a channel. The last frame of it ends the round, if it was handed
  /// over in it and it is known when it left.
  private void take(Channel channel, Arrival arrival, Moment now) {
    Frame last = null;
    while (!channel.underWay.isEmpty() && channel.underWay.peek().endBytes <= arrival.bytes()) {
      last = channel.underWay.remove();
      channel.arrivedBytes = last.endBytes;
      channel.on.underWayBytes -= last.bytes;
      if (channel.waiting.peek() == last) {
        // It has left before the carrier has noticed.
        noLongerWaiting(channel);
      }
      heard = now;
    }
    if (last != null) {
      channel.on.waitedSince = now;
      rtt = rtt.with(now.since(last.handedOver));
    }
    if (last != null && last.sure && !round.began.isAfter(last.handedOver)) {
      Duration oneWay =
          new Moment(TimeUnit.MICROSECONDS.toNanos(arrival.atMicros())).since(last.left);
      round.seen(oneWay, now.since(last.left));
    }
  }

  /// Whether a frame is under way for longer than [#LATE_AFTER].
  boolean isLate(long nowNanos) {
    Moment now = new Moment(nowNanos);
    return Arrays.stream(channels).anyMatch(channel -> isLate(channel, now));
  }

  private static boolean isLate(Channel channel, Moment now) {
    Frame oldest = channel.underWay.peek();
    return oldest != null && now.since(oldest.left).compareTo(LATE_AFTER) > 0;
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
