package dev.starshell.syncshell.carrier.webrtc;

import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Finds the certificate that a connection really uses. For a data-only connection the library
/// shows it in its statistics only: TRANSPORT.remoteCertificateId → CERTIFICATE.fingerprint.
final class PeerCertificate {
  private PeerCertificate() {}

  /// The SHA-256 fingerprint of the other side's certificate, upper-case; empty if there is not
  /// exactly one transport with one.
  static Optional<String> of(RTCStatsReport report) {
    Map<String, RTCStats> all = report.getStats();
    Optional<String> found = Optional.empty();
    for (RTCStats stats : all.values()) {
      if (stats.getType() != RTCStatsType.TRANSPORT) {
        continue;
      }
      RTCStats certificate = all.get(text(stats, "remoteCertificateId"));
      if (found.isPresent()
          || certificate == null
          || !text(certificate, "fingerprintAlgorithm").equals("sha-256")) {
        return Optional.empty();
      }
      found = Optional.of(text(certificate, "fingerprint").toUpperCase(Locale.ROOT));
    }
    return found;
  }

  /// Whether packets find their way, but the handshake was refused.
  static boolean isHandshakeFailed(RTCStatsReport report) {
    return report.getStats().values().stream()
        .anyMatch(stats ->
            stats.getType() == RTCStatsType.TRANSPORT && text(stats, "dtlsState").equals("failed"));
  }

  private static String text(RTCStats stats, String attribute) {
    return stats.getAttributes().get(attribute) instanceof String text ? text : "";
  }
}
