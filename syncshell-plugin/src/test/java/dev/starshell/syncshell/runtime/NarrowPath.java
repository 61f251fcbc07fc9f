package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.protocol.TransferMessage.Arrival;
import dev.starshell.syncshell.schedule.BandwidthBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Senders that always have something to say, a queue that loses what does not fit, a narrow place,
/// and receivers that tell what came: on a virtual clock, one frame at a time.
final class NarrowPath {
  private static final long MILLI = 1_000_000;

  private final double bytesPerNano;
  private final long queueBytesMax;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private final List<Sender> senders = new ArrayList<>();
  private long now;
  private long number;
  private long freeAt;
  private long rttNanos;
  long frames;
  long lostFrames;

  private record Event(long at, long number, Runnable task) {}

  NarrowPath(int megabits, Duration rtt, Duration queue) {
    this.bytesPerNano = megabits / 8e3;
    this.queueBytesMax = (long) (queue.toNanos() * bytesPerNano);
    this.rttNanos = rtt.toNanos();
  }

  /// One side of a link: as many associations as given, each with frames of 64 KiB on average.
  final class Sender {
    final Flight flight;
    private final int associations;
    private final long[] comeBytes;
    private final long[] lastNanos;
    private final long[] leftFrames;
    private long toldNanos = -1_000 * MILLI;
    private boolean due;
    private int turn;
    private final long rateBytes;
    private BandwidthBudget budget;

    /// Whether the next frame is paid for, and whether the limit still holds it.
    private boolean paid;

    private boolean paces;
    private long heardNanos = now;
    int handedOver;
    int questions;

    Sender(int associations) {
      this(associations, 0);
    }

    /// @param rateBytes that may be sent in a second; 0 if all may
    Sender(int associations, long rateBytes) {
      this.associations = associations;
      this.rateBytes = rateBytes;
      budget = BandwidthBudget.ofRate(rateBytes, new Moment(now));
      flight = new Flight(new BundleSettings(associations, associations + 1, true), now);
      comeBytes = new long[associations + 1];
      lastNanos = new long[associations + 1];
      leftFrames = new long[associations + 1];
      senders.add(this);
      send();
    }

    private int frameBytes() {
      return 24 * 1024 + (turn * 7_919 % 80) * 1024;
    }

    private void send() {
      for (int refused = 0; refused < associations && !paces; ) {
        int channel = 1 + turn % associations;
        if (isHeldBack()) {
          return;
        }
        if (!flight.hasRoom(channel, frameBytes())) {
          flight.refused(channel);
          refused++;
          turn++;
          paid = false;
        } else if (paid || rateBytes == 0) {
          handOver(channel);
          refused = 0;
        } else {
          pay();
        }
      }
    }

    /// As the pump has it: a frame is paid for before the other side is asked.
    private boolean isHeldBack() {
      Flight.Awaited awaited = flight.awaited(rateBytes, heardNanos, now);
      boolean asks = awaited == Flight.Awaited.ANSWER && (paid || rateBytes == 0);
      if (asks) {
        ask();
      }
      return asks || awaited == Flight.Awaited.ARRIVAL;
    }

    private void handOver(int channel) {
      flight.handedOver(channel, frameBytes(), now);
      flight.left(channel, ++leftFrames[channel], now - 5 * MILLI, now);
      enter(channel, frameBytes());
      handedOver++;
      paid = false;
      turn++;
    }

    private void pay() {
      BandwidthBudget.Grant grant = budget.take(frameBytes(), new Moment(now));
      budget = grant.budget();
      paid = true;
      paces = true;
      after(
          grant.delay().toNanos(),
          () -> {
            paces = false;
            send();
          });
    }

    /// The answer comes a round trip later.
    private void ask() {
      if (flight.ask(heardNanos, now)) {
        questions++;
        after(rttNanos, this::heard);
      }
    }

    private void heard() {
      heardNanos = now;
      send();
    }

    private void enter(int channel, int bytes) {
      frames++;
      double queued = Math.max(0, freeAt - now) * bytesPerNano;
      if (queued + bytes > queueBytesMax) {
        lostFrames++;
        // The carrier sends it again until it has come; here that takes a second.
        after(1_000 * MILLI, () -> enter(channel, bytes));
        return;
      }
      freeAt = Math.max(freeAt, now) + (long) (bytes / bytesPerNano);
      after(freeAt - now + rttNanos / 2, () -> come(channel, bytes));
    }

    private void come(int channel, int bytes) {
      comeBytes[channel] += bytes;
      lastNanos[channel] = now;
      if (!due) {
        due = true;
        after(Math.max(0, toldNanos + ArrivalReports.PACE.toNanos() - now), this::tell);
      }
    }

    private void tell() {
      due = false;
      toldNanos = now;
      List<Arrival> told = new ArrayList<>();
      for (int channel = 1; channel <= associations; channel++) {
        told.add(new Arrival(channel, comeBytes[channel], clock(lastNanos[channel])));
      }
      after(
          rttNanos / 2,
          () -> {
            if (!flight.arrived(told, now)) {
              throw new IllegalStateException("told=" + told);
            }
            heard();
          });
    }
  }

  /// The receiver's clock has nothing to do with the sender's.
  private static long clock(long nanos) {
    return nanos / 1_000 + 77_000_000_000L;
  }

  private void after(long nanos, Runnable task) {
    events.add(new Event(now + nanos, number++, task));
  }

  void rtt(Duration longer) {
    rttNanos = longer.toNanos();
  }

  void run(Duration span) {
    long until = now + span.toNanos();
    while (!events.isEmpty() && events.peek().at() <= until) {
      Event next = events.remove();
      now = next.at();
      next.task().run();
    }
    now = until;
  }

  /// How much of the line the senders use together in a span, as a part of it.
  double use(Duration span) {
    long before = arrived();
    run(span);
    return (arrived() - before) / (span.toNanos() * bytesPerNano);
  }

  private long arrived() {
    return senders.stream().mapToLong(sender -> sender.flight.arrivedBytes()).sum();
  }

  /// How long what is sent now waits.
  Duration queue() {
    return Duration.ofNanos(Math.max(0, freeAt - now));
  }
}
