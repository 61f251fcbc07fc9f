package dev.starshell.syncshell.carrier.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onvoid.webrtc.RTCStatsType;
import dev.starshell.syncshell.carrier.webrtc.FakeReport.Stats;
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
    FakeReport report = new FakeReport(transport("theirs"), OURS, THEIRS);

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

    for (FakeReport report :
        List.of(
            new FakeReport(),
            new FakeReport(THEIRS, OURS),
            new FakeReport(transport("theirs"), OURS),
            new FakeReport(new Stats(RTCStatsType.TRANSPORT, "T", Map.of()), THEIRS),
            new FakeReport(transport("weak"), weak),
            new FakeReport(transport("theirs"), second, THEIRS))) {
      assertThat(PeerCertificate.of(report)).isEmpty();
    }
  }

  @Test
  void tellsARefusedHandshakeFromALostPath() {
    Stats refused = new Stats(RTCStatsType.TRANSPORT, "T", Map.of("dtlsState", "failed"));
    Stats lost = new Stats(RTCStatsType.TRANSPORT, "T", Map.of("dtlsState", "connected"));

    assertThat(PeerCertificate.isHandshakeFailed(new FakeReport(refused))).isTrue();
    assertThat(PeerCertificate.isHandshakeFailed(new FakeReport(lost))).isFalse();
  }

  private static Stats transport(String remote) {
    return new Stats(
        RTCStatsType.TRANSPORT,
        "T",
        Map.of("localCertificateId", "ours", "remoteCertificateId", remote));
  }
}
