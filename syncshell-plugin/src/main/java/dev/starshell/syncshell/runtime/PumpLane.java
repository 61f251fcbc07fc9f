package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.store.ArchiveStore;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One data channel as its pump sees it: what waits, what is under way, and how much may be sent.
///
/// Methods marked "locked" are called under the pump's lock, which guards all fields but the
/// reader; the others belong to the pump's thread.
final class PumpLane {
  private static final Logger LOG = LoggerFactory.getLogger(PumpLane.class);

  final int channel;
  private final Queue<Load> queue = new ArrayDeque<>();
  private @Nullable Load current;
  private boolean dropping;
  private long creditBytes;
  private long sentBytes;
  private int neededBytes;
  private boolean blocked;
  private int wakes;

  /// Why what is queued from now on is not sent; null while it is.
  private @Nullable FaultCode ending;

  private ArchiveStore.@Nullable Reader reader;

  PumpLane(int channel) {
    this.channel = channel;
  }

  /// Whether the pump can do something here. Locked.
  boolean ready() {
    if (dropping) {
      return true;
    }
    if (blocked) {
      return false;
    }
    return current == null ? !queue.isEmpty() : sentBytes + neededBytes <= creditBytes;
  }

  /// Whether what is under way here is to be forgotten. Locked.
  boolean isDropping() {
    return dropping;
  }

  /// The parcel under way, or the next one. Locked.
  @Nullable Load take() {
    if (dropping) {
      dropping = false;
      finish();
    }
    if (current == null) {
      current = queue.poll();
    }
    return current;
  }

  /// Locked.
  void add(Load load) {
    if (ending != null) {
      load.stop(ending);
    }
    queue.add(load);
  }

  /// Gives up all that is queued or under way, and whatever is added from now on. Locked.
  void end(FaultCode reason) {
    ending = reason;
    queue.forEach(load -> load.stop(reason));
    if (current != null) {
      current.stop(reason);
      neededBytes = 0;
    }
  }

  /// Locked.
  void drop(long contract) {
    queue.removeIf(load -> load.contract == contract);
    dropping |= current != null && current.contract == contract;
  }

  /// Locked.
  void stop(long contract, int parcel) {
    for (Load load : queue) {
      load.stopIf(contract, parcel);
    }
    if (current != null) {
      current.stopIf(contract, parcel);
      neededBytes = 0;
    }
  }

  /// Locked.
  void credit(long limitBytes) {
    creditBytes = Math.max(creditBytes, limitBytes);
  }

  /// Locked.
  void wake() {
    wakes++;
    blocked = false;
  }

  /// How often the carrier said that there is room. Locked.
  int wakes() {
    return wakes;
  }

  /// The carrier took nothing. If it has said since `seen` that there is room, that counts. Locked.
  void block(int seen) {
    blocked = wakes == seen;
  }

  /// Whether credit for so many bytes is there; if not, the lane is not ready until it is. Locked.
  boolean reserve(int bytes) {
    neededBytes = bytes;
    return sentBytes + bytes <= creditBytes;
  }

  /// Whether a chunk was read and paid for, and waits. Locked, on the pump's thread.
  boolean holds() {
    return current != null && current.held() != null;
  }

  /// What the chunk that waits has; 0 if none does. Locked.
  int neededBytes() {
    return dropping || current == null ? 0 : neededBytes;
  }

  /// Locked.
  void sent(int bytes) {
    sentBytes += bytes;
    neededBytes = 0;
  }

  /// The parcel under way is over. Locked.
  void finish() {
    current = null;
    neededBytes = 0;
  }

  /// The reader of the archive of the parcel under way.
  ArchiveStore.Reader reader(Load load, ArchiveStore store) throws IOException {
    if (reader == null || load.fresh) {
      closeReader();
      reader = store.open(load.parcel.root());
      load.fresh = false;
    }
    return reader;
  }

  void closeReader() {
    if (reader == null) {
      return;
    }
    try {
      reader.close();
    } catch (IOException e) {
      LOG.debug("closing a source failed channel={}", channel, e);
    }
    reader = null;
  }

  /// One parcel on its way. It belongs to the pump's thread.
  static final class Load {
    final long contract;
    final int number;
    final Parcel parcel;
    private int range;
    private int within;
    private boolean fresh = true;
    private boolean announced;
    private volatile @Nullable FaultCode stopped;
    private @Nullable FaultCode skipping;
    private byte @Nullable [] held;

    Load(long contract, int number, Parcel parcel) {
      this.contract = contract;
      this.number = number;
      this.parcel = parcel;
    }

    boolean isWhole() {
      return range == parcel.chunks().size();
    }

    /// Whether the current chunk is the parcel's last.
    boolean isLast() {
      return range == parcel.chunks().size() - 1
          && within == parcel.chunks().get(range).count() - 1;
    }

    /// Whether its end may be told now; true once.
    boolean announce() {
      boolean first = !announced;
      announced = true;
      return first;
    }

    /// Why it is given up; null if it is not. Once its last chunk was announced, it is sent.
    @Nullable FaultCode stopped() {
      return announced ? null : stopped;
    }

    /// Why the receiver is being told that the parcel ends here; null if it does not.
    @Nullable FaultCode skipping() {
      return skipping;
    }

    void skip(FaultCode reason) {
      skipping = reason;
    }

    void stopIf(long ofContract, int ofParcel) {
      if (contract == ofContract && number == ofParcel) {
        stop(FaultCode.NOT_WANTED);
      }
    }

    void stop(FaultCode reason) {
      if (stopped == null) {
        stopped = reason;
      }
    }

    int chunk() {
      return parcel.chunks().get(range).from() + within;
    }

    /// The frame of the current chunk, if it was read before and could not be sent.
    byte @Nullable [] held() {
      return held;
    }

    void hold(byte[] frame) {
      held = frame;
    }

    void next() {
      held = null;
      ChunkRange now = parcel.chunks().get(range);
      within++;
      if (within == now.count()) {
        within = 0;
        range++;
      }
    }
  }
}
