package dev.starshell.syncshell.carrier.webrtc;

import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;
import java.util.HashMap;
import java.util.Map;

/// A report of the library with chosen entries: its own classes have no open constructors.
final class FakeReport extends RTCStatsReport {
  FakeReport(Stats... stats) {
    super(byId(stats), 0);
  }

  private static Map<String, RTCStats> byId(Stats... stats) {
    Map<String, RTCStats> all = new HashMap<>();
    for (Stats one : stats) {
      all.put(one.getId(), one);
    }
    return all;
  }

  /// One entry.
  static final class Stats extends RTCStats {
    Stats(RTCStatsType type, String id, Map<String, Object> attributes) {
      super(0, type, id, attributes);
    }
  }
}
