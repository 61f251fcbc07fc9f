package dev.starshell.syncshell.carrier.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RelayFilterTest {
  private static final String FIXED = "candidate:1 1 udp 41885439 ";
  private static final String HEAD =
      "v=0\r\no=- 1 2 IN IP4 192.0.2.7\r\ns=-\r\nt=0 0\r\n"
          + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 192.0.2.7\r\n";
  private static final String RELAYED =
      "a=candidate:1 1 udp 41885439 203.0.113.7 49160 typ relay raddr 0.0.0.0 rport 0\r\n";
  private static final String TAIL = "a=ice-ufrag:iM9n\r\na=max-message-size:262144\r\n";

  /// What would tell where this machine is, or is not clearly a relayed address.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.2 56980 typ host",
        "192.0.2.2 56980 typ host generation 0 ufrag iM9n network-id 1",
        "203.0.113.9 53664 typ srflx raddr 0.0.0.0 rport 0",
        "203.0.113.9 53664 typ prflx raddr 192.0.2.2 rport 56980",
        "fd00::2 55097 typ host",
        "2001:db8::2 55097 typ srflx raddr :: rport 0",
        "::ffff:192.0.2.2 55097 typ host",
        "0.0.0.0 9 typ host",
        "169.254.7.7 9 typ host",
        "127.0.0.1 9 typ host",
        "4f1e6a.local 9 typ host",
        "203.0.113.7 9 typ RELAY",
        "203.0.113.7 9 typ relayed",
        "203.0.113.7 9 typ  relay",
        "203.0.113.7 9  typ relay",
        "203.0.113.7 9 typ host typ relay",
        "203.0.113.7 9 typ\trelay",
        "203.0.113.7 9 TYP relay",
        "203.0.113.7 9 relay",
        ""
      })
  void whatIsNotRelayedNeitherLeavesNorIsUsed(String rest) {
    Candidate candidate = candidate(FIXED + rest);

    assertThat(RelayFilter.isRelayed(candidate)).isFalse();
    assertThat(RelayFilter.outgoing(candidate)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "turn.example.org 49160 typ relay raddr 0.0.0.0 rport 0",
        "4f1e6a.local 49160 typ relay raddr 0.0.0.0 rport 0",
        "0.0.0.0 49160 typ relay raddr 0.0.0.0 rport 0",
        "fe80::1%eth0 49160 typ relay raddr :: rport 0",
        "224.0.0.251 5353 typ relay raddr 0.0.0.0 rport 0",
        "203.0.113.7 70000 typ relay raddr 0.0.0.0 rport 0",
        "203.0.113.7 49160 typ relay raddr host.local rport 0",
        "203.0.113.7 49160 typ relay raddr 0.0.0.0 rport 0\r\na=candidate:2 1 udp 1 192.0.2.2 9 typ"
            + " host",
        "203.0.113.7 49160 typ relay\nraddr 192.0.2.2 rport 9",
      })
  void relayedOnesThatAreNoPlainAddressDoNotLeave(String rest) {
    assertThat(RelayFilter.outgoing(candidate(FIXED + rest))).isEmpty();
  }

  @Test
  void neitherTheRelatedAddressNorTheNetworkOfThisMachineLeaves() {
    for (String related :
        List.of(
            "raddr 192.0.2.2 rport 56980",
            "raddr 2001:db8::2 rport 56980",
            "raddr ::ffff:192.0.2.2 rport 56980",
            "raddr 0.0.0.0 rport 56980",
            "raddr 0.0.0.0 rport 0",
            "rport 56980 raddr 192.0.2.2",
            "raddr 192.0.2.2",
            "")) {
      String found =
          FIXED
              + "203.0.113.7 49160 typ relay "
              + related
              + " generation 0 ufrag iM9n network-id 3 network-cost 10";

      assertThat(RelayFilter.outgoing(candidate(found.replace("  ", " "))))
          .as(related)
          .hasValueSatisfying(told ->
              assertThat(told.sdp())
                  .startsWith(FIXED + "203.0.113.7 49160 typ relay raddr 0.0.0.0 rport 0")
                  .doesNotContain("192.0.2.2", "2001:db8", "56980", "network"));
    }
  }

  @Test
  void userFragmentAndGenerationLeave() {
    Candidate found =
        candidate(
            FIXED
                + "203.0.113.7 49160 typ relay raddr 192.0.2.2 rport 5 generation 2 ufrag iM9n"
                + " network-id 1");

    assertThat(RelayFilter.outgoing(found))
        .contains(
            candidate(
                FIXED
                    + "203.0.113.7 49160 typ relay raddr 0.0.0.0 rport 0 generation 2 ufrag iM9n"));
  }

  @Test
  void relatedAddressOfARelayedIpv6AddressIsZeroInItsOwnFamily() {
    Candidate found = candidate(FIXED + "2001:db8::7 49160 typ relay raddr 2001:db8::2 rport 5");

    assertThat(RelayFilter.outgoing(found))
        .contains(candidate(FIXED + "2001:db8::7 49160 typ relay raddr :: rport 0"));
  }

  @Test
  void descriptionOfThisSideLeavesWithoutCandidatesAndAddresses() {
    String made =
        HEAD
            + "a=rtcp:9 IN IP4 192.0.2.7\r\n"
            + RELAYED
            + "a=candidate:2 1 udp 1 192.0.2.7 9 typ host\r\n"
            + "A=Candidate:3 1 udp 1 192.0.2.7 9 typ srflx\r\n"
            + "a=remote-candidates:1 192.0.2.7 9\r\n"
            + "a=mid:0 a=candidate:4 1 udp 1 192.0.2.7 9 typ host\r\n"
            + "\u0000 IN IP\u0000a=candidate:5 1 udp 1 192.0.2.7 9 typ host\r\n"
            + "a=x-of-a-later-library:192.0.2.7\r\n"
            + TAIL;

    assertThat(RelayFilter.outgoing(made))
        .isEqualTo(
            "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
                + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n"
                + TAIL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s=192.0.2.7",
        "s=fd00::2",
        "v=192.0.2.7",
        "t=192.0.2.7",
        "c=192.0.2.7",
        "o=- 1 2 192.0.2.7",
        "o=192.0.2.7 1 2 IN IP4 127.0.0.1",
        "o=- 1 192.0.2.7 IN IP4 127.0.0.1",
        "o=- 1 2 in ip4 192.0.2.7",
        "m=application 9 UDP/DTLS/SCTP 192.0.2.7",
        "a=mid:192.0.2.7",
        "a=group:BUNDLE fd00::2",
        "a=msid-semantic: 192.0.2.7",
        "a=ice-ufrag:192.0.2.7",
        "a=ice-pwd:2001:db8:0:0:0:0:0:0002",
        "a=ice-options:host.local",
        "a=fingerprint:192.0.2.7",
        "a=setup:192.0.2.7",
        "a=sctp-port:192.0.2.7",
        "a=max-message-size:192.0.2.7",
        "a=extmap-allow-mixed192.0.2.7",
      })
  void noLineCarriesAnAddressWhereAnythingElseBelongs(String line) {
    assertThat(RelayFilter.outgoing(line))
        .doesNotContain("192.0.2.7", "fd00", "2001:db8", "host.local");
  }

  @Test
  void candidatesOfADescriptionThatAreNotRelayedAreTakenOutAndCounted() {
    String mixed =
        HEAD
            + "a=candidate:2 1 udp 1 192.0.2.2 9 typ host\r\n"
            + RELAYED
            + "A=CANDIDATE:3 1 udp 1 4f1e6a.local 9 typ host\r\n"
            + " a=candidate:4 1 udp 1 203.0.113.9 9 typ srflx raddr 192.0.2.2 rport 9\r\n"
            + "a=candidate\r\n"
            + TAIL;

    assertThat(RelayFilter.incoming(mixed))
        .isEqualTo(new RelayFilter.Filtered(HEAD + RELAYED + TAIL, 4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\n", "\r\n", "\n\r"})
  void noLineEndHidesACandidateInAnotherLine(String end) {
    String hiding =
        HEAD + "a=note:x" + end + "a=candidate:2 1 udp 1 192.0.2.2 9 typ host\r\n" + TAIL;

    RelayFilter.Filtered filtered = RelayFilter.incoming(hiding);

    assertThat(filtered.blocked()).isEqualTo(1);
    assertThat(filtered.sdp()).doesNotContain("192.0.2.2").contains("a=note:x");
  }

  @Test
  void descriptionWithoutCandidatesStaysAsItIs() {
    String plain = HEAD + TAIL.replace("\r\n", "\n");

    assertThat(RelayFilter.incoming(plain)).isEqualTo(new RelayFilter.Filtered(plain, 0));
  }

  private static Candidate candidate(String sdp) {
    return new Candidate("0", 0, sdp);
  }
}
