package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.DataFrame;
import dev.starshell.syncshell.protocol.DataFrameCodec;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.transfer.ChannelCursor;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the data frames of one generation: checks each against the accepted contract, verifies and
/// writes its chunk, and gives the sender credit for what was taken.
///
/// Thread: frames of one channel are taken in order by one of the `intake` threads, which owns the
/// channel's counts; other methods are called from the loop.
final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  /// A channel is given new credit when this part of its window was taken.
  private static final int GRANT_PART = 2;

  /// Data frames of one link that may wait for the threads that all links share. Frames without
  /// payload cost no credit: at most one for each parcel of the running contract and of the one
  /// before it; all others but the last of a parcel have a smallest chunk at least.
  static final int WAITING_FRAMES_MAX =
      2 * Limits.CONTRACT_PARCELS_MAX + Limits.LINK_WINDOW_BYTES / Limits.CHUNK_BYTES_MIN;

  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final ArchiveStore store;
  private final Workers workers;
  private final int firstLane;
  private final IntakeListener listener;
  private final Door[] doors;
  private final LinkMemory memory;

  /// Whether a contract runs. Belongs to the loop.
  private boolean receiving;

  private final int dataChannels;

  /// Data frames that may wait, in bytes: every window, the frames' headers, and one frame more, so
  /// that a window that is passed by little is found by its channel's count and named.
  private final long waitingBytesMax;

  private volatile boolean closed;

  Intake(
      int channels,
      ArchiveStore store,
      Workers workers,
      int firstLane,
      LinkMemory memory,
      IntakeListener listener) {
    this.store = store;
    this.workers = workers;
    this.firstLane = firstLane;
    this.memory = memory;
    this.listener = listener;
    this.dataChannels = Math.max(1, channels - 1);
    this.waitingBytesMax =
        dataChannels * LinkMemory.windowBytesMax(dataChannels)
            + (long) WAITING_FRAMES_MAX * DataFrameCodec.HEADER_BYTES
            + Limits.FRAME_BYTES_MAX;
    this.doors = new Door[channels];
    Arrays.setAll(doors, Door::new);
  }

  /// Hears what came of the frames. Calls come on the `intake` threads.
  interface IntakeListener {
    void progressed(Contract contract, int channel, int parcel, int payloadBytes);

    void parcelStored(long contract, int channel, int parcel);

    void parcelLost(long contract, int parcel, FaultCode reason);

    /// Tell the sender how much it may have sent on a channel.
    void grant(int channel, long limitBytes, int takenBytes);

    /// Payload of a contract that was given up before it came.
    void late(int payloadBytes);

    /// All links together hold too much: this one must end, by no fault of its peer. Thread: the
    /// carrier's.
    void crowded();

    /// The peer broke the protocol; told once.
    void accuse(PeerFault fault);
  }

  /// What each channel may have under way before a contract makes it more. Unit: bytes.
  long firstWindowBytes() {
    return LinkMemory.WINDOW_BYTES_MIN;
  }

  /// Lets the data of a contract in. Called before the contract is accepted; frames that come after
  /// that find it, because a channel's tasks keep their order.
  ///
  /// @param lists chunk lists of the contract's archives
  void begin(Contract contract, Map<Root, ChunkList> lists) {
    Map<Root, ChunkList> ours = Map.copyOf(lists);
    if (!receiving) {
      receiving = true;
      memory.receiving();
    }
    for (int channel : contract.channels()) {
      Door door = doors[channel];
      workers.post(
          firstLane + channel,
          () -> {
            door.begin(contract, ours);
            credit(door, 0);
          });
    }
  }

  /// No contract runs any more: others may have what this link might have had under way.
  void ended() {
    if (receiving) {
      receiving = false;
      memory.received();
    }
  }

  /// Takes nothing more for a contract that ended before its time; what is still under way is let
  /// go by without a fault.
  void abandon(long contract) {
    for (Door door : doors) {
      workers.post(firstLane + door.channel, () -> door.abandon(contract));
    }
  }

  /// Takes a frame.
  ///
  /// @return false if there is no room for it
  boolean offer(int channel, byte[] frame) {
    if (closed) {
      return true;
    }
    int frames = waiting.incrementAndGet();
    long bytes = waitingBytes.addAndGet(frame.length);
    if (frames > WAITING_FRAMES_MAX || bytes > waitingBytesMax) {
      return false;
    }
    if (!memory.takeData(frame.length, frames == 1)) {
      closed = true;
      listener.crowded();
      return true;
    }
    boolean room =
        workers.offer(
            firstLane + channel,
            () -> {
              waiting.decrementAndGet();
              waitingBytes.addAndGet(-frame.length);
              memory.giveData(frame.length);
              take(doors[channel], frame);
            },
            () -> memory.giveData(frame.length));
    if (!room) {
      memory.giveData(frame.length);
    }
    return room;
  }

  void close() {
    closed = true;
    ended();
  }

  private void take(Door door, byte[] frame) {
    if (closed) {
      return;
    }
    switch (DataFrameCodec.decode(frame)) {
      case DecodeResult.Decoded<DataFrame> decoded -> take(door, decoded.message());
      case DecodeResult.Malformed<DataFrame> malformed -> accuse(malformed.fault());
      case DecodeResult.Incomplete<DataFrame> _ ->
          accuse(
              new PeerFault(FaultCode.FRAME_MALFORMED, "data frame of " + frame.length + " bytes"));
    }
  }

  private void take(Door door, DataFrame frame) {
    int bytes = frame instanceof DataFrame.Chunk chunk ? chunk.payload().remaining() : 0;
    if (door.takenBytes + bytes > door.grantedBytes) {
      accuse(
          new PeerFault(
              FaultCode.CONTRACT_VIOLATION,
              "channel="
                  + door.channel
                  + " sent past its credit of "
                  + door.grantedBytes
                  + " by "
                  + (door.takenBytes + bytes - door.grantedBytes)));
      return;
    }
    switch (door.cursor.accept(frame)) {
      case ChannelCursor.Verdict.Expected expected -> store(door, expected, frame);
      case ChannelCursor.Verdict.Skipped skipped -> skip(door, skipped);
      case ChannelCursor.Verdict.Late _ -> listener.late(bytes);
      case ChannelCursor.Verdict.Faulty faulty -> {
        accuse(faulty.fault());
        return;
      }
    }
    credit(door, bytes);
  }

  /// Names the first fault and takes nothing more: a thousand bad frames are one accusation.
  private void accuse(PeerFault fault) {
    closed = true;
    listener.accuse(fault);
  }

  private void store(Door door, ChannelCursor.Verdict.Expected expected, DataFrame frame) {
    Contract contract = door.contract();
    if (frame instanceof DataFrame.Chunk chunk) {
      int bytes = chunk.payload().remaining();
      write(door, expected, chunk, bytes);
    }
    if (!expected.ended()) {
      return;
    }
    if (door.bad.get(expected.parcel())) {
      lose(door, expected.parcel(), FaultCode.CHUNK_HASH_MISMATCH);
    } else if (!door.lost.get(expected.parcel())) {
      listener.parcelStored(contract.id(), door.channel, expected.parcel());
    }
  }

  /// Writes a chunk. A bad one is reported at the end of its parcel, so that only it is asked for
  /// again; after a failure of the store the rest of the parcel is let go by.
  private void write(
      Door door, ChannelCursor.Verdict.Expected expected, DataFrame.Chunk chunk, int bytes) {
    if (door.lost.get(expected.parcel())) {
      return;
    }
    try {
      if (store.write(expected.root(), expected.chunk(), chunk.payload())) {
        listener.progressed(door.contract(), door.channel, expected.parcel(), bytes);
      } else {
        door.bad.set(expected.parcel());
      }
    } catch (IOException e) {
      lose(door, expected.parcel(), Publisher.fault(expected.root(), e));
    }
  }

  /// A sender that skips the rest of a parcel has still sent the bad chunk that came before.
  private void skip(Door door, ChannelCursor.Verdict.Skipped skipped) {
    lose(
        door,
        skipped.parcel(),
        door.bad.get(skipped.parcel())
            ? FaultCode.CHUNK_HASH_MISMATCH
            : FaultCode.ofSender(skipped.reason()));
  }

  /// Reports a lost parcel, once.
  private void lose(Door door, int parcel, FaultCode reason) {
    if (!door.lost.get(parcel)) {
      door.lost.set(parcel);
      LOG.info("parcel lost contract={} parcel={} reason={}", door.contract().id(), parcel, reason);
      listener.parcelLost(door.contract().id(), parcel, reason);
    }
  }

  private void credit(Door door, int bytes) {
    door.takenBytes += bytes;
    long window = memory.windowBytes(dataChannels);
    long due = door.takenBytes + window - door.grantedBytes;
    if (due >= window / GRANT_PART) {
      int taken = (int) (door.takenBytes - door.chargedBytes);
      door.chargedBytes = door.takenBytes;
      door.grantedBytes += due;
      listener.grant(door.channel, door.grantedBytes, taken);
    }
  }

  /// One data channel's place in the contract, and its counts. Belongs to the channel's thread.
  private static final class Door {
    private final int channel;
    private final ChannelCursor cursor;
    private final BitSet lost = new BitSet();
    private final BitSet bad = new BitSet();
    private @Nullable Contract contract;
    private long takenBytes;
    private long grantedBytes = LinkMemory.WINDOW_BYTES_MIN;

    /// What of the taken bytes was counted against the download limit.
    private long chargedBytes;

    Door(int channel) {
      this.channel = channel;
      this.cursor = new ChannelCursor(Math.max(1, channel));
    }

    void begin(Contract next, Map<Root, ChunkList> lists) {
      contract = next;
      lost.clear();
      bad.clear();
      cursor.begin(next, root -> Objects.requireNonNull(lists.get(root), root::toString));
    }

    void abandon(long number) {
      if (contract != null && contract.id() == number) {
        cursor.abandon();
      }
    }

    Contract contract() {
      return Objects.requireNonNull(contract, "the cursor accepts nothing before a contract");
    }
  }
}
