package dev.starshell.syncshell.carrier.tcp;

import dev.starshell.syncshell.carrier.CarrierFactory;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tries TCP beside another carrier: where an address of the other side can be reached, frames go
/// over one connection, at a fraction of the work that WebRTC takes. Who is behind a NAT on both
/// sides has the other carrier, as before.
///
/// Thread: any.
public final class DirectCarrier implements CarrierFactory {
  private static final Logger LOG = LoggerFactory.getLogger(DirectCarrier.class);

  /// Without TCP, after something was changed on it.
  static final Duration REST = Duration.ofMinutes(10);

  private final CarrierFactory beside;
  private final TcpPort port;
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile long restsUntilNanos = System.nanoTime();

  /// @param beside stays the caller's, who also closes it
  /// @param number of the port that others call; 0 for any that is free
  /// @throws IOException if the port is taken
  public DirectCarrier(CarrierFactory beside, int number) throws IOException {
    this.beside = beside;
    this.port = TcpPort.open(number);
  }

  /// Links that go over TCP now.
  public int connections() {
    return connections.get();
  }

  @Override
  public Bundle open(BundleSettings layout, BundleListener listener) {
    Whereabouts here = whereabouts();
    if (here.own().isEmpty() || isResting()) {
      return beside.open(layout, listener);
    }
    String name = "tcp-link-" + count.incrementAndGet();
    DirectBundle bundle = new DirectBundle(name, layout, listener, port, here, new Counted());
    bundle.open(beside);
    return bundle;
  }

  private boolean isResting() {
    return System.nanoTime() - restsUntilNanos < 0;
  }

  private final class Counted implements DirectBundle.Report {
    @Override
    public void met() {
      connections.incrementAndGet();
    }

    @Override
    public void ended() {
      connections.decrementAndGet();
    }

    @Override
    public void spoiled() {
      LOG.warn("what came over TCP was changed on its way; TCP rests for {}", REST);
      restsUntilNanos = System.nanoTime() + REST.toNanos();
    }
  }

  private static Whereabouts whereabouts() {
    try {
      return Whereabouts.look();
    } catch (SocketException e) {
      LOG.warn("this machine's addresses are not known: no direct connections", e);
      return new Whereabouts(List.of());
    }
  }

  @Override
  public List<String> servers() {
    return beside.servers();
  }

  @Override
  public void close() {
    port.close();
  }
}
