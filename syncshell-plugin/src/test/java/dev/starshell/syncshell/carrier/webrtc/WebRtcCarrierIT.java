package dev.starshell.syncshell.carrier.webrtc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WebRtcCarrierIT {
  @TempDir static Path directory;

  private WebRtcCarrier carrier;

  WebRtcCarrierIT() throws NativeMissingException {
    carrier = new WebRtcCarrier(directory, List.of(), WebRtcSettings.DEFAULT);
  }

  @AfterEach
  void closeCarrier() {
    carrier.close();
  }

  @Test
  void twentyChannelsOnFourAssociationsEachCarryTheirMessage() throws Exception {
    try (LinkedPair pair = new LinkedPair()) {
      pair.start(carrier, 4, 20).awaitOpen();

      for (int channel = 0; channel < 20; channel++) {
        assertThat(pair.leader.bundle().send(channel, ("hello " + channel).getBytes(UTF_8)))
            .isTrue();
      }

      for (int i = 0; i < 20; i++) {
        assertThat(
                new String(requireNonNull(pair.follower.frames.poll(5, TimeUnit.SECONDS)), UTF_8))
            .startsWith("hello ");
      }
    }
  }
}
