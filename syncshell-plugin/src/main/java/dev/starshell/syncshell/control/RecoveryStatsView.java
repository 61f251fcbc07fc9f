package dev.starshell.syncshell.control;

import java.util.List;
import java.util.Map;

/// What recoveries came to, since the journal was made.
///
/// @param sessions that are open
/// @param outages links that were lost, by code of the cause
/// @param attempts that were begun
/// @param failures attempts that failed, by code of the cause
/// @param recovered links that came back
/// @param parked outages in which all fast attempts failed
/// @param times how many links came back within each span
/// @param meanMillis time of an outage that ended
/// @param savedBytes content that was here already when transfers went on
/// @param againBytes content that had come before and came again
public record RecoveryStatsView(
    int sessions,
    Map<String, Long> outages,
    long attempts,
    Map<String, Long> failures,
    long recovered,
    long parked,
    List<Within> times,
    long meanMillis,
    long longestMillis,
    long p50Millis,
    long p95Millis,
    long savedBytes,
    long againBytes) {
  public RecoveryStatsView {
    outages = Map.copyOf(outages);
    failures = Map.copyOf(failures);
    times = List.copyOf(times);
  }

  /// One class of times.
  ///
  /// @param millis its upper bound; 0 for what took longer than the last one
  public record Within(long millis, long links) {}
}
