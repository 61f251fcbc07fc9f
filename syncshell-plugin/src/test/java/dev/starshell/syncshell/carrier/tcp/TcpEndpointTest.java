package dev.starshell.syncshell.carrier.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.starshell.syncshell.carrier.tcp.TcpEndpoint.Described;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TcpEndpointTest {
  private static final String SDP = "v=0\r\na=one\r\n";
  private static final String LINE = "a=x-starshell-tcp:";
  private static final List<String> ODD =
      List.of(" ", "  ", "\r", "\n", "%", "%1", ":", "::", ".", "-", "+", "0x", "99999", "\0", "٣");
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

  /// Lines near to right ones, and others: each is taken out, none is an exception, and what was
  /// understood says the same when it is written again.
  @Test
  void anyLineIsUnderstoodOrLeft() {
    int understood = 0;
    for (int seed = 0; seed < 5_000; seed++) {
      String given = changed(new Random(seed));

      Described read = TcpEndpoint.takenFrom(given);

      assertThat(read.sdp().lines()).as("seed %d", seed).noneMatch(it -> it.startsWith(LINE));
      assertThat(read.offers()).as("seed %d", seed).isEqualTo(given.contains("\n" + LINE));
      if (read.endpoint().isPresent()) {
        understood++;
        assertThat(TcpEndpoint.takenFrom(read.endpoint().get().addedTo(SDP)))
            .as("seed %d", seed)
            .isEqualTo(new Described(SDP, true, read.endpoint()));
      }
    }
    assertThat(understood).as("some are still right").isBetween(100, 4_900);
  }

  private static String changed(Random chance) {
    String right = SDP + LINE + "1 4242 " + TOKEN + " 192.0.2.7 2001:db8::7 ::1\r\n";
    StringBuilder changed = new StringBuilder(right);
    for (int i = chance.nextInt(4); i > 0; i--) {
      int at = SDP.length() + chance.nextInt(changed.length() - SDP.length());
      int end = Math.min(changed.length(), at + chance.nextInt(4));
      String other =
          switch (chance.nextInt(4)) {
            case 0 -> "";
            case 1 -> changed.substring(at, end).repeat(chance.nextInt(3));
            case 2 -> ODD.get(chance.nextInt(ODD.size()));
            default -> Character.toString(chance.nextInt(0xd800));
          };
      changed.replace(at, end, other);
    }
    return changed.toString();
  }
}
