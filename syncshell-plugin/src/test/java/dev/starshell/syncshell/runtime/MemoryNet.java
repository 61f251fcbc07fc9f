package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.carrier.CarrierFactory;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.MemberKey;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A network in memory: bundles joined by queues, each side delivered by a thread of its own.
/// Thread: any.
final class MemoryNet {
  /// Says what becomes of a frame on its way.
  interface Filter {
    /// @return the frames that arrive in its place, in order
    List<byte[]> pass(MemoryBundle from, int channel, byte[] frame);
  }

  static final int BUFFER_BYTES = 256 * 1024;

  final AtomicLong dataBytes = new AtomicLong();
  final AtomicInteger cuts = new AtomicInteger();
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<String, MemoryBundle> offered = new ConcurrentHashMap<>();
  private final List<MemoryBundle> open = new CopyOnWriteArrayList<>();
  private final AtomicLong cutAt = new AtomicLong(Long.MAX_VALUE);
  volatile Filter filter = (_, _, frame) -> List.of(frame);

  /// Whether frames are sealed before they come here. A test that reads or changes what is in them
  /// says no before it opens a member.
  volatile boolean sealed = true;

  volatile boolean refusing;
  volatile long nanosPerFrame;

  CarrierFactory factory(MemberKey member) {
    return new CarrierFactory() {
      @Override
      public Bundle open(BundleSettings settings, BundleListener listener) {
        return new MemoryBundle(MemoryNet.this, member, settings, listener);
      }

      @Override
      public void close() {
        bundlesOf(member).forEach(MemoryBundle::close);
      }
    };
  }

  String offer(MemoryBundle bundle) {
    String id = description("bundle-" + ids.incrementAndGet());
    offered.put(id, bundle);
    return id;
  }

  /// Looks enough like a session description: it names a certificate.
  static String description(String name) {
    byte[] certificate = Sha256.of(name.getBytes(StandardCharsets.UTF_8)).toBytes();
    return "v=0\r\ns=%s\r\na=fingerprint:sha-256 %s\r\n"
        .formatted(name, HexFormat.ofDelimiter(":").withUpperCase().formatHex(certificate));
  }

  @Nullable MemoryBundle offered(String id) {
    return offered.get(id);
  }

  void opened(MemoryBundle bundle) {
    open.add(bundle);
  }

  void closed(MemoryBundle bundle) {
    open.remove(bundle);
    offered.values().remove(bundle);
  }

  private List<MemoryBundle> bundlesOf(MemberKey member) {
    return open.stream().filter(bundle -> bundle.member.equals(member)).toList();
  }

  /// The open bundle of a member to another.
  MemoryBundle between(MemberKey member, MemberKey other) {
    return bundlesOf(member).stream()
        .filter(bundle -> bundle.isTo(other))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no link " + member + " to " + other));
  }

  /// Fails every link, with all that is on its way.
  void cut() {
    cuts.incrementAndGet();
    List.copyOf(open).forEach(MemoryBundle::cut);
  }

  /// Cuts every link once when so many more payload-carrying bytes have passed.
  void cutAfter(long bytes) {
    cutAt.set(dataBytes.get() + bytes);
  }

  void counted(int bytes) {
    long now = dataBytes.addAndGet(bytes);
    long at = cutAt.get();
    if (now >= at && cutAt.compareAndSet(at, Long.MAX_VALUE)) {
      cut();
    }
  }

  /// Lets go on what was held back.
  void stopRefusing() {
    refusing = false;
    open.forEach(MemoryBundle::writableAll);
  }
}
