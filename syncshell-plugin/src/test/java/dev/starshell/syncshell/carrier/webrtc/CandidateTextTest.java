package dev.starshell.syncshell.carrier.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CandidateTextTest {
  static final List<String> REFUSED =
      List.of(
          "",
          " ",
          "candidate",
          "candidate:",
          "garbage",
          "candidate:1 1 udp",
          "candidate:1 1 udp 1 192.0.2.1 9 typ",
          "candidate:1 2 udp 1 192.0.2.1 9 typ host",
          "candidate:1 1 sctp 1 192.0.2.1 9 typ host",
          "candidate:1 1 udp -1 192.0.2.1 9 typ host",
          "candidate:1 1 udp 4294967296 192.0.2.1 9 typ host",
          "candidate:1 1 udp 1 192.0.2.1 65536 typ host",
          "candidate:1 1 udp 1 192.0.2.1 99999999999 typ host",
          "candidate:1 1 udp 1 192.0.2.1 9 typ evil",
          "candidate:1 1 udp 1 b2a4.local 9 typ host",
          "candidate:1 1 udp 1 tracker.example 9 typ host",
          "candidate:1 1 udp 1 3221225985 9 typ host",
          "candidate:1 1 udp 1 0.0.0.0 9 typ host",
          "candidate:1 1 udp 1 0.1.2.3 9 typ host",
          "candidate:1 1 udp 1 224.0.0.251 9 typ host",
          "candidate:1 1 udp 1 255.255.255.255 9 typ host",
          "candidate:1 1 udp 1 :: 9 typ host",
          "candidate:1 1 udp 1 ff02::fb 9 typ host",
          "candidate:1 1 udp 1 fe80::1%eth0 9 typ host",
          "candidate:1 1 udp 1 192.0.2.1 9 typ srflx raddr evil.example rport 9",
          "candidate:1 1 udp 1 192.0.2.1 9 typ host\r\na=candidate:2",
          "candidate:1 1 udp 1 192.0.2.1 9 typ host \u0000",
          "candidate:1 1 udp 1 192.0.2.1 9 typ host " + "x".repeat(1024));

  @Test
  void refusesAllThatIsNoAddressToSendTo() {
    for (String sdp : REFUSED) {
      assertThat(CandidateText.usable(new Candidate("0", 0, sdp), true)).as(sdp).isFalse();
    }
  }

  @Test
  void takesWhatTheLibraryMakes() {
    for (String sdp :
        List.of(
            "candidate:330988906 1 udp 2122194687 192.0.2.2 56980 typ host generation 0 ufrag iM9n"
                + " network-id 1",
            "candidate:348656090 1 udp 2122265343 fd00::2 55097 typ host generation 0",
            "candidate:3500397838 1 udp 1677729535 203.0.113.9 53664 typ srflx raddr 0.0.0.0 rport"
                + " 0 generation 0 ufrag oBJa network-cost 999",
            "candidate:1 1 tcp 1518214911 192.0.2.2 55675 typ host tcptype passive")) {
      assertThat(CandidateText.usable(new Candidate("0", 0, sdp), false)).as(sdp).isTrue();
    }
  }

  @Test
  void nearAddressesAreTakenOnlyWhereTheyAreAllowed() {
    for (String address :
        List.of("127.0.0.1", "::1", "169.254.1.2", "fe80::1", "::ffff:127.0.0.1")) {
      Candidate near = new Candidate("0", 0, "candidate:1 1 udp 1 " + address + " 9 typ host");

      assertThat(CandidateText.usable(near, false)).as(address).isFalse();
      assertThat(CandidateText.usable(near, true)).as(address).isTrue();
    }
  }

  @Test
  void refusesASectionThatDoesNotExist() {
    String sdp = "candidate:1 1 udp 1 192.0.2.1 9 typ host";

    assertThat(CandidateText.usable(new Candidate("1", 0, sdp), true)).isFalse();
    assertThat(CandidateText.usable(new Candidate("0", 1, sdp), true)).isFalse();
    assertThat(CandidateText.usable(new Candidate("0", 0, sdp), true)).isTrue();
  }
}
