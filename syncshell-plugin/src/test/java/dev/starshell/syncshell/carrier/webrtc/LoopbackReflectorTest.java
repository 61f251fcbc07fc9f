package dev.starshell.syncshell.carrier.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class LoopbackReflectorTest {
  private static final byte[] REQUEST =
      HexFormat.of().parseHex("000100002112a442b7e7a701bc34d686fa87dfae");

  /// The mapped address is that of RFC 5769 §2.2: 192.0.2.1 port 32853.
  @Test
  void answersWithTheAddressItWasAskedFrom() throws Exception {
    InetAddress from = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});

    byte[] reply = LoopbackReflector.reply(REQUEST, new InetSocketAddress(from, 32_853));

    assertThat(reply)
        .isEqualTo(
            HexFormat.of()
                .parseHex("0101000c2112a442b7e7a701bc34d686fa87dfae002000080001a147e112a643"));
  }

  @Test
  void answersNothingElse() throws Exception {
    InetSocketAddress from = new InetSocketAddress(InetAddress.getByAddress(new byte[4]), 9);
    byte[] response = REQUEST.clone();
    response[0] = 1;

    for (int length = 0; length < REQUEST.length; length++) {
      assertThat(LoopbackReflector.reply(Arrays.copyOf(REQUEST, length), from)).isEmpty();
    }
    assertThat(LoopbackReflector.reply(response, from)).isEmpty();
  }
}
