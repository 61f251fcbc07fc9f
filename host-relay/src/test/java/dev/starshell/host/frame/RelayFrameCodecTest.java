package dev.starshell.host.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.Signalling;
import dev.starshell.api.signal.StarId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RelayFrameCodecTest {
  private static final List<RelayFrame> FRAMES =
      List.of(
          new RelayFrame.Challenge(1, bytes(32, 1), bytes(32, 2)),
          new RelayFrame.LogIn(1, StarId.of(raw(32, 3)), member(4), bytes(64, 5), Bytes.EMPTY),
          new RelayFrame.LogIn(1, StarId.of(raw(32, 3)), member(4), bytes(64, 5), bytes(4096, 6)),
          new RelayFrame.Welcome(List.of()),
          new RelayFrame.Welcome(List.of(member(1), member(2), member(255))),
          new RelayFrame.Envelope(member(7), 0, Bytes.EMPTY),
          new RelayFrame.Envelope(member(7), 255, bytes(300, 8)),
          new RelayFrame.Reconnect(member(7), 2, 0, Bytes.EMPTY),
          new RelayFrame.Reconnect(member(7), 3, 1L << 53, bytes(4096, 8)),
          new RelayFrame.Delivered(member(9), 24, bytes(23, 1)),
          new RelayFrame.Present(member(1)),
          new RelayFrame.Absent(member(2)),
          new RelayFrame.Refused("GROUP_FULL", "Alle Plätze sind belegt – später wieder.", 60_000),
          new RelayFrame.Refused("A", "x".repeat(200), 0),
          new RelayFrame.Undelivered(member(3), "NOT_PRESENT", "", 3_600_000),
          new RelayFrame.Restarting(2000));

  @Test
  void everyFrameComesBackAsItWasSent() {
    for (RelayFrame frame : FRAMES) {
      assertThat(RelayFrameCodec.decode(RelayFrameCodec.encode(frame)))
          .isEqualTo(new DecodeResult.Decoded(frame));
    }
  }

  @Test
  void theWireFormIsTheDocumentedOne() {
    byte[] wire = RelayFrameCodec.encode(new RelayFrame.Refused("BUSY", "x".repeat(30), 1000));

    assertThat(HexFormat.of().formatHex(wire))
        .isEqualTo("840864" + "42555359" + "781e" + "78".repeat(30) + "1903e8");
  }

  @Test
  void theLargestEnvelopeFitsOneFrameOnBothLegs() {
    Bytes largest = bytes(Signalling.PAYLOAD_BYTES_MAX, 1);

    assertThat(RelayFrameCodec.encode(new RelayFrame.Envelope(member(1), 255, largest)))
        .hasSizeLessThanOrEqualTo(FrameBounds.FRAME_BYTES_MAX);
    assertThat(
            RelayFrameCodec.decode(
                RelayFrameCodec.encode(new RelayFrame.Delivered(member(1), 255, largest))))
        .isInstanceOf(DecodeResult.Decoded.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new RelayFrame.Envelope(member(1), 0, bytes(Signalling.PAYLOAD_BYTES_MAX + 1, 1)));
  }

  @Test
  void aFrameCutAtAnyLengthIsIncomplete() {
    for (RelayFrame frame : FRAMES) {
      byte[] whole = RelayFrameCodec.encode(frame);
      for (int length = 0; length < whole.length; length++) {
        assertThat(RelayFrameCodec.decode(Arrays.copyOf(whole, length)))
            .as("%s cut at %d of %d", frame, length, whole.length)
            .isInstanceOf(DecodeResult.Incomplete.class);
      }
    }
  }

  @Test
  void aTrailingByteIsRefused() {
    for (RelayFrame frame : FRAMES) {
      byte[] whole = RelayFrameCodec.encode(frame);
      for (int last = 0; last < 256; last++) {
        byte[] longer = Arrays.copyOf(whole, whole.length + 1);
        longer[whole.length] = (byte) last;
        assertThat(RelayFrameCodec.decode(longer)).isInstanceOf(DecodeResult.Malformed.class);
      }
    }
  }

  @Test
  void aFieldOutOfItsBoundsIsRefused() {
    String key = "5820" + "01".repeat(32);
    String shortKey = "581f" + "01".repeat(31);
    String longKey = "5821" + "01".repeat(33);
    for (String wire :
        List.of(
            "8204" + key, // envelope without kind and payload
            "8404" + shortKey + "0040",
            "8404" + longKey + "0040",
            "8404" + key + "19010040", // kind 256
            "8404" + key + "2040", // kind -1
            "8404" + key + "1b7fffffffffffffff40", // kind 2^63-1
            "8404" + key + "1bffffffffffffffff40", // kind 2^64-1
            "8404" + key + "f940", // a half float, cut
            "8404" + key + "0060", // payload is text
            "8404" + key + "00f6", // payload is null
            "8404" + key + "180040", // kind 0 in two bytes
            "8404" + key + "005f40ff", // payload in pieces
            "8404" + key + "00c240", // payload is a tagged number
            "9f04" + key + "0040ff", // array without length
            "8504" + key + "004000", // a field too many
            "8304" + key + "00", // a field too few
            "8400" + key + "0040", // type 0
            "840b" + key + "0040", // type 11
            "8420" + key + "0040", // type -1
            "840860" + "60" + "00", // refused without a code
            "840861" + "61" + "6000", // refused with a small letter
            "84086141" + "610a" + "00", // refused with a line break
            "84086141" + "63e280ae" + "00", // refused with text turned around
            "84086141" + "60" + "1a0036ee81", // an hour and a millisecond
            "84086141" + "61ff" + "00", // no UTF-8
            "84014" + "158200000", // version 1 with rubbish
            "8203825820" + "02".repeat(32) + "5820" + "01".repeat(32), // not in order
            "8203825820" + "02".repeat(32) + "5820" + "02".repeat(32), // twice
            "8203a0", // a map
            "a0",
            "00",
            "f6",
            "60",
            "40")) {
      String even = wire.length() % 2 == 0 ? wire : wire + "0";
      assertThat(RelayFrameCodec.decode(HexFormat.of().parseHex(even)))
          .as(wire)
          .isNotInstanceOf(DecodeResult.Decoded.class);
    }
  }

  @Test
  void aClaimedLengthIsNoReasonToAllocate() {
    String key = "5820" + "01".repeat(32);
    for (String claim : List.of("5a7fffffff", "5bffffffffffffffff", "5b7fffffffffffffff")) {
      byte[] wire = HexFormat.of().parseHex("8404" + key + "00" + claim);
      RelayFrameCodec.decode(wire);
      long before = allocatedBytes();
      DecodeResult result = RelayFrameCodec.decode(wire);
      long allocated = allocatedBytes() - before;
      assertThat(result).isNotInstanceOf(DecodeResult.Decoded.class);
      assertThat(allocated).isLessThan(FrameBounds.GREETING_BYTES_MAX);
    }
  }

  @Test
  void aGreetingOfAnotherVersionIsKnownAsSuch() {
    assertThat(RelayFrameCodec.decode(HexFormat.of().parseHex("8302182a00")))
        .isEqualTo(new DecodeResult.Decoded(new RelayFrame.Foreign(42)));
  }

  @Test
  void randomBytesNeverThrow() {
    Random random = new Random(20_260_101);
    List<byte[]> seeds = FRAMES.stream().map(RelayFrameCodec::encode).toList();
    for (int round = 0; round < 100_000; round++) {
      byte[] bytes;
      if (round % 2 == 0) {
        bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
      } else {
        bytes = seeds.get(random.nextInt(seeds.size())).clone();
        for (int flip = random.nextInt(4); flip >= 0; flip--) {
          bytes[random.nextInt(Math.min(bytes.length, 80))] = (byte) random.nextInt(256);
        }
      }

      DecodeResult result = RelayFrameCodec.decode(bytes);

      if (result instanceof DecodeResult.Decoded(RelayFrame frame)
          && !(frame instanceof RelayFrame.Foreign)) {
        assertThat(RelayFrameCodec.encode(frame)).isEqualTo(bytes);
      }
    }
  }

  @Test
  void aFrameLongerThanTheLimitIsNotRead() {
    assertThat(RelayFrameCodec.decode(new byte[FrameBounds.FRAME_BYTES_MAX + 1]))
        .isInstanceOf(DecodeResult.Malformed.class);
  }

  private static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static MemberId member(int fill) {
    return MemberId.of(raw(32, fill));
  }

  private static Bytes bytes(int length, int fill) {
    return Bytes.of(raw(length, fill));
  }

  private static byte[] raw(int length, int fill) {
    byte[] raw = new byte[length];
    Arrays.fill(raw, (byte) fill);
    return raw;
  }
}
