package dev.starshell.syncshell.carrier.webrtc;

import static org.awaitility.Awaitility.await;

import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The follower of [TwoProcessesIT] in a process of its own.
final class PeerMain {
  private PeerMain() {}

  /// Arguments: directory, associations, channels, bytes.
  public static void main(String[] arguments) throws Exception {
    int associations = Integer.parseInt(arguments[1]);
    int channels = Integer.parseInt(arguments[2]);
    long bytes = Long.parseLong(arguments[3]);
    StreamWire wire = new StreamWire(System.out);
    Traffic traffic = new Traffic(channels);
    LinkedPair.End end = new LinkedPair.End();
    end.wire = wire;
    end.sink = traffic::take;
    try (WebRtcCarrier carrier =
        new WebRtcCarrier(Path.of(arguments[0]), List.of(), WebRtcSettings.DEFAULT)) {
      end.bundle.complete(carrier.open(new BundleSettings(associations, channels, false), end));
      Thread.ofVirtual().start(() -> listen(end));
      end.opened.join();
      Traffic.send(end.bundle(), channels, bytes, end.writable);
      await().atMost(LinkedPair.PATIENCE).until(() -> !end.failures.isEmpty());
    }
    wire.say("good", 0, Long.toString(traffic.bytesGood.get()));
    wire.say("bad", 0, Long.toString(traffic.framesBad.get()));
    wire.say("failures", 0, String.join(",", end.failures));
  }

  private static void listen(LinkedPair.End end) {
    try {
      StreamWire.listen(System.in, end.bundle(), new ArrayList<>());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
