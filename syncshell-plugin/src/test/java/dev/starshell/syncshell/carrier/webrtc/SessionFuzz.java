package dev.starshell.syncshell.carrier.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starshell.syncshell.crypto.seal.CarrierBinding;
import dev.starshell.syncshell.fuzz.Bounds;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Session descriptions and candidates that a member sends are never an exception.
final class SessionFuzz {
  /// Lines that need dots or colons, and say nothing of this machine with them.
  private static final Pattern FIXED =
      Pattern.compile(
          "c=IN IP4 0\\.0\\.0\\.0|o=- [0-9]+ [0-9]+ IN IP4 127\\.0\\.0\\.1"
              + "|a=fingerprint:sha-256 [0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){31}");

  /// An address needs a dot or two colons, a name in a network a dot.
  private static final Pattern ADDRESS = Pattern.compile("\\.|:[^:]*:");

  @FuzzTest(maxDuration = "10m")
  void anyDescriptionIsReadOrLeftAndNoneKeepsAnUnrelayedCandidate(byte[] bytes) throws Exception {
    String sdp = new String(bytes, StandardCharsets.UTF_8);
    Bounds.hold(() -> {
      assertThat(SessionText.read(sdp)).isNotNull();
      assertThat(CarrierBinding.fingerprintsOf(sdp)).isNotNull();
      assertThat(RelayFilter.outgoing(sdp).lines())
          .allSatisfy(line -> assertThat(tellsNoAddress(line)).as(line).isTrue());
      RelayFilter.Filtered filtered = RelayFilter.incoming(sdp);
      assertThat(RelayFilter.incoming(filtered.sdp()).blocked()).isZero();
    });
  }

  private static boolean tellsNoAddress(String line) {
    return FIXED.matcher(line).matches() || !ADDRESS.matcher(line).find();
  }

  @FuzzTest(maxDuration = "10m")
  void anyCandidateIsUsableOrLeft(byte[] bytes) throws Exception {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Bounds.hold(() -> {
      Candidate candidate = new Candidate("0", 0, text);
      if (CandidateText.usable(candidate, false)) {
        assertThat(CandidateText.usable(candidate, true)).isTrue();
      }
      RelayFilter.outgoing(candidate)
          .ifPresent(told -> assertThat(told.sdp()).contains(" typ relay raddr "));
    });
  }
}
