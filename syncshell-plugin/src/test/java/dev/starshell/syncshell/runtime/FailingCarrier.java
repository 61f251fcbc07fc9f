package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.carrier.CarrierFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A carrier whose links do not open for a while.
final class FailingCarrier implements CarrierFactory {
  /// When links were wanted that did not open. Unit: nanoseconds of the monotonic clock.
  final List<Long> refusedNanos = new CopyOnWriteArrayList<>();

  volatile boolean isFailing;
  private final CarrierFactory carrier;

  FailingCarrier(CarrierFactory carrier) {
    this.carrier = carrier;
  }

  @Override
  public Bundle open(BundleSettings settings, BundleListener listener) {
    if (!isFailing) {
      return carrier.open(settings, listener);
    }
    refusedNanos.add(System.nanoTime());
    Thread.ofVirtual().start(() -> listener.failed(0, "NO_PATH", "There is no way."));
    return new FakeBundle();
  }

  @Override
  public void close() {
    carrier.close();
  }
}
