package dev.starshell.host.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starshell.host.fuzz.Bounds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// What another program writes to the local socket is a request or an `IOException`.
final class BridgeFuzz {
  @FuzzTest(maxDuration = "10m")
  void anyLineIsARequestOrRefused(byte[] bytes) throws Exception {
    String line = new String(bytes, StandardCharsets.UTF_8);
    Bounds.hold(() -> {
      try {
        BridgeMessage.Request request = BridgeCodec.request(line);
        assertThat(BridgeCodec.request(BridgeCodec.encode(request))).isEqualTo(request);
      } catch (IOException refused) {
        assertThat(refused).hasMessageMatching("(?s).+");
      }
    });
  }

  @FuzzTest(maxDuration = "10m")
  void anyLineIsAnAnswerOrRefused(byte[] bytes) throws Exception {
    String line = new String(bytes, StandardCharsets.UTF_8);
    Bounds.hold(() -> {
      try {
        assertThat(BridgeCodec.answer(line)).isNotNull();
      } catch (IOException refused) {
        assertThat(refused).hasMessageMatching("(?s).+");
      }
    });
  }
}
