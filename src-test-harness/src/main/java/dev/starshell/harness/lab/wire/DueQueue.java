package dev.starshell.harness.lab.wire;

import java.util.Arrays;

/// Numbers with a time each; the earliest first, and of the same time the one that came first. A
/// binary heap without objects.
///
/// Thread: one, or under the caller's lock.
final class DueQueue {
  private static final int FIRST_CAPACITY = 1024;

  private long[] due = new long[FIRST_CAPACITY];
  private long[] order = new long[FIRST_CAPACITY];
  private int[] value = new int[FIRST_CAPACITY];
  private int size;
  private long added;

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /// The earliest time.
  ///
  /// @throws IllegalStateException if nothing is here
  long firstDue() {
    if (size == 0) {
      throw new IllegalStateException("the queue is empty");
    }
    return due[0];
  }

  /// Adds a number.
  ///
  /// @return whether it is the first now
  boolean add(long dueNanos, int number) {
    if (size == due.length) {
      due = Arrays.copyOf(due, size * 2);
      order = Arrays.copyOf(order, size * 2);
      value = Arrays.copyOf(value, size * 2);
    }
    int at = size++;
    put(at, dueNanos, added++, number);
    while (at > 0 && isBefore(at, (at - 1) / 2)) {
      swap(at, (at - 1) / 2);
      at = (at - 1) / 2;
    }
    return at == 0;
  }

  /// Takes the first one away.
  ///
  /// @throws IllegalStateException if nothing is here
  int take() {
    firstDue();
    int taken = value[0];
    size--;
    put(0, due[size], order[size], value[size]);
    int at = 0;
    while (true) {
      int least = least(at, 2 * at + 1);
      if (least == at) {
        return taken;
      }
      swap(at, least);
      at = least;
    }
  }

  private int least(int parent, int left) {
    int least = parent;
    if (left < size && isBefore(left, least)) {
      least = left;
    }
    if (left + 1 < size && isBefore(left + 1, least)) {
      least = left + 1;
    }
    return least;
  }

  private boolean isBefore(int one, int other) {
    return due[one] < due[other] || (due[one] == due[other] && order[one] < order[other]);
  }

  private void swap(int one, int other) {
    long dueNanos = due[one];
    long place = order[one];
    int number = value[one];
    put(one, due[other], order[other], value[other]);
    put(other, dueNanos, place, number);
  }

  private void put(int at, long dueNanos, long place, int number) {
    due[at] = dueNanos;
    order[at] = place;
    value[at] = number;
  }
}
