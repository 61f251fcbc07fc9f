package dev.starshell.syncshell.carrier.webrtc;

import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The path that a connection uses, as its statistics show it: TRANSPORT.selectedCandidatePairId →
/// CANDIDATE_PAIR.localCandidateId and remoteCandidateId → candidateType.
///
/// @param localRelayed whether what this side sends goes to a TURN server of its own
/// @param remoteRelayed whether it goes to a TURN server of the other side
record SelectedPath(boolean localRelayed, boolean remoteRelayed) {
  /// Whether a TURN server stands between the two.
  boolean isRelayed() {
    return localRelayed || remoteRelayed;
  }

  /// The path; empty if none is selected.
  static Optional<SelectedPath> of(RTCStatsReport report) {
    Map<String, RTCStats> all = report.getStats();
    for (RTCStats stats : all.values()) {
      if (stats.getType() == RTCStatsType.TRANSPORT) {
        RTCStats pair = all.get(text(stats, "selectedCandidatePairId"));
        return pair == null
            ? Optional.empty()
            : Optional.of(
                new SelectedPath(
                    isRelay(all.get(text(pair, "localCandidateId"))),
                    isRelay(all.get(text(pair, "remoteCandidateId")))));
      }
    }
    return Optional.empty();
  }

  private static boolean isRelay(@Nullable RTCStats candidate) {
    // An address found during the checks is "prflx"; behind a TURN server it has its protocol, too.
    return candidate != null
        && (text(candidate, "candidateType").equals("relay")
            || !text(candidate, "relayProtocol").isEmpty());
  }

  private static String text(RTCStats stats, String attribute) {
    return stats.getAttributes().get(attribute) instanceof String text ? text : "";
  }
}
