package dev.starshell.syncshell.crypto.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starshell.syncshell.fuzz.Bounds;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult.Decoded;

/// What somebody sends as a handshake is never an exception.
final class HandshakeFuzz {
  @FuzzTest(maxDuration = "10m")
  void anyHandshakeMessageIsReadInItsOneFormOrRefused(byte[] bytes) throws Exception {
    Bounds.hold(() -> {
      Bytes given = Bytes.copyOf(bytes);
      if (HandshakeCodec.decode(given)
          instanceof Decoded<HandshakeMessage>(HandshakeMessage message)) {
        assertThat(HandshakeCodec.encode(message)).isEqualTo(given);
      }
    });
  }
}
