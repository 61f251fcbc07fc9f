package dev.starshell.syncshell.carrier.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.starshell.syncshell.carrier.tcp.TcpEndpoint.Described;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TcpEndpointTest {
  private static final String SDP = "v=0\r\na=one\r\n";
  private static final String TOKEN = "ab".repeat(32);

  @Test
  void itTravelsInASessionDescriptionAndIsTakenOutOfIt() {
    TcpEndpoint endpoint =
        new TcpEndpoint(
            4_242,
            Token.fresh(),
            List.of(InetAddresses.forString("192.0.2.7"), InetAddresses.forString("2001:db8::7")));

    Described described = TcpEndpoint.takenFrom(endpoint.addedTo(SDP));

    assertThat(described).isEqualTo(new Described(SDP, true, Optional.of(endpoint)));
    assertThat(endpoint.toString()).doesNotContain(endpoint.token().text());
  }

  @Test
  void aDescriptionWithoutItIsLeftAsItIs() {
    assertThat(TcpEndpoint.takenFrom(SDP)).isEqualTo(new Described(SDP, false, Optional.empty()));
    assertThat(TcpEndpoint.takenFrom("")).isEqualTo(new Described("", false, Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1 4242 " + "TOKEN",
        "2 4242 TOKEN 192.0.2.7",
        "1 22 TOKEN 192.0.2.7",
        "1 65536 TOKEN 192.0.2.7",
        "1 -1 TOKEN 192.0.2.7",
        "1 4242 abcd 192.0.2.7",
        "1 4242 TOKEN example.org",
        "1 4242 TOKEN fe80::1%eth0",
        "1 1023 TOKEN 192.0.2.7",
        "1 4242 TOKEN 192.0.2.7 ",
        "1 4242 TOKEN 1.1.1.1 1.1.1.2 1.1.1.3 1.1.1.4 1.1.1.5 1.1.1.6 1.1.1.7 1.1.1.8 1.1.1.9"
      })
  void aLineThatIsNotUnderstoodIsTakenOutAndNotUsed(String line) {
    String given = SDP + "a=x-starshell-tcp:" + line.replace("TOKEN", TOKEN) + "\r\n";

    assertThat(TcpEndpoint.takenFrom(given)).isEqualTo(new Described(SDP, true, Optional.empty()));
  }

  @Test
  void twoLinesAreNoneAtAll() {
    String line = "a=x-starshell-tcp:1 4242 " + TOKEN + " 192.0.2.7\r\n";

    assertThat(TcpEndpoint.takenFrom(line + SDP + line))
        .isEqualTo(new Described(SDP, true, Optional.empty()));
    assertThat(TcpEndpoint.takenFrom(line + SDP).endpoint()).isPresent();
  }
}
