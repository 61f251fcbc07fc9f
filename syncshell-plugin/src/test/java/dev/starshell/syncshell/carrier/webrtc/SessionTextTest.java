package dev.starshell.syncshell.carrier.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SessionTextTest {
  private static final String PRINT = "7E:25:B8:AA:B3:9E:55:2D".concat(":0a".repeat(24));
  private static final String PRINT_LINE = "a=fingerprint:sha-256 " + PRINT + "\r\n";
  private static final String SECTION =
      "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n";
  private static final String SIZE = "a=max-message-size:262144\r\n";
  private static final String HEAD = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
  private static final String GOOD = HEAD + SECTION + PRINT_LINE + SIZE;

  @Test
  void readsTheFingerprintOfADescriptionThatIsOurs() {
    assertThat(SessionText.read(GOOD))
        .contains(new SessionText("7E:25:B8:AA:B3:9E:55:2D".concat(":0A".repeat(24))));
  }

  @Test
  void refusesEveryOtherDescription() {
    for (String sdp :
        List.of(
            "",
            "v=1\r\n",
            HEAD,
            HEAD + PRINT_LINE + SIZE,
            HEAD + SECTION + SIZE,
            HEAD + SECTION + PRINT_LINE,
            HEAD + SECTION + PRINT_LINE + "a=max-message-size:65536\r\n",
            HEAD + SECTION + PRINT_LINE + "a=max-message-size:99999999999\r\n",
            GOOD + PRINT_LINE,
            GOOD + "a=fingerprint:sha-1 00:11\r\n",
            GOOD + "A=FINGERPRINT:sha-1 00:11\r\n",
            GOOD.replace("sha-256", "sha-512"),
            GOOD.replace(":0a:0a", ":0a"),
            GOOD + SECTION,
            GOOD + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
            GOOD.replace("UDP/DTLS/SCTP", "TCP/DTLS/SCTP"),
            GOOD + "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n",
            GOOD + "a=candidate:1 1 udp 1 192.0.2.1 9 typ host",
            GOOD + "\u0000a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n",
            GOOD + "a=x:\u00e9\r\n",
            GOOD.replace("\r\n", "\n"),
            GOOD + "a=" + "x".repeat(SessionText.LENGTH_MAX))) {
      assertThat(SessionText.read(sdp)).as(sdp).isEmpty();
    }
  }

  @Test
  void takesADescriptionOfExactlyTheLargestSize() {
    String padded = GOOD + "a=" + "x".repeat(SessionText.LENGTH_MAX - GOOD.length() - 2);

    assertThat(SessionText.read(padded)).isPresent();
    assertThat(SessionText.read(padded + "x")).isEmpty();
  }
}
