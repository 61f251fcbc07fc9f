package dev.starshell.harness.sim;

import dev.starshell.harness.sim.Tally.What;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.DataFrame;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.transfer.SendEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Streams the parcels of accepted contracts, as far as credit allows and no faster than the path.
/// Plays `ChannelPump`.
final class SimPump {
  private static final byte[] NOTHING = new byte[Limits.CHUNK_BYTES_MAX];

  private final SimWorld world;
  private final SimMember member;
  private final SimSession session;
  private final SimOutgoing events;
  private final Lane[] lanes = new Lane[SimSession.CHANNELS];
  private boolean isEnding;

  private static final class Lane {
    private final Deque<Load> queue = new ArrayDeque<>();
    private long creditBytes;
    private long sentBytes;
    private boolean isBusy;
  }

  private static final class Load {
    private final Contract contract;
    private final int number;
    private final Root root;
    private final List<Integer> chunks = new ArrayList<>();
    private int place;
    private boolean isStopped;

    Load(Contract contract, int number) {
      this.contract = contract;
      this.number = number;
      this.root = contract.parcel(number).root();
      for (ChunkRange range : contract.parcel(number).chunks()) {
        for (int chunk = range.from(); chunk < range.to(); chunk++) {
          chunks.add(chunk);
        }
      }
    }
  }

  SimPump(SimWorld world, SimMember member, SimSession session, SimOutgoing events) {
    this.world = world;
    this.member = member;
    this.session = session;
    this.events = events;
    for (int channel = 0; channel < lanes.length; channel++) {
      lanes[channel] = new Lane();
    }
  }

  void add(Contract contract, int number) {
    int channel = contract.parcel(number).channel();
    lanes[channel].queue.add(new Load(contract, number));
    wake(channel);
  }

  void stop(long contract, int channel, int number) {
    for (Load load : lanes[channel].queue) {
      load.isStopped |= load.contract.id() == contract && load.number == number;
    }
    wake(channel);
  }

  /// Begins nothing more.
  void end() {
    isEnding = true;
    for (int channel = 1; channel < lanes.length; channel++) {
      wake(channel);
    }
  }

  void drop(long contract) {
    for (Lane lane : lanes) {
      lane.queue.removeIf(load -> load.contract.id() == contract);
    }
  }

  void credit(int channel, long limitBytes) {
    lanes[channel].creditBytes = Math.max(lanes[channel].creditBytes, limitBytes);
    wake(channel);
  }

  private void wake(int channel) {
    Lane lane = lanes[channel];
    if (!lane.isBusy && !lane.queue.isEmpty()) {
      lane.isBusy = true;
      member.later(Duration.ZERO, () -> advance(channel));
    }
  }

  private void advance(int channel) {
    Lane lane = lanes[channel];
    lane.isBusy = false;
    Load load = lane.queue.peek();
    if (load == null || session.isOver()) {
      return;
    }
    if (load.isStopped || isEnding || !member.canRead(load.root)) {
      skip(channel, lane, load);
      return;
    }
    int chunk = load.chunks.get(load.place);
    int bytes = Archives.chunks(load.root).lengthBytes(chunk);
    boolean hasCredit = lane.sentBytes + bytes <= lane.creditBytes;
    if (!hasCredit && world.mutation() != Mutation.CREDIT_IGNORED) {
      return;
    }
    load.place++;
    if (load.place == load.chunks.size()) {
      lane.queue.remove();
      tell(load, new SendEvent.ParcelSent(load.number));
    }
    lane.sentBytes += bytes;
    world.tally().add(What.BYTES_SENT, bytes);
    world.oracle().underWay(member, session, channel, lane.sentBytes);
    session.send(
        channel,
        new SimSession.Data(
            new DataFrame.Chunk(
                load.contract.id(), load.number, chunk, ByteBuffer.wrap(NOTHING, 0, bytes)),
            world.member(session.peer()).isAltered()));
    next(channel, lane, bytes);
  }

  private void skip(int channel, Lane lane, Load load) {
    FaultCode reason =
        load.isStopped
            ? FaultCode.NOT_WANTED
            : isEnding ? FaultCode.MOVED : FaultCode.SOURCE_CHANGED;
    lane.queue.remove();
    tell(load, new SendEvent.ParcelSkipped(load.number, reason));
    session.send(
        channel,
        new SimSession.Data(new DataFrame.Skipped(load.contract.id(), load.number, reason), false));
    next(channel, lane, 0);
  }

  private void next(int channel, Lane lane, int bytes) {
    if (!lane.queue.isEmpty()) {
      lane.isBusy = true;
      member.later(
          Duration.ofNanos((long) (bytes * 1e9 / world.bytesPerSecond())), () -> advance(channel));
    }
  }

  /// Told to the loop before the frame is handed over.
  private void tell(Load load, SendEvent event) {
    member.later(Duration.ZERO, () -> events.handle(load.contract.id(), event));
  }
}
