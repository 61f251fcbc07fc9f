package dev.starshell.syncshell.carrier.tcp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The frames of one connection that wait for the network, and how much each channel may have
/// there. Control goes before content.
///
/// Thread: any; the lock guards everything.
final class Backlog {
  /// What goes in one call to the network, unless a single frame is larger. Unit: bytes.
  static final int BATCH_BYTES = 128 * 1024;

  static final int BATCH_FRAMES_MAX = 256;

  private static final int CONTROL = 0;
  private static final int CONTROL_FRAMES_MAX = 4_096;

  private final int bytesMax;
  private final Account[] accounts;
  private final Deque<Outgoing> control = new ArrayDeque<>();
  private final Deque<Outgoing> content = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean ending;
  private boolean ended;

  /// One frame on its way.
  record Outgoing(int channel, byte[] frame) {}

  /// What a channel may be told after some of its frames have left.
  ///
  /// @param frames that have left since the connection was made
  /// @param writable whether it was refused, and may have more now
  record Left(int channel, long frames, boolean writable) {}

  private static final class Account {
    private long bytes;
    private long leftFrames;
    private boolean refused;
  }

  /// @param bytesMax that a channel may have waiting; one frame always may wait
  Backlog(int channels, int bytesMax) {
    this.bytesMax = bytesMax;
    this.accounts = new Account[channels];
    for (int i = 0; i < channels; i++) {
      accounts[i] = new Account();
    }
  }

  /// Takes a frame.
  ///
  /// @return false if there is no room for it: the channel is told when there is
  boolean add(int channel, byte[] frame) {
    lock.lock();
    try {
      Account account = accounts[channel];
      Deque<Outgoing> queue = queue(channel);
      boolean full = account.bytes > 0 && account.bytes + frame.length > bytesMax;
      if (ending || full || (channel == CONTROL && queue.size() >= CONTROL_FRAMES_MAX)) {
        account.refused = true;
        return false;
      }
      account.bytes += frame.length;
      queue.add(new Outgoing(channel, frame));
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private Deque<Outgoing> queue(int channel) {
    return channel == CONTROL ? control : content;
  }

  /// Unit: bytes.
  long bytes(int channel) {
    lock.lock();
    try {
      return accounts[channel].bytes;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for frames; empty at the end.
  List<Outgoing> await() throws InterruptedException {
    lock.lock();
    try {
      while (!ended && control.isEmpty() && (ending || content.isEmpty())) {
        if (ending) {
          return List.of();
        }
        changed.await();
      }
      return ended ? List.of() : batch();
    } finally {
      lock.unlock();
    }
  }

  private List<Outgoing> batch() {
    List<Outgoing> batch = new ArrayList<>();
    int bytes = 0;
    while (bytes < BATCH_BYTES && batch.size() < BATCH_FRAMES_MAX) {
      Outgoing next = control.isEmpty() && !ending ? content.poll() : control.poll();
      if (next == null) {
        break;
      }
      batch.add(next);
      bytes += next.frame().length;
    }
    return batch;
  }

  /// These have left.
  ///
  /// @return what to tell, each channel once
  List<Left> left(List<Outgoing> batch) {
    lock.lock();
    try {
      for (Outgoing gone : batch) {
        Account account = accounts[gone.channel()];
        account.bytes -= gone.frame().length;
        account.leftFrames++;
      }
      return batch.stream().mapToInt(Outgoing::channel).distinct().mapToObj(this::told).toList();
    } finally {
      lock.unlock();
    }
  }

  private Left told(int channel) {
    Account account = accounts[channel];
    boolean writable = account.refused && account.bytes <= bytesMax / 2;
    if (writable) {
      account.refused = false;
    }
    return new Left(channel, account.leftFrames, writable);
  }

  /// Takes nothing more; control that waits still goes, content does not.
  void end() {
    lock.lock();
    try {
      ending = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Nothing goes any more.
  void endNow() {
    lock.lock();
    try {
      ending = true;
      ended = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
