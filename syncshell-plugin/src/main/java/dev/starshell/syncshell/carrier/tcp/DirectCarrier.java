package dev.starshell.syncshell.carrier.tcp;

import dev.starshell.syncshell.carrier.CarrierFactory;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tries TCP beside another carrier: where a member near by can be reached, frames go over one
/// connection, at a fraction of the work that WebRTC takes. Others have the other carrier, as
/// before.
///
/// Thread: any.
public final class DirectCarrier implements CarrierFactory {
  /// Lowest port that may be asked for.
  public static final int PORT_MIN = TcpEndpoint.PORT_MIN;

  private static final Logger LOG = LoggerFactory.getLogger(DirectCarrier.class);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(2);
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final CarrierFactory beside;
  private final TcpPort port;
  private final Rests rests = new Rests();
  private final Rests far = new Rests();
  private final Set<DirectBundle> bundles = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile Whereabouts here;
  private volatile long lookedNanos = System.nanoTime();
  private volatile boolean closed;

  /// @param beside stays the caller's, who also closes it, after this one
  /// @param number of the port that others call; 0 for any that is free
  /// @throws IOException if the port is taken
  public DirectCarrier(CarrierFactory beside, int number) throws IOException {
    this.beside = beside;
    this.here = Whereabouts.look();
    this.port = TcpPort.open(number);
  }

  /// Links that go over TCP now.
  public int connections() {
    return (int) bundles.stream().filter(DirectBundle::isOnTcp).count();
  }

  @Override
  public Bundle open(BundleSettings layout, BundleListener listener) {
    Whereabouts known = here();
    if (closed || known.own().isEmpty() || (known.isAlone() && isOld())) {
      return beside.open(layout, listener);
    }
    bundles.removeIf(DirectBundle::isOver);
    DirectBundle bundle =
        new DirectBundle(
            "tcp-link-" + count.incrementAndGet(),
            layout,
            listener,
            new DirectBundle.Grounds(port, rests, far, known));
    bundle.open(beside);
    bundles.add(bundle);
    if (closed) {
      bundle.close();
    }
    return bundle;
  }

  /// As they were when a link was made last, as a rule: asking takes a while, and the caller has
  /// none. That there is no network may be over by now, so then nobody is called.
  private Whereabouts here() {
    if (isOld() && looking.compareAndSet(false, true)) {
      Thread.ofVirtual().name("tcp-look").start(this::look);
    }
    return here;
  }

  private boolean isOld() {
    return System.nanoTime() - lookedNanos > FRESH.toNanos();
  }

  private void look() {
    try {
      here = Whereabouts.look();
      lookedNanos = System.nanoTime();
    } catch (SocketException e) {
      LOG.warn("addresses of this machine not known", e);
    } finally {
      looking.set(false);
    }
  }

  @Override
  public List<String> servers() {
    return beside.servers();
  }

  @Override
  public void close() {
    closed = true;
    port.close();
    List<DirectBundle> open = new ArrayList<>(bundles);
    open.forEach(DirectBundle::close);
    try {
      for (DirectBundle bundle : open) {
        if (!bundle.join(CLOSE_MAX)) {
          LOG.error("thread of a connection did not end in time");
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
