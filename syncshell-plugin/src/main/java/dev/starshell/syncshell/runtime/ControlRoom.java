package dev.starshell.syncshell.runtime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// What all links of the home hold together of control messages that are not whole or not handled
/// yet. When it is full, the link that holds most must go, not the one that came last.
///
/// Thread: any.
final class ControlRoom {
  /// What each link may hold without being taken for the one that fills the room: the frames of
  /// every small message. Unit: bytes.
  static final long OWN_BYTES = 64L * 1024;

  /// Guards the fields below and those of every share.
  private final ReentrantLock lock = new ReentrantLock();

  private final Set<ControlShare> holders = new HashSet<>();
  private final long bytesMax;
  private long bytes;

  ControlRoom(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// What may be held. Unit: bytes.
  long bytesMax() {
    return bytesMax;
  }

  /// What is held. Unit: bytes.
  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  ReentrantLock lock() {
    return lock;
  }

  /// Makes room for a frame of a link: those that hold most are shut out until it fits. The caller
  /// holds the lock.
  ///
  /// @return who was shut out and must be told when the lock is free; among them perhaps the link
  ///   itself. Nobody if it fits, or if all hold little, also this one with the frame
  List<ControlShare> makeRoom(ControlShare asking, int frameBytes) {
    List<ControlShare> out = new ArrayList<>();
    while (bytes + frameBytes > bytesMax) {
      Optional<ControlShare> largest =
          holders.stream().max(Comparator.comparingLong(ControlShare::heldBytes));
      if (largest.isEmpty() || largest.get().heldBytes() <= OWN_BYTES) {
        if (asking.heldBytes() + frameBytes > OWN_BYTES) {
          asking.shut();
          out.add(asking);
        }
        return out;
      }
      // Of two that hold the same the one goes that wants more.
      boolean isAsking = asking.heldBytes() >= largest.get().heldBytes();
      ControlShare gone = isAsking ? asking : largest.get();
      gone.shut();
      out.add(gone);
      if (isAsking) {
        return out;
      }
    }
    return out;
  }

  /// Counts what a link holds more, or less. The caller holds the lock.
  void add(ControlShare holder, long change) {
    bytes += change;
    if (holder.heldBytes() > 0) {
      holders.add(holder);
    } else {
      holders.remove(holder);
    }
  }
}
