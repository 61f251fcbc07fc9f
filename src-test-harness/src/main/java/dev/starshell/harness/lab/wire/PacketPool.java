package dev.starshell.harness.lab.wire;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Room for packets outside of the heap, by number.
///
/// Thread: any.
final class PacketPool implements AutoCloseable {
  /// More than a packet of any device here.
  static final int PACKET_BYTES = 2048;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment[] rooms;
  private final int[] sizes;
  private final int[] free;
  private int freeCount;

  PacketPool(int packets) {
    MemorySegment all = arena.allocate((long) packets * PACKET_BYTES, 64);
    rooms = new MemorySegment[packets];
    sizes = new int[packets];
    free = new int[packets];
    for (int i = 0; i < packets; i++) {
      rooms[i] = all.asSlice((long) i * PACKET_BYTES, PACKET_BYTES);
      free[i] = packets - 1 - i;
    }
    freeCount = packets;
  }

  /// Takes room for a packet; -1 when there is none.
  synchronized int take() {
    return freeCount == 0 ? -1 : free[--freeCount];
  }

  synchronized void giveBack(int number) {
    free[freeCount++] = number;
  }

  MemorySegment room(int number) {
    return rooms[number];
  }

  int sizeBytes(int number) {
    return sizes[number];
  }

  void size(int number, int sizeBytes) {
    sizes[number] = sizeBytes;
  }

  @Override
  public void close() {
    arena.close();
  }
}
