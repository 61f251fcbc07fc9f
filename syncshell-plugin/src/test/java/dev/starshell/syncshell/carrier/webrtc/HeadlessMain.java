package dev.starshell.syncshell.carrier.webrtc;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;

/// Loads the native library, connects two bundles and passes data between them.
final class HeadlessMain {
  private static final long BYTES = 4L * 1024 * 1024;

  private HeadlessMain() {}

  /// Arguments: directory, then `as-found` or `all-missing`.
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    NativeLibrary library =
        arguments[1].equals("all-missing")
            ? NativeLibrary.load(directory, soname -> !NativeLibrary.REPLACEABLE.contains(soname))
            : NativeLibrary.load(directory);
    System.out.println("replaced=" + library.replaced().stream().sorted().toList());
    run(new WebRtcCarrier(library, List.of(), WebRtcSettings.DEFAULT));
  }

  static void run(WebRtcCarrier carrier) throws InterruptedException {
    Traffic traffic = new Traffic(4);
    try (carrier;
        LinkedPair pair = new LinkedPair()) {
      pair.follower.sink = traffic::take;
      pair.start(carrier, 2, 4).awaitOpen();
      System.out.println("address=" + pair.leader.candidates.getFirst().sdp().split(" ", -1)[4]);
      Traffic.send(pair.leader.bundle(), 4, BYTES, pair.leader.writable);
      await().atMost(LinkedPair.PATIENCE).until(() -> traffic.bytesGood.get() == BYTES);
    }
    System.out.println("verified=" + traffic.bytesGood.get() + " bad=" + traffic.framesBad.get());
  }
}
