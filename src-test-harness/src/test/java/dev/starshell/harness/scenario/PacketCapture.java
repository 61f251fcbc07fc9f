package dev.starshell.harness.scenario;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// A program of its own: takes every packet of the network namespace it runs in, on every
/// interface, until its input ends. Then it prints a line for each `PROTOCOL SOURCE TARGET COUNT`,
/// and `lost COUNT`. It needs the right to open packet sockets on Linux.
final class PacketCapture {
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final int ETH_P_ALL_BIG_ENDIAN = 0x0300;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_STATISTICS = 6;
  private static final int SNAP_BYTES = 64;
  private static final int ROOM_BYTES = 64 << 20;
  private static final int QUIET_MICROS = 100_000;
  private static final long LAST_NANOS = 2_000_000_000L;

  private final Map<String, Long> counts = new TreeMap<>();
  private volatile boolean ending;

  private PacketCapture() {}

  /// Prints `ready` when nothing is missed from then on.
  public static void main(String[] words) throws Throwable {
    new PacketCapture().run(new PrintStream(System.out, true, UTF_8));
  }

  private void run(PrintStream out) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      int socket =
          (int)
              function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT)
                  .invokeExact(AF_PACKET, SOCK_RAW, ETH_P_ALL_BIG_ENDIAN);
      if (socket < 0) {
        throw new IOException("no right to open a packet socket");
      }
      MethodHandle set =
          function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
      MemorySegment room = arena.allocateFrom(JAVA_INT, ROOM_BYTES);
      MemorySegment quiet = arena.allocateFrom(JAVA_LONG, 0, QUIET_MICROS);
      if ((int) set.invokeExact(socket, SOL_SOCKET, SO_RCVBUFFORCE, room, 4) != 0
          || (int) set.invokeExact(socket, SOL_SOCKET, SO_RCVTIMEO, quiet, 16) != 0) {
        throw new IOException("the packet socket cannot be set up");
      }
      Thread.ofPlatform().daemon().start(this::awaitEnd);
      out.println("ready");
      take(arena, socket);
      counts.forEach((flow, count) -> out.println(flow + " " + count));
      out.println("lost " + lost(arena, socket));
    }
  }

  private void awaitEnd() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException _) {
      // Whoever started this is gone.
    }
    ending = true;
  }

  private void take(Arena arena, int socket) throws Throwable {
    MethodHandle receive = function("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    MemorySegment packet = arena.allocate(SNAP_BYTES);
    long end = Long.MAX_VALUE;
    while (System.nanoTime() < end) {
      long bytes = (long) receive.invokeExact(socket, packet, (long) SNAP_BYTES, 0);
      if (bytes >= 0) {
        count(packet.asSlice(0, bytes).toArray(JAVA_BYTE));
      } else if (ending) {
        return;
      }
      if (ending && end == Long.MAX_VALUE) {
        end = System.nanoTime() + LAST_NANOS;
      }
    }
  }

  private void count(byte[] frame) throws IOException {
    int type = frame.length < 14 ? 0 : (frame[12] & 0xFF) << 8 | frame[13] & 0xFF;
    if (type == 0x0800 && frame.length >= 34) {
      count(frame[23] & 0xFF, frame, 26, 4);
    } else if (type == 0x86DD && frame.length >= 54) {
      count(frame[20] & 0xFF, frame, 22, 16);
    }
  }

  private void count(int protocol, byte[] frame, int at, int addressBytes) throws IOException {
    String flow =
        protocol
            + " "
            + address(frame, at, addressBytes)
            + " "
            + address(frame, at + addressBytes, addressBytes);
    counts.merge(flow, 1L, Long::sum);
  }

  private static String address(byte[] frame, int at, int bytes) throws IOException {
    return InetAddress.getByAddress(Arrays.copyOfRange(frame, at, at + bytes)).getHostAddress();
  }

  /// Packets that came faster than they were read.
  private static int lost(Arena arena, int socket) throws Throwable {
    MethodHandle ask =
        function("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    MemorySegment statistics = arena.allocateFrom(JAVA_INT, 0, -1);
    MemorySegment size = arena.allocateFrom(JAVA_INT, 8);
    if ((int) ask.invokeExact(socket, SOL_PACKET, PACKET_STATISTICS, statistics, size) != 0) {
      throw new IOException("the packet socket tells no statistics");
    }
    return statistics.getAtIndex(JAVA_INT, 1);
  }

  private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... words) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, words));
  }
}
