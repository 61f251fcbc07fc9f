package dev.starshell.syncshell.carrier.webrtc;

import java.nio.file.Path;
import java.util.List;

/// One life of the plugin in a class loader of its own: connect, transfer, end. It uses nothing
/// that would hold the loader by itself.
public final class PluginLife {
  private static final long BYTES = 4L * 1024 * 1024;

  private PluginLife() {}

  /// Called by reflection.
  public static void run(String turn, String directory) throws Exception {
    Traffic traffic = new Traffic(4);
    try (WebRtcCarrier carrier =
            new WebRtcCarrier(Path.of(directory), List.of(), WebRtcSettings.DEFAULT);
        LinkedPair pair = new LinkedPair()) {
      pair.follower.sink = traffic::take;
      pair.start(carrier, 2, 4).awaitOpen();
      Traffic.send(pair.leader.bundle(), 4, BYTES, pair.leader.writable);
      for (int i = 0; i < 500 && traffic.bytesGood.get() < BYTES; i++) {
        Thread.sleep(10);
      }
    }
    System.out.println(
        turn + ": verified=" + traffic.bytesGood.get() + " bad=" + traffic.framesBad.get());
  }
}
