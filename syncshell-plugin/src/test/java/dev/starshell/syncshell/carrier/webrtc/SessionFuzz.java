package dev.starshell.syncshell.carrier.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starshell.syncshell.crypto.seal.CarrierBinding;
import dev.starshell.syncshell.fuzz.Bounds;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.nio.charset.StandardCharsets;

/// Session descriptions and candidates that a member sends are never an exception.
final class SessionFuzz {
  @FuzzTest(maxDuration = "10m")
  void anyDescriptionIsReadOrLeftAndNoneKeepsAnUnrelayedCandidate(byte[] bytes) throws Exception {
    String sdp = new String(bytes, StandardCharsets.UTF_8);
    Bounds.hold(() -> {
      assertThat(SessionText.read(sdp)).isNotNull();
      assertThat(CarrierBinding.fingerprintsOf(sdp)).isNotNull();
      assertThat(RelayFilter.outgoing(sdp)).doesNotContain("a=candidate:");
      RelayFilter.Filtered filtered = RelayFilter.incoming(sdp);
      assertThat(RelayFilter.incoming(filtered.sdp()).blocked()).isZero();
    });
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
