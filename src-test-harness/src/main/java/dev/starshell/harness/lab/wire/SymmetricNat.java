package dev.starshell.harness.lab.wire;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// A router that gives every pair of a machine's port and a remote endpoint a port of its own, and
/// lets only that endpoint answer to it (RFC 4787 §4.1 and §5, address and port-dependent both
/// ways). Members behind two of these cannot reach each other without a server between them. Only
/// UDP is translated.
///
/// Thread: any.
final class SymmetricNat {
  private static final int PORT_FIRST = 20_000;
  private static final int PORT_LAST = 65_535;

  private final int inside;
  private final int outside;
  private final Map<Way, Integer> ports = new HashMap<>();
  private final Map<Integer, Way> ways = new HashMap<>();
  private final LongAdder refused = new LongAdder();
  private int nextPort = PORT_FIRST;

  /// A port of the machine, and whom it speaks to.
  private record Way(int port, int remote, int remotePort) {}

  /// @param inside the machine's own address
  /// @param outside the address that others see
  SymmetricNat(int inside, int outside) {
    this.inside = inside;
    this.outside = outside;
  }

  /// Puts the address that others see into a packet that leaves.
  ///
  /// @return whether there was a port left for it
  boolean leave(MemorySegment packet) {
    if (!Packet.hasUdpPorts(packet) || Packet.source(packet) != inside) {
      return true;
    }
    Way way = new Way(Packet.sourcePort(packet), Packet.target(packet), Packet.targetPort(packet));
    int port = portFor(way);
    if (port < 0) {
      refused.increment();
      return false;
    }
    Packet.source(packet, outside, port);
    return true;
  }

  /// Puts the machine's own address into a packet that comes.
  ///
  /// @return whether somebody inside speaks to its sender
  boolean enter(MemorySegment packet) {
    if (!Packet.hasUdpPorts(packet)) {
      return true;
    }
    Way way = Packet.target(packet) == outside ? way(Packet.targetPort(packet)) : null;
    if (way == null
        || way.remote() != Packet.source(packet)
        || way.remotePort() != Packet.sourcePort(packet)) {
      refused.increment();
      return false;
    }
    Packet.target(packet, inside, way.port());
    return true;
  }

  private synchronized int portFor(Way way) {
    Integer known = ports.get(way);
    if (known != null) {
      return known;
    }
    if (nextPort > PORT_LAST) {
      return -1;
    }
    int port = nextPort++;
    ports.put(way, port);
    ways.put(port, way);
    return port;
  }

  private synchronized @Nullable Way way(int port) {
    return ways.get(port);
  }

  /// How many ports it has given.
  synchronized int mappings() {
    return ports.size();
  }

  /// Packets that it did not let through.
  long refused() {
    return refused.sum();
  }
}
