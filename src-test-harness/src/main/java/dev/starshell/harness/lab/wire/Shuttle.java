package dev.starshell.harness.lab.wire;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Carries packets between namespaces. Each is plugged in with one device, `eth0`, and reaches all
/// others through it; between each two there is a [Cable] with a shape of its own.
///
/// Thread: any for what is public.
public final class Shuttle implements AutoCloseable {
  /// Packets that may be under way at once.
  private static final int PACKETS = 32_768;

  private static final String DEVICE = "eth0";

  private final PacketPool pool = new PacketPool(PACKETS);
  private final List<Port> ports = new ArrayList<>();
  private final Map<Integer, Port> byAddress = new ConcurrentHashMap<>();
  private final Map<Long, Wire> wires = new ConcurrentHashMap<>();
  private final Map<Port, Integer> places = new ConcurrentHashMap<>();
  private final LongAdder strays = new LongAdder();
  private final LongAdder overloads = new LongAdder();
  private final AtomicReference<@Nullable IOException> broken = new AtomicReference<>();

  /// Gives a namespace its device and an address.
  ///
  /// @param address an IPv4 address; all of them are in one /24
  /// @return its number here
  public int plug(Namespace namespace, String address) throws IOException, InterruptedException {
    TunDevice device = namespace.inside(() -> TunDevice.open(DEVICE));
    namespace.ip("link set lo up");
    namespace.ip("addr add " + address + "/24 dev " + DEVICE);
    namespace.ip("link set " + DEVICE + " txqueuelen 2000 up");
    namespace.ip("route add default dev " + DEVICE);
    Port port = new Port(namespace, device, this, pool, PACKETS);
    int place;
    synchronized (ports) {
      place = ports.size();
      ports.add(port);
    }
    places.put(port, place);
    byAddress.put(number(address), port);
    port.start();
    return place;
  }

  /// Takes an address from a namespace and gives it another one, as when a machine changes its
  /// network.
  public void readdress(int place, String before, String after)
      throws IOException, InterruptedException {
    Port port = port(place);
    byAddress.remove(number(before));
    // In this order: the system takes later addresses of a network away with its first one.
    port.namespace().ip("addr del " + before + "/24 dev " + DEVICE);
    port.namespace().ip("addr add " + after + "/24 dev " + DEVICE);
    port.namespace().ip("route replace default dev " + DEVICE);
    byAddress.put(number(after), port);
  }

  /// Puts a router before a namespace that hides its address from UDP, so that only those it has
  /// spoken to can answer, each to a port of its own.
  public void hide(int place, String inside, String outside) {
    Port port = port(place);
    port.nat(new SymmetricNat(number(inside), number(outside)));
    byAddress.put(number(outside), port);
  }

  /// Packets that the router before a namespace did not let through; 0 without one.
  public long refused(int place) {
    SymmetricNat nat = port(place).nat();
    return nat == null ? 0 : nat.refused();
  }

  /// Ports that the router before a namespace has given; 0 without one.
  public int mappings(int place) {
    SymmetricNat nat = port(place).nat();
    return nat == null ? 0 : nat.mappings();
  }

  /// The way between two namespaces, both directions of it.
  public Cable cable(int one, int other, UnaryOperator<LinkShape> shape) {
    Cable cable = new Cable(wire(one, other), wire(other, one), this);
    cable.shape(shape);
    return cable;
  }

  private Wire wire(int from, int to) {
    return wires.computeIfAbsent(key(from, to), key -> new Wire(LinkShape.CLEAR, key));
  }

  private static long key(int from, int to) {
    return (long) from << 32 | to;
  }

  private Port port(int place) {
    synchronized (ports) {
      return ports.get(place);
    }
  }

  /// Decides what becomes of a packet that was just read. Belongs to the threads of the ports.
  void route(Port from, int number, int sizeBytes, long nowNanos) {
    MemorySegment packet = pool.room(number);
    boolean isIpv4 = Packet.isIpv4(packet, sizeBytes);
    SymmetricNat ofSender = from.nat();
    if (isIpv4 && ofSender != null && !ofSender.leave(packet)) {
      pool.giveBack(number);
      return;
    }
    Port to = isIpv4 ? byAddress.get(Packet.target(packet)) : null;
    if (to == null) {
      strays.add(isIpv4 ? 1 : 0);
      pool.giveBack(number);
      return;
    }
    Wire wire = wire(place(from), place(to));
    Fate fate = wire.meet(packet, sizeBytes, nowNanos);
    SymmetricNat ofReceiver = to.nat();
    if (!fate.isThrough() || (ofReceiver != null && !ofReceiver.enter(packet))) {
      pool.giveBack(number);
      return;
    }
    if (fate == Fate.CORRUPTED) {
      Packet.corrupt(packet, sizeBytes);
    }
    long due = wire.dueNanos();
    if (fate == Fate.DUPLICATED) {
      sendCopy(to, number, wire, nowNanos, due);
    }
    to.send(number, wire, nowNanos, due);
  }

  private void sendCopy(Port to, int number, Wire wire, long nowNanos, long due) {
    int copy = pool.take();
    if (copy < 0) {
      overloads.increment();
      return;
    }
    int sizeBytes = pool.sizeBytes(number);
    pool.room(copy).copyFrom(pool.room(number).asSlice(0, sizeBytes));
    pool.size(copy, sizeBytes);
    to.send(copy, wire, nowNanos, due);
  }

  private int place(Port port) {
    Integer place = places.get(port);
    if (place == null) {
      throw new IllegalStateException("a port that is not plugged in");
    }
    return place;
  }

  void overloaded() {
    overloads.increment();
  }

  void broke(IOException e) {
    broken.compareAndSet(null, e);
  }

  /// What would make its figures worthless; empty if all is well.
  public Optional<String> trouble() {
    IOException e = broken.get();
    if (e != null) {
      return Optional.of("the shuttle stopped: " + e.getMessage());
    }
    return overloads.sum() == 0
        ? Optional.empty()
        : Optional.of("the shuttle had no room " + overloads.sum() + " times");
  }

  /// How much later than due packets left, at the worst port. Unit: milliseconds.
  public double lateMillis(double part) {
    synchronized (ports) {
      return ports.stream().mapToDouble(port -> port.lateness().millis(part)).max().orElse(0);
    }
  }

  /// IPv4 packets to addresses that nobody has.
  public long strays() {
    return strays.sum();
  }

  private static int number(String address) {
    return ByteBuffer.wrap(InetAddress.ofLiteral(address).getAddress()).getInt();
  }

  /// Takes all devices away.
  @Override
  public void close() throws IOException, InterruptedException {
    synchronized (ports) {
      for (Port port : ports) {
        port.close();
      }
      ports.clear();
    }
    pool.close();
  }
}
