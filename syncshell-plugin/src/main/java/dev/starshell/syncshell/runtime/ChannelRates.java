package dev.starshell.syncshell.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How fast each data channel of a link was when it last carried something worth measuring: from
/// the first byte handed over to the last receipt. Belongs to the shell's loop.
final class ChannelRates {
  /// Less says more of waiting than of the channel. Unit: bytes.
  static final long MEASURED_BYTES_MIN = 2 * 1024 * 1024;

  private static final double SECOND_NANOS = 1e9;

  private final long[] rates;
  private final Map<Integer, Start> started = new HashMap<>();

  private record Start(long sentBytes, long nanos) {}

  /// @param channels of the link, the control channel among them
  ChannelRates(int channels) {
    this.rates = new long[channels];
  }

  /// A channel begins with its part of a contract.
  void begin(int channel, long sentBytes, long nanos) {
    started.put(channel, new Start(sentBytes, nanos));
  }

  /// The last receipt of that part has come. A new figure counts as much as all before.
  void end(int channel, long sentBytes, long nanos) {
    Start start = started.remove(channel);
    if (start == null || nanos <= start.nanos) {
      return;
    }
    long bytes = sentBytes - start.sentBytes;
    if (bytes >= MEASURED_BYTES_MIN) {
      long rate = (long) (bytes * SECOND_NANOS / (nanos - start.nanos));
      rates[channel] = rates[channel] == 0 ? rate : (rates[channel] + rate) / 2;
    }
  }

  /// Bytes a second of each data channel, channel 1 first; 0 for one that was not measured.
  List<Long> measured() {
    List<Long> measured = new ArrayList<>();
    for (int channel = 1; channel < rates.length; channel++) {
      measured.add(rates[channel]);
    }
    return measured;
  }
}
