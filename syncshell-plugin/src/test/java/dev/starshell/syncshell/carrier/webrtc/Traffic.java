package dev.starshell.syncshell.carrier.webrtc;

import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/// Frames whose every byte follows from channel and number, and their check at the other end.
final class Traffic {
  static final int FRAME_BYTES = 128 * 1024;

  final AtomicLong bytesGood = new AtomicLong();
  final AtomicLong framesBad = new AtomicLong();
  private final AtomicIntegerArray next;

  Traffic(int channels) {
    this.next = new AtomicIntegerArray(channels);
  }

  static byte[] frame(int channel, int number, int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(channel * 1_000_003L + number).nextBytes(bytes);
    ByteBuffer.wrap(bytes).putInt(channel).putInt(number);
    return bytes;
  }

  /// Checks one frame: right channel, right order, right bytes.
  void take(int channel, byte[] frame) {
    int number = next.getAndIncrement(channel);
    if (Arrays.equals(frame, frame(channel, number, frame.length))) {
      bytesGood.addAndGet(frame.length);
    } else {
      framesBad.incrementAndGet();
    }
  }

  /// Sends `bytes` over all channels in turn, waiting where there is no room.
  static void send(Bundle bundle, int channels, long bytes, BlockingQueue<Integer> writable)
      throws InterruptedException {
    int[] numbers = new int[channels];
    int channel = 0;
    for (long sent = 0; sent < bytes; sent += FRAME_BYTES) {
      byte[] frame = frame(channel, numbers[channel]++, FRAME_BYTES);
      while (!bundle.send(channel, frame)) {
        Integer told = writable.poll(20, TimeUnit.SECONDS);
        if (told == null) {
          throw new IllegalStateException("channel " + channel + " never became writable");
        }
      }
      channel = (channel + 1) % channels;
    }
  }
}
