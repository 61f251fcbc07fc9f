package dev.starshell.syncshell.runtime;

import java.util.concurrent.atomic.AtomicLongArray;

/// Counts what passes the channels of one generation, and when something last did. Thread: any.
final class LinkMeter {
  private final AtomicLongArray sentBytes;
  private final AtomicLongArray receivedBytes;
  private volatile long heardNanos;
  private volatile long saidNanos;

  LinkMeter(int channels, long nowNanos) {
    sentBytes = new AtomicLongArray(channels);
    receivedBytes = new AtomicLongArray(channels);
    heardNanos = nowNanos;
    saidNanos = nowNanos;
  }

  void sent(int channel, int bytes) {
    sentBytes.addAndGet(channel, bytes);
    saidNanos = System.nanoTime();
  }

  void received(int channel, int bytes) {
    receivedBytes.addAndGet(channel, bytes);
    heardNanos = System.nanoTime();
  }

  long sentBytes(int channel) {
    return sentBytes.get(channel);
  }

  long receivedBytes(int channel) {
    return receivedBytes.get(channel);
  }

  long heardNanos() {
    return heardNanos;
  }

  long saidNanos() {
    return saidNanos;
  }

  int channels() {
    return sentBytes.length();
  }
}
