package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.failpoint.Failpoint;
import dev.starshell.syncshell.protocol.DataFrameCodec;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.protocol.TransferMessage.Arrival;
import dev.starshell.syncshell.runtime.Flight.Awaited;
import dev.starshell.syncshell.runtime.PumpLane.Load;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.store.SourceChangedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Streams the parcels of accepted contracts on the data channels of one generation: reads a chunk,
/// checks it, hands it to the carrier, as far as the receiver's credit, the path and the upload
/// limit allow.
///
/// One platform thread, `send-<member>`, which turns to each channel in turn. The lock guards the
/// lanes, the flight and `closed`; it is never held while reading or sending.
final class ChannelPump implements AutoCloseable {
  /// What a data frame adds to its payload. Unit: bytes.
  static final int HEADER_BYTES = DataFrameCodec.HEADER_BYTES;

  /// How often it is looked whether the other side speaks, while the news of an arrival is awaited.
  private static final int NEWS_LOOK_MILLIS = 250;

  private static final Logger LOG = LoggerFactory.getLogger(ChannelPump.class);

  private final Bundle bundle;
  private final LinkMeter meter;
  private final ArchiveStore store;
  private final Throttle throttle;
  private final PumpListener listener;
  private final PumpLane[] lanes;
  private final Flight flight;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private boolean closed;

  ChannelPump(
      String member,
      Bundle bundle,
      BundleSettings settings,
      LinkMeter meter,
      ArchiveStore store,
      Throttle throttle,
      PumpListener listener) {
    this.bundle = bundle;
    this.meter = meter;
    this.store = store;
    this.throttle = throttle;
    this.listener = listener;
    this.lanes = new PumpLane[settings.channels()];
    Arrays.setAll(lanes, PumpLane::new);
    this.flight = new Flight(settings, System.nanoTime());
    this.thread = Thread.ofPlatform().daemon().name("send-" + member).unstarted(this::run);
  }

  /// Hears what the pump did. Calls come on its thread.
  interface PumpListener {
    /// Payload bytes of a parcel were handed to the carrier.
    void progressed(Root root, int channel, int payloadBytes);

    /// The last chunk of a parcel goes to the carrier now. Told before that, so that its receipt
    /// can never come first; told once.
    void parcelSent(long contract, int channel, int parcel);

    /// The parcel is not sent to its end: its source failed, or it was stopped. Told before the
    /// receiver is told in the parcel's place.
    void parcelSkipped(long contract, int parcel, FaultCode reason);

    /// Nothing has come for so long that the path may be gone: the other side is to be asked, and
    /// data goes only when it is heard.
    void unheard();

    /// The pump ended by a mistake of ours: nothing more will be sent.
    void failed();
  }

  void start() {
    thread.start();
  }

  /// Adds a parcel to the end of its channel's queue.
  void add(long contract, int number, Parcel parcel) {
    locked(() -> lanes[parcel.channel()].add(new Load(contract, number, parcel)));
  }

  /// Forgets what is queued or under way of a contract.
  void drop(long contract) {
    locked(() -> {
      for (PumpLane lane : lanes) {
        lane.drop(contract);
      }
    });
  }

  /// Gives up a parcel that is queued or under way: the receiver is told in its place.
  void stop(long contract, int channel, int parcel) {
    locked(() -> lanes[channel].stop(contract, parcel));
  }

  /// Begins nothing more: of each parcel that is not sent to its end the receiver is told so.
  void end(FaultCode reason) {
    locked(() -> {
      for (PumpLane lane : lanes) {
        lane.end(reason);
      }
    });
  }

  /// The receiver has room up to this many payload bytes since the generation began.
  void credit(int channel, long limitBytes) {
    locked(() -> lanes[channel].credit(limitBytes));
  }

  /// So many frames of a channel have left for the network since the generation began.
  ///
  /// @param afterNanos when not all of them had yet
  void left(int channel, long frames, long afterNanos) {
    long now = System.nanoTime();
    locked(() -> flight.left(channel, frames, afterNanos, now));
  }

  /// The receiver says how far the frames of channels have come.
  ///
  /// @return false if that cannot be
  boolean arrived(List<Arrival> arrivals) {
    lock.lock();
    try {
      boolean possible = flight.arrived(arrivals, System.nanoTime());
      changed.signal();
      return possible;
    } finally {
      lock.unlock();
    }
  }

  /// What has come, and what has not for long.
  Progress progress() {
    lock.lock();
    try {
      return new Progress(flight.arrivedBytes(), flight.isLate(System.nanoTime()));
    } finally {
      lock.unlock();
    }
  }

  /// @param arrivedBytes since the generation began
  /// @param late whether a frame has been under way for longer than a working path needs
  record Progress(long arrivedBytes, boolean late) {
    static final Progress NONE = new Progress(0, false);
  }

  /// The other side has answered: what waited for that is looked at again.
  void answered() {
    locked(() -> {});
  }

  /// The carrier may take more on a channel.
  void wake(int channel) {
    locked(() -> lanes[channel].wake());
  }

  /// Ends the thread. Returns at once.
  @Override
  public void close() {
    locked(() -> closed = true);
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      int turn = 0;
      for (PumpLane lane = await(turn); lane != null; lane = await(turn)) {
        turn = lane.channel + 1;
        advance(lane);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      LOG.error("pump failed thread={}", thread.getName(), e);
      listener.failed();
    } finally {
      for (PumpLane lane : lanes) {
        lane.closeReader();
      }
    }
  }

  /// Waits for a lane that can send, looking from `turn` on. Null means the pump was closed.
  private @Nullable PumpLane await(int turn) throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        Awaited awaited = awaited();
        for (int i = 0; i < lanes.length; i++) {
          PumpLane lane = lanes[(turn + i) % lanes.length];
          if (lane.ready() && hasRoom(lane, awaited)) {
            return lane;
          }
        }
        awaitChange(awaited);
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until something has changed, or may have. Locked, but for the wait.
  private void awaitChange(Awaited awaited) throws InterruptedException {
    boolean holdsBack = Arrays.stream(lanes).anyMatch(PumpLane::ready);
    if (holdsBack && awaited == Awaited.ARRIVAL) {
      // That the other side speaks meanwhile is not told, but looked for.
      changed.await(NEWS_LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } else if (!holdsBack || awaited != Awaited.ANSWER || !ask()) {
      changed.await();
    }
  }

  /// Sends one chunk, or finishes or skips the lane's parcel.
  private void advance(PumpLane lane) throws InterruptedException {
    Load load;
    int wakes;
    lock.lock();
    try {
      load = lane.take();
      wakes = lane.wakes();
    } finally {
      lock.unlock();
    }
    if (load == null) {
      return;
    }
    try {
      FaultCode stopped = load.stopped();
      if (load.skipping() != null) {
        skip(lane, load, wakes, load.skipping());
      } else if (stopped != null) {
        skip(lane, load, wakes, stopped);
      } else if (load.isWhole() || sendChunk(lane, load, wakes)) {
        finish(lane);
      }
    } catch (SourceChangedException e) {
      LOG.info("source changed root={}", load.parcel.root(), e);
      skip(lane, load, wakes, e.gone() ? FaultCode.SOURCE_GONE : FaultCode.SOURCE_CHANGED);
    } catch (IOException e) {
      LOG.warn("source cannot be read root={}", load.parcel.root(), e);
      skip(lane, load, wakes, FaultCode.SOURCE_GONE);
    }
  }

  /// Sends the next chunk if credit and carrier allow; true when it was the parcel's last.
  private boolean sendChunk(PumpLane lane, Load load, int wakes)
      throws IOException, InterruptedException {
    int chunk = load.chunk();
    ArchiveStore.Reader reader = lane.reader(load, store);
    int length = reader.chunks().lengthBytes(chunk);
    if (!reserve(lane, length)) {
      return false;
    }
    byte[] frame = load.held();
    if (frame == null) {
      frame = new byte[Bundle.ROOM_BEFORE + HEADER_BYTES + length + Bundle.ROOM_AFTER];
      ByteBuffer header = ByteBuffer.wrap(frame).position(Bundle.ROOM_BEFORE);
      DataFrameCodec.putChunkHeader(header, load.contract, load.number, chunk);
      reader.read(chunk, frame, header.position());
      load.hold(frame);
      pace(length);
      if (!mayGoOn(lane, load, length)) {
        return false;
      }
    }
    if (load.isLast() && load.announce()) {
      listener.parcelSent(load.contract, lane.channel, load.number);
    }
    handOver(lane, HEADER_BYTES + length);
    boolean taken = bundle.sendInPlace(lane.channel, frame);
    if (!settled(lane, taken, HEADER_BYTES + length, wakes)) {
      return false;
    }
    Failpoint.CHUNK_SENT.pass();
    locked(() -> lane.sent(length));
    load.next();
    listener.progressed(load.parcel.root(), lane.channel, length);
    return load.isWhole();
  }

  private void skip(PumpLane lane, Load load, int wakes, FaultCode reason) {
    load.skip(reason);
    if (load.announce()) {
      listener.parcelSkipped(load.contract, load.number, reason);
    }
    byte[] frame = DataFrameCodec.encodeSkipped(load.contract, load.number, reason);
    handOver(lane, frame.length);
    if (settled(lane, bundle.send(lane.channel, frame), frame.length, wakes)) {
      finish(lane);
    }
  }

  private boolean reserve(PumpLane lane, int bytes) {
    lock.lock();
    try {
      return lane.reserve(bytes) && hasRoom(lane, awaited());
    } finally {
      lock.unlock();
    }
  }

  /// The same after the wait for the upload limit, in which much may have changed.
  private boolean mayGoOn(PumpLane lane, Load load, int bytes) {
    lock.lock();
    try {
      boolean goesOn = !closed && !lane.isDropping() && load.stopped() == null;
      return goesOn && reserve(lane, bytes);
    } finally {
      lock.unlock();
    }
  }

  /// Asks the other side whether it is there, if it was not asked yet. Locked, but for the asking.
  ///
  /// @return whether it was asked now: meanwhile anything may have changed
  private boolean ask() {
    if (!flight.ask(meter.heardNanos(), System.nanoTime())) {
      return false;
    }
    lock.unlock();
    try {
      listener.unheard();
    } finally {
      lock.lock();
    }
    return true;
  }

  /// What is to come before more may go. Locked.
  private Awaited awaited() {
    return flight.awaited(throttle.rate(), meter.heardNanos(), System.nanoTime());
  }

  /// Whether the path may take the chunk that a lane has to send. Locked.
  private boolean hasRoom(PumpLane lane, Awaited awaited) {
    int bytes = lane.neededBytes();
    if (bytes == 0) {
      return true;
    }
    if (awaited == Awaited.ARRIVAL || (awaited == Awaited.ANSWER && holdsOne())) {
      return false;
    }
    boolean room = flight.hasRoom(lane.channel, HEADER_BYTES + bytes);
    if (!room) {
      flight.refused(lane.channel);
    }
    return room;
  }

  /// Whether a chunk waits to be handed over: one is read and paid for before the other side is
  /// asked, since both may take long.
  private boolean holdsOne() {
    return Arrays.stream(lanes).anyMatch(PumpLane::holds);
  }

  /// A frame is handed over now: it may arrive, and be told of, before that returns.
  private void handOver(PumpLane lane, int frameBytes) {
    locked(() -> flight.handedOver(lane.channel, frameBytes, System.nanoTime()));
  }

  /// Counts a frame that the carrier has taken, or has the lane wait until it may take it.
  private boolean settled(PumpLane lane, boolean taken, int frameBytes, int wakes) {
    if (taken) {
      meter.sent(lane.channel, frameBytes);
    } else {
      locked(() -> {
        flight.takenBack(lane.channel);
        lane.block(wakes);
      });
    }
    return taken;
  }

  private void finish(PumpLane lane) {
    lane.closeReader();
    locked(lane::finish);
  }

  /// Waits until the upload limit allows these bytes, or the pump is closed.
  private void pace(int bytes) throws InterruptedException {
    long until = System.nanoTime() + throttle.take(bytes);
    lock.lock();
    try {
      for (long left = until - System.nanoTime(); left > 0 && !closed; ) {
        changed.await(left, TimeUnit.NANOSECONDS);
        left = until - System.nanoTime();
      }
    } finally {
      lock.unlock();
    }
  }
}
