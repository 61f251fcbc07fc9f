package dev.starshell.harness.lab.wire;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WireTest {
  private static final int SIZE = 60;
  private static final int STUN = 1;
  private static final int DTLS_HANDSHAKE = 22;
  private static final int DTLS_DATA = 23;

  private final Wire wire = new Wire(LinkShape.CLEAR, 0);

  @Test
  void packetsAreToldByTheirFirstBytes() {
    assertThat(Packet.kind(udp(5_000, 6_000, STUN), SIZE)).isEqualTo(PacketKind.STUN);
    assertThat(Packet.kind(udp(1, 2, DTLS_HANDSHAKE), SIZE)).isEqualTo(PacketKind.DTLS_HANDSHAKE);
    assertThat(Packet.kind(udp(1, 2, DTLS_DATA), SIZE)).isEqualTo(PacketKind.DTLS_DATA);
    assertThat(Packet.kind(packet(6, 1, 2, 0), SIZE)).isEqualTo(PacketKind.TCP);
    assertThat(Packet.kind(packet(1, 1, 2, 0), SIZE)).isEqualTo(PacketKind.OTHER);
  }

  @Test
  void bothDirectionsOfAFlowHaveOneName() {
    MemorySegment there = udp(5_000, 6_000, STUN);
    MemorySegment back = udp(6_000, 5_000, STUN);
    MemorySegment.copy(there, 12, back, 16, 4);
    MemorySegment.copy(there, 16, back, 12, 4);

    assertThat(Packet.flow(there, SIZE)).isEqualTo(Packet.flow(back, SIZE));
    assertThat(Packet.flow(there, SIZE)).isNotEqualTo(Packet.flow(udp(5_001, 6_000, STUN), SIZE));
  }

  @Test
  void aCutWirePassesNothingUntilItIsRestored() {
    wire.cut(true);
    Fate cut = wire.meet(udp(1, 2, STUN), SIZE, 10);
    wire.cut(false);

    assertThat(cut).isEqualTo(Fate.CUT);
    assertThat(wire.meet(udp(1, 2, STUN), SIZE, 11)).isEqualTo(Fate.PASSED);
    assertThat(wire.count(Fate.CUT)).isEqualTo(1);
    assertThat(wire.bytesThrough()).isEqualTo(SIZE);
  }

  @Test
  void anEndedFlowStaysEndedAndOthersPass() {
    wire.meet(udp(1, 2, STUN), SIZE, 10);
    wire.meet(packet(6, 3, 4, 0), SIZE, 10);
    wire.end(wire.liveFlows(20));

    assertThat(wire.meet(udp(1, 2, STUN), SIZE, 30)).isEqualTo(Fate.FLOW_ENDED);
    assertThat(wire.meet(udp(1, 9, STUN), SIZE, 31)).isEqualTo(Fate.PASSED);
    assertThat(wire.meet(packet(6, 3, 4, 0), SIZE, 32)).isEqualTo(Fate.PASSED);
  }

  @Test
  void aFlowThatWasSilentForSecondsIsNotAlive() {
    wire.meet(udp(1, 2, STUN), SIZE, 10);

    assertThat(wire.liveFlows(10 + 2_999_999_999L)).hasSize(1);
    assertThat(wire.liveFlows(10 + 3_000_000_000L)).isEmpty();
  }

  @Test
  void sessionsOfTcpEndByThemselvesAndLiveThroughAMinuteOfSilence() {
    wire.meet(udp(1, 2, STUN), SIZE, 10);
    wire.meet(packet(6, 3, 4, 0), SIZE, 10);

    assertThat(wire.liveSessions(10 + 59_000_000_000L)).hasSize(1);
    assertThat(wire.liveSessions(10 + 60_000_000_000L)).isEmpty();
    wire.end(wire.liveSessions(20));

    assertThat(wire.meet(packet(6, 3, 4, 0), SIZE, 30)).isEqualTo(Fate.FLOW_ENDED);
    assertThat(wire.meet(udp(1, 2, STUN), SIZE, 31)).isEqualTo(Fate.PASSED);
    assertThat(wire.liveSessions(40)).isEmpty();
  }

  @Test
  void theNthPacketOfAKindIsTheFirstThatIsCut() {
    AtomicInteger trips = new AtomicInteger();
    wire.onPacket(
        new Wire.Tripwire(
            PacketKind.DTLS_HANDSHAKE,
            2,
            () -> {
              trips.incrementAndGet();
              wire.cut(true);
            }));

    assertThat(wire.meet(udp(1, 2, STUN), SIZE, 1)).isEqualTo(Fate.PASSED);
    assertThat(wire.meet(udp(1, 2, DTLS_HANDSHAKE), SIZE, 2)).isEqualTo(Fate.PASSED);
    assertThat(wire.meet(udp(1, 2, DTLS_HANDSHAKE), SIZE, 3)).isEqualTo(Fate.CUT);
    wire.cut(false);
    assertThat(wire.meet(udp(1, 2, DTLS_HANDSHAKE), SIZE, 4)).isEqualTo(Fate.PASSED);
    assertThat(trips).hasValue(1);
  }

  @Test
  void anAlteredPacketHasOneBitTurnedOverAndNoChecksum() {
    MemorySegment packet = udp(1, 2, DTLS_DATA);
    packet.set(JAVA_BYTE, 26, (byte) 0x12);
    packet.set(JAVA_BYTE, 27, (byte) 0x34);
    byte last = packet.get(JAVA_BYTE, SIZE - 1);

    Packet.corrupt(packet, SIZE);

    assertThat(packet.get(JAVA_BYTE, SIZE - 1) ^ last).isEqualTo(1);
    assertThat(packet.get(JAVA_BYTE, 26)).isZero();
    assertThat(packet.get(JAVA_BYTE, 27)).isZero();
  }

  @Test
  void packetsThatAreCutShortAreRead() {
    for (int size = 20; size < SIZE; size++) {
      assertThat(Packet.kind(udp(1, 2, STUN), size))
          .isEqualTo(size > 28 ? PacketKind.STUN : PacketKind.OTHER);
      assertThat(Packet.flow(udp(1, 2, STUN), size)).isNotNegative();
    }
    assertThat(Packet.isIpv4(udp(1, 2, STUN), 19)).isFalse();
  }

  private static MemorySegment udp(int from, int to, int first) {
    return packet(17, from, to, first);
  }

  private static MemorySegment packet(int protocol, int from, int to, int first) {
    byte[] bytes = new byte[SIZE];
    bytes[0] = 0x45;
    bytes[9] = (byte) protocol;
    bytes[12] = 10;
    bytes[15] = 1;
    bytes[16] = 10;
    bytes[19] = 2;
    bytes[20] = (byte) (from >> 8);
    bytes[21] = (byte) from;
    bytes[22] = (byte) (to >> 8);
    bytes[23] = (byte) to;
    bytes[28] = (byte) first;
    return MemorySegment.ofArray(bytes);
  }
}
