package dev.starshell.harness.lab.wire;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Reads the headers of an IPv4 packet where it lies. Source: RFC 791 §3.1, RFC 768.
final class Packet {
  private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int IP_BYTES_MIN = 20;
  private static final int UDP_BYTES = 8;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int FRAGMENT_OFFSET = 0x1FFF;

  private Packet() {}

  static boolean isIpv4(MemorySegment packet, int sizeBytes) {
    return sizeBytes >= IP_BYTES_MIN && (packet.get(JAVA_BYTE, 0) >> 4) == 4;
  }

  static int source(MemorySegment packet) {
    return packet.get(INT, 12);
  }

  static int target(MemorySegment packet) {
    return packet.get(INT, 16);
  }

  /// Whether it is UDP and begins with its header, so that it has ports.
  static boolean hasUdpPorts(MemorySegment packet) {
    return protocol(packet) == UDP && (packet.get(SHORT, 6) & FRAGMENT_OFFSET) == 0;
  }

  static int sourcePort(MemorySegment packet) {
    return packet.get(SHORT, headerBytes(packet)) & 0xFFFF;
  }

  static int targetPort(MemorySegment packet) {
    return packet.get(SHORT, headerBytes(packet) + 2) & 0xFFFF;
  }

  /// Changes where a UDP packet comes from.
  static void source(MemorySegment packet, int address, int port) {
    packet.set(INT, 12, address);
    packet.set(SHORT, headerBytes(packet), (short) port);
    sum(packet);
  }

  /// Changes where a UDP packet goes to.
  static void target(MemorySegment packet, int address, int port) {
    packet.set(INT, 16, address);
    packet.set(SHORT, headerBytes(packet) + 2, (short) port);
    sum(packet);
  }

  /// Makes the header's checksum right, and says that there is none over the content. Source: RFC
  /// 1071; RFC 768.
  private static void sum(MemorySegment packet) {
    packet.set(SHORT, headerBytes(packet) + 6, (short) 0);
    packet.set(SHORT, 10, (short) 0);
    long sum = 0;
    for (int at = 0; at < headerBytes(packet); at += 2) {
      sum += packet.get(SHORT, at) & 0xFFFF;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xFFFF) + (sum >>> 16);
    }
    packet.set(SHORT, 10, (short) ~sum);
  }

  /// Protocol and ports in one number; the same for both directions of a flow.
  static long flow(MemorySegment packet, int sizeBytes) {
    int at = headerBytes(packet);
    int protocol = protocol(packet);
    if ((protocol != TCP && protocol != UDP) || sizeBytes < at + 4) {
      return (long) protocol << 32;
    }
    long one = packet.get(SHORT, at) & 0xFFFF;
    long other = packet.get(SHORT, at + 2) & 0xFFFF;
    boolean isForward = Integer.compareUnsigned(source(packet), target(packet)) < 0;
    return (long) protocol << 32 | (isForward ? one << 16 | other : other << 16 | one);
  }

  /// Whether a flow is one of TCP.
  static boolean isTcp(long flow) {
    return flow >>> 32 == TCP;
  }

  static PacketKind kind(MemorySegment packet, int sizeBytes) {
    int protocol = protocol(packet);
    if (protocol == TCP) {
      return PacketKind.TCP;
    }
    int at = headerBytes(packet) + UDP_BYTES;
    if (protocol != UDP || sizeBytes <= at) {
      return PacketKind.OTHER;
    }
    int first = packet.get(JAVA_BYTE, at) & 0xFF;
    if (first < 4) {
      return PacketKind.STUN;
    }
    if (first == 22) {
      return PacketKind.DTLS_HANDSHAKE;
    }
    return first >= 20 && first < 64 ? PacketKind.DTLS_DATA : PacketKind.OTHER;
  }

  /// Turns the last bit over, and says that a UDP packet has no checksum: otherwise the system
  /// would drop it, and its receiver would never meet it.
  static void corrupt(MemorySegment packet, int sizeBytes) {
    int last = sizeBytes - 1;
    packet.set(JAVA_BYTE, last, (byte) (packet.get(JAVA_BYTE, last) ^ 1));
    int at = headerBytes(packet);
    if (protocol(packet) == UDP && sizeBytes > at + UDP_BYTES) {
      packet.set(SHORT, at + 6, (short) 0);
    }
  }

  private static int protocol(MemorySegment packet) {
    return packet.get(JAVA_BYTE, 9) & 0xFF;
  }

  private static int headerBytes(MemorySegment packet) {
    return (packet.get(JAVA_BYTE, 0) & 0x0F) * 4;
  }
}
