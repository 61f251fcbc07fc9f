package dev.starshell.syncshell.carrier.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onvoid.webrtc.RTCStatsType;
import dev.starshell.syncshell.carrier.webrtc.FakeReport.Stats;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SelectedPathTest {
  private static final Stats TRANSPORT =
      new Stats(RTCStatsType.TRANSPORT, "T", Map.of("selectedCandidatePairId", "P"));
  private static final Stats PAIR =
      new Stats(
          RTCStatsType.CANDIDATE_PAIR,
          "P",
          Map.of("localCandidateId", "L", "remoteCandidateId", "R"));

  @ParameterizedTest
  @CsvSource({
    "relay, relay, true, true",
    "relay, prflx, true, false",
    "host, relay, false, true",
    "srflx, host, false, false",
    "prflx, prflx, false, false",
  })
  void readsTheKindOfBothEndsOfTheSelectedPair(
      String local, String remote, boolean localRelayed, boolean remoteRelayed) {
    FakeReport report =
        new FakeReport(TRANSPORT, PAIR, local(Map.of("candidateType", local)), remote(remote));

    assertThat(SelectedPath.of(report)).contains(new SelectedPath(localRelayed, remoteRelayed));
    assertThat(new SelectedPath(localRelayed, remoteRelayed).isRelayed())
        .isEqualTo(localRelayed || remoteRelayed);
  }

  /// Another address of the same TURN server, found during the checks.
  @Test
  void discoveredAddressBehindATurnServerIsRelayed() {
    Stats discovered = local(Map.of("candidateType", "prflx", "relayProtocol", "udp"));

    assertThat(SelectedPath.of(new FakeReport(TRANSPORT, PAIR, discovered, remote("relay"))))
        .contains(new SelectedPath(true, true));
  }

  @Test
  void nothingThatIsMissingIsTakenForRelayed() {
    assertThat(SelectedPath.of(new FakeReport())).isEmpty();
    assertThat(SelectedPath.of(new FakeReport(TRANSPORT))).isEmpty();
    assertThat(SelectedPath.of(new FakeReport(TRANSPORT, PAIR)))
        .contains(new SelectedPath(false, false));
  }

  private static Stats local(Map<String, Object> attributes) {
    return new Stats(RTCStatsType.LOCAL_CANDIDATE, "L", attributes);
  }

  private static Stats remote(String type) {
    return new Stats(RTCStatsType.REMOTE_CANDIDATE, "R", Map.of("candidateType", type));
  }
}
