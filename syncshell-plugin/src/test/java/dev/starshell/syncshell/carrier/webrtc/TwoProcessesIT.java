package dev.starshell.syncshell.carrier.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TwoProcessesIT {
  private static final int ASSOCIATIONS = 4;
  private static final int CHANNELS = 20;
  private static final long BYTES = 64L * 1024 * 1024;

  /// Nothing paces what is sent here: where a socket's queue overflows, SCTP waits for seconds.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void sixtyFourMebibytesEachWayAndTheCloseReachTheOtherProcess() throws Exception {
    Process other = startOther();
    List<String> words = new CopyOnWriteArrayList<>();
    Traffic traffic = new Traffic(CHANNELS);
    LinkedPair.End end = new LinkedPair.End();
    end.wire = new StreamWire(other.getOutputStream());
    end.sink = traffic::take;
    try (WebRtcCarrier carrier =
        new WebRtcCarrier(directory.resolve("here"), List.of(), WebRtcSettings.DEFAULT)) {
      end.bundle.complete(carrier.open(new BundleSettings(ASSOCIATIONS, CHANNELS, true), end));
      Thread listening = Thread.ofVirtual().start(() -> listen(other, end, words));
      end.opened.get(20, TimeUnit.SECONDS);

      Traffic.send(end.bundle(), CHANNELS, BYTES, end.writable);
      await().atMost(PATIENCE).until(() -> traffic.bytesGood.get() == BYTES);
      for (int channel = 0; channel < CHANNELS; channel++) {
        int asked = channel;
        await().atMost(PATIENCE).until(() -> end.bundle().bufferedBytes(asked) == 0);
      }
      // What has left the buffers may still be on its way; a link would wait for receipts.
      await().pollDelay(Duration.ofMillis(300)).until(() -> true);
      end.bundle().close();

      assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
      listening.join();
      assertThat(traffic.framesBad).hasValue(0);
      assertThat(end.failures).isEmpty();
      assertThat(words).containsExactly("good " + BYTES, "bad 0", "failures CHANNEL_CLOSED");
    } finally {
      other.destroyForcibly();
    }
  }

  private Process startOther() throws IOException {
    return new ProcessBuilder(
            JavaChild.command(
                PeerMain.class,
                directory.resolve("there").toString(),
                Integer.toString(ASSOCIATIONS),
                Integer.toString(CHANNELS),
                Long.toString(BYTES)))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void listen(Process other, LinkedPair.End end, List<String> words) {
    try {
      StreamWire.listen(other.getInputStream(), end.bundle(), words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
