package dev.starshell.harness.lab.wire;

import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// One direction of a link: what it does to packets, and the account of what it did. Packets come
/// from one thread; the rest is asked and changed from any.
final class Wire {
  private static final long FLOW_ALIVE_NANOS = 3_000_000_000L;
  private static final long SESSION_ALIVE_NANOS = 60_000_000_000L;

  private final long salt;
  private volatile ShapedPath path;
  private volatile boolean cut;
  private volatile @Nullable Tripwire tripwire;
  private final Map<Fate, LongAdder> fates = new EnumMap<>(Fate.class);
  private final Map<PacketKind, LongAdder> kinds = new EnumMap<>(PacketKind.class);
  private final LongAdder bytesThrough = new LongAdder();
  private final Spans delays = new Spans();

  /// When each flow was last seen. Only the thread of the packets writes.
  private final Map<Long, Long> seen = new ConcurrentHashMap<>();

  private volatile Set<Long> ended = Set.of();

  /// Something to be done at a packet of a kind.
  ///
  /// @param nth how many of the kind are waited for, this one included
  /// @param then runs on the packet's thread, before the packet's fate is decided; must not wait
  record Tripwire(PacketKind kind, long nth, Runnable then) {}

  Wire(LinkShape shape, long salt) {
    this.salt = salt;
    this.path = new ShapedPath(shape, salt);
    for (Fate fate : Fate.values()) {
      fates.put(fate, new LongAdder());
    }
    for (PacketKind kind : PacketKind.values()) {
      kinds.put(kind, new LongAdder());
    }
  }

  /// Decides on a packet and notes it.
  Fate meet(MemorySegment packet, int sizeBytes, long nowNanos) {
    PacketKind kind = Packet.kind(packet, sizeBytes);
    adder(kinds, kind).increment();
    trip(kind);
    Fate fate = decide(packet, sizeBytes, nowNanos);
    adder(fates, fate).increment();
    if (fate.isThrough()) {
      bytesThrough.add(sizeBytes);
    }
    return fate;
  }

  private Fate decide(MemorySegment packet, int sizeBytes, long nowNanos) {
    if (cut) {
      return Fate.CUT;
    }
    long flow = Packet.flow(packet, sizeBytes);
    Set<Long> gone = ended;
    if (!gone.isEmpty() && gone.contains(flow)) {
      return Fate.FLOW_ENDED;
    }
    seen.put(flow, nowNanos);
    return path.next(nowNanos, sizeBytes);
  }

  private void trip(PacketKind kind) {
    Tripwire set = tripwire;
    if (set == null || set.kind() != kind) {
      return;
    }
    if (set.nth() > 1) {
      tripwire = new Tripwire(kind, set.nth() - 1, set.then());
    } else {
      tripwire = null;
      set.then().run();
    }
  }

  /// When the packet that was just met is due.
  long dueNanos() {
    return path.dueNanos();
  }

  void left(long tookNanos) {
    delays.add(tookNanos);
  }

  void shape(LinkShape changed) {
    path = new ShapedPath(changed, salt);
  }

  void cut(boolean isCut) {
    cut = isCut;
  }

  void onPacket(Tripwire set) {
    tripwire = set;
  }

  void disarm() {
    tripwire = null;
  }

  /// Flows other than TCP that were alive a moment ago.
  Set<Long> liveFlows(long nowNanos) {
    return flows(flow -> !Packet.isTcp(flow), nowNanos, FLOW_ALIVE_NANOS);
  }

  /// Flows of TCP that were alive within the last minute: a session may be silent for long.
  Set<Long> liveSessions(long nowNanos) {
    return flows(Packet::isTcp, nowNanos, SESSION_ALIVE_NANOS);
  }

  private Set<Long> flows(LongPredicate which, long nowNanos, long aliveNanos) {
    Set<Long> live = ConcurrentHashMap.newKeySet();
    Set<Long> gone = ended;
    seen.forEach((flow, at) -> {
      if (nowNanos - at < aliveNanos && which.test(flow) && !gone.contains(flow)) {
        live.add(flow);
      }
    });
    return live;
  }

  /// From now on these do not pass, and those before them no more either.
  void end(Set<Long> flows) {
    Set<Long> all = new HashSet<>(ended);
    all.addAll(flows);
    ended = Set.copyOf(all);
  }

  long count(Fate fate) {
    return adder(fates, fate).sum();
  }

  long count(PacketKind kind) {
    return adder(kinds, kind).sum();
  }

  long bytesThrough() {
    return bytesThrough.sum();
  }

  Spans delays() {
    return delays;
  }

  private static <K extends Enum<K>> LongAdder adder(Map<K, LongAdder> all, K key) {
    LongAdder adder = all.get(key);
    if (adder == null) {
      throw new IllegalStateException("every " + key + " is counted");
    }
    return adder;
  }
}
