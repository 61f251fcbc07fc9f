package dev.starshell.syncshell.carrier.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PeerCertificateTest {
  private static final Stats THEIRS =
      new Stats(
          RTCStatsType.CERTIFICATE,
          "theirs",
          Map.of("fingerprint", "ab:cd", "fingerprintAlgorithm", "sha-256"));
  private static final Stats OURS =
      new Stats(
          RTCStatsType.CERTIFICATE,
          "ours",
          Map.of("fingerprint", "12:34", "fingerprintAlgorithm", "sha-256"));

  @Test
  void findsTheCertificateOfTheOtherSide() {
    Report report = new Report(transport("theirs"), OURS, THEIRS);

    assertThat(PeerCertificate.of(report)).contains("AB:CD");
  }

  @Test
  void findsNothingThatIsNotCertain() {
    Stats weak =
        new Stats(
            RTCStatsType.CERTIFICATE,
            "weak",
            Map.of("fingerprint", "ab:cd", "fingerprintAlgorithm", "sha-1"));
    Stats second = new Stats(RTCStatsType.TRANSPORT, "T2", Map.of("remoteCertificateId", "theirs"));

    for (Report report :
        List.of(
            new Report(),
            new Report(THEIRS, OURS),
            new Report(transport("theirs"), OURS),
            new Report(new Stats(RTCStatsType.TRANSPORT, "T", Map.of()), THEIRS),
            new Report(transport("weak"), weak),
            new Report(transport("theirs"), second, THEIRS))) {
      assertThat(PeerCertificate.of(report)).isEmpty();
    }
  }

  @Test
  void tellsARefusedHandshakeFromALostPath() {
    Stats refused = new Stats(RTCStatsType.TRANSPORT, "T", Map.of("dtlsState", "failed"));
    Stats lost = new Stats(RTCStatsType.TRANSPORT, "T", Map.of("dtlsState", "connected"));

    assertThat(PeerCertificate.isHandshakeFailed(new Report(refused))).isTrue();
    assertThat(PeerCertificate.isHandshakeFailed(new Report(lost))).isFalse();
  }

  private static Stats transport(String remote) {
    return new Stats(
        RTCStatsType.TRANSPORT,
        "T",
        Map.of("localCertificateId", "ours", "remoteCertificateId", remote));
  }

  private static final class Stats extends RTCStats {
    Stats(RTCStatsType type, String id, Map<String, Object> attributes) {
      super(0, type, id, attributes);
    }
  }

  private static final class Report extends RTCStatsReport {
    Report(Stats... stats) {
      super(byId(stats), 0);
    }

    private static Map<String, RTCStats> byId(Stats... stats) {
      Map<String, RTCStats> all = new HashMap<>();
      for (Stats one : stats) {
        all.put(one.getId(), one);
      }
      return all;
    }
  }
}
