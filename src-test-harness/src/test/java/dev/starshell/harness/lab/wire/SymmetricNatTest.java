package dev.starshell.harness.lab.wire;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class SymmetricNatTest {
  private static final int INSIDE = 0x0a4f0002;
  private static final int OUTSIDE = 0x0a4f0102;
  private static final int SERVER = 0x0a4f0001;
  private static final int FRIEND = 0x0a4f0003;

  private final SymmetricNat nat = new SymmetricNat(INSIDE, OUTSIDE);

  @Test
  void everyRemoteEndpointSeesAnotherPort() {
    int one = left(SERVER, 3478);
    int other = left(FRIEND, 3478);
    int third = left(FRIEND, 3479);

    assertThat(one).isNotEqualTo(other);
    assertThat(third).isNotEqualTo(one).isNotEqualTo(other);
    assertThat(left(SERVER, 3478)).isEqualTo(one);
    assertThat(nat.mappings()).isEqualTo(3);
  }

  @Test
  void whoWasSpokenToReachesThePortThatSpoke() {
    int port = left(SERVER, 3478);
    MemorySegment answer = packet(SERVER, 3478, OUTSIDE, port);

    assertThat(nat.enter(answer)).isTrue();

    assertThat(Packet.target(answer)).isEqualTo(INSIDE);
    assertThat(Packet.targetPort(answer)).isEqualTo(5_000);
    assertThat(sum(answer)).isEqualTo(0xFFFF);
  }

  @Test
  void nobodyElseDoes() {
    int port = left(SERVER, 3478);

    assertThat(nat.enter(packet(FRIEND, 3478, OUTSIDE, port))).isFalse();
    assertThat(nat.enter(packet(SERVER, 3479, OUTSIDE, port))).isFalse();
    assertThat(nat.enter(packet(SERVER, 3478, OUTSIDE, port + 1))).isFalse();
    assertThat(nat.enter(packet(SERVER, 3478, INSIDE, 5_000))).isFalse();
    assertThat(nat.refused()).isEqualTo(4);
  }

  @Test
  void whatIsNotUdpPassesUnchanged() {
    MemorySegment tcp = packet(INSIDE, 5_000, SERVER, 443);
    tcp.set(JAVA_BYTE, 9, (byte) 6);

    assertThat(nat.leave(tcp)).isTrue();

    assertThat(Packet.source(tcp)).isEqualTo(INSIDE);
    assertThat(nat.mappings()).isZero();
  }

  /// @return the port that the remote sees
  private int left(int remote, int remotePort) {
    MemorySegment packet = packet(INSIDE, 5_000, remote, remotePort);
    assertThat(nat.leave(packet)).isTrue();
    assertThat(Packet.source(packet)).isEqualTo(OUTSIDE);
    assertThat(sum(packet)).isEqualTo(0xFFFF);
    return Packet.sourcePort(packet);
  }

  /// The ones' complement sum over a header with its checksum is all ones.
  private static int sum(MemorySegment packet) {
    int sum = 0;
    for (int at = 0; at < 20; at += 2) {
      sum += (packet.get(JAVA_BYTE, at) & 0xFF) << 8 | packet.get(JAVA_BYTE, at + 1) & 0xFF;
    }
    return (sum & 0xFFFF) + (sum >>> 16);
  }

  private static MemorySegment packet(int source, int sourcePort, int target, int targetPort) {
    MemorySegment packet = MemorySegment.ofArray(new byte[40]);
    packet.set(JAVA_BYTE, 0, (byte) 0x45);
    packet.set(JAVA_BYTE, 9, (byte) 17);
    Packet.source(packet, source, sourcePort);
    Packet.target(packet, target, targetPort);
    return packet;
  }
}
