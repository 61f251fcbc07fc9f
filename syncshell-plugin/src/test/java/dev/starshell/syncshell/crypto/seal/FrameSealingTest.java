package dev.starshell.syncshell.crypto.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.Secret;
import dev.starshell.syncshell.crypto.seal.Session.ChannelPlace;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.FaultCode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FrameSealingTest {
  private static final Digest ADA = Sha256.of(new byte[] {1});
  private static final Digest BOB = Sha256.of(new byte[] {2});
  private static final CarrierBinding BINDING = CarrierBinding.dtls(Set.of(ADA), Set.of(BOB));
  private static final ChannelPlace PLACE = new ChannelPlace(1, 5);

  private final Session leader = session(true, 4);
  private final Session follower = session(false, 4);

  @Test
  void framesOfEverySizeArriveAsTheyWereSent() {
    FrameSealer sealer = leader.frameSealer(BINDING, PLACE);
    FrameOpener opener = follower.frameOpener(BINDING, PLACE);
    Random random = new Random(1);

    for (int size : new int[] {0, 1, 15, 16, 17, 65_536, SealedFrames.CONTENT_BYTES_MAX}) {
      byte[] content = new byte[size];
      random.nextBytes(content);
      byte[] frame = sealer.seal(content);

      assertThat(frame).hasSize(size + SealedFrames.OVERHEAD_BYTES);
      assertThat(content(opener.open(frame, frame.length))).isEqualTo(content);
    }
  }

  @Test
  void aFrameSealedInPlaceIsTheSame() {
    byte[] content = "the content".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] frame = new byte[content.length + SealedFrames.OVERHEAD_BYTES];
    System.arraycopy(content, 0, frame, SealedFrames.HEADER_BYTES, content.length);

    session(true, 4).frameSealer(BINDING, PLACE).sealInPlace(frame);

    assertThat(frame).isEqualTo(leader.frameSealer(BINDING, PLACE).seal(content));
  }

  @Test
  void theSealedFrameFitsTheBoundOfAnyFrame() {
    FrameSealer sealer = leader.frameSealer(BINDING, PLACE);

    assertThat(SealedFrames.CONTENT_BYTES_MAX).isGreaterThanOrEqualTo(Limits.CHUNK_BYTES_MAX + 16);
    assertThat(sealer.seal(new byte[SealedFrames.CONTENT_BYTES_MAX]))
        .hasSize(Limits.FRAME_BYTES_MAX);
    assertThatThrownBy(() -> sealer.seal(new byte[SealedFrames.CONTENT_BYTES_MAX + 1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sealer.sealInPlace(new byte[SealedFrames.OVERHEAD_BYTES - 1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyChangedByteIsRefusedAndEndsTheChannel() {
    byte[] frame = leader.frameSealer(BINDING, PLACE).seal(new byte[40]);

    for (int at = 0; at < frame.length; at++) {
      FrameOpener opener = session(false, 4).frameOpener(BINDING, PLACE);
      byte[] changed = frame.clone();
      changed[at] ^= 1;

      FaultCode code = code(opener.open(changed, changed.length));
      FaultCode wanted =
          at == 0 || at == 2 || at == 3
              ? FaultCode.FRAME_MALFORMED
              : at < SealedFrames.HEADER_BYTES ? FaultCode.FRAME_REPLAY : FaultCode.FRAME_AUTH;
      assertThat(code).as("byte %d", at).isEqualTo(wanted);
      assertThat(code(opener.open(frame, frame.length))).as("after byte %d", at).isEqualTo(wanted);
    }
  }

  @Test
  void aFrameCutAnywhereIsRefused() {
    byte[] frame = leader.frameSealer(BINDING, PLACE).seal(new byte[20]);

    for (int length = 0; length < frame.length; length++) {
      FrameOpener opener = session(false, 4).frameOpener(BINDING, PLACE);

      assertThat(code(opener.open(frame, length)))
          .isEqualTo(
              length < SealedFrames.OVERHEAD_BYTES
                  ? FaultCode.FRAME_MALFORMED
                  : FaultCode.FRAME_AUTH);
    }
    assertThat(
            code(
                session(false, 4)
                    .frameOpener(BINDING, PLACE)
                    .open(new byte[0], Limits.FRAME_BYTES_MAX + 1)))
        .isEqualTo(FaultCode.FRAME_TOO_LARGE);
  }

  @Test
  void aRepeatedALeftOutAndASwappedFrameAreRefused() {
    FrameSealer sealer = leader.frameSealer(BINDING, PLACE);
    byte[] zero = sealer.seal(new byte[1]);
    byte[] one = sealer.seal(new byte[1]);
    byte[] two = sealer.seal(new byte[1]);

    assertThat(code(opened(zero, zero))).isEqualTo(FaultCode.FRAME_REPLAY);
    assertThat(code(opened(zero, two))).isEqualTo(FaultCode.FRAME_REPLAY);
    assertThat(code(opened(one))).isEqualTo(FaultCode.FRAME_REPLAY);
    assertThat(code(opened(zero, one, two))).isNull();
  }

  @Test
  void aFrameOfAnotherPlaceDirectionGenerationOrCarrierIsNotOpened() {
    byte[] frame = leader.frameSealer(BINDING, PLACE).seal(new byte[9]);
    Digest eve = Sha256.of(new byte[] {3});

    assertThat(
            code(
                session(false, 4)
                    .frameOpener(BINDING, new ChannelPlace(2, 5))
                    .open(frame, frame.length)))
        .isEqualTo(FaultCode.FRAME_AUTH);
    assertThat(
            code(
                session(false, 4)
                    .frameOpener(BINDING, new ChannelPlace(1, 6))
                    .open(frame, frame.length)))
        .isEqualTo(FaultCode.FRAME_MALFORMED);
    assertThat(code(session(true, 4).frameOpener(BINDING, PLACE).open(frame, frame.length)))
        .isEqualTo(FaultCode.FRAME_AUTH);
    assertThat(code(session(false, 5).frameOpener(BINDING, PLACE).open(frame, frame.length)))
        .isEqualTo(FaultCode.FRAME_AUTH);
    for (CarrierBinding other :
        new CarrierBinding[] {
          CarrierBinding.dtls(Set.of(ADA), Set.of(eve)),
          CarrierBinding.dtls(Set.of(eve), Set.of(BOB)),
          CarrierBinding.dtls(Set.of(BOB), Set.of(ADA)),
          CarrierBinding.dtls(Set.of(ADA, eve), Set.of(BOB)),
          CarrierBinding.relayed(leader.handshake())
        }) {
      assertThat(code(session(false, 4).frameOpener(other, PLACE).open(frame, frame.length)))
          .isEqualTo(FaultCode.FRAME_AUTH);
    }
  }

  @Test
  void bothSidesChangeKeysAtTheSameFrame() {
    FrameSealer sealer = leader.frameSealer(BINDING, PLACE, 3);
    FrameOpener opener = follower.frameOpener(BINDING, PLACE, 3);

    for (int i = 0; i < 20; i++) {
      byte[] frame = sealer.seal(new byte[] {(byte) i});

      assertThat(frame[1]).as("phase of frame %d", i).isEqualTo((byte) (i / 3 % 2));
      assertThat(content(opener.open(frame, frame.length))).containsExactly(i);
    }
  }

  @Test
  void theKeyIsOtherAfterTheChange() {
    FrameSealer early = leader.frameSealer(BINDING, PLACE, 2);
    FrameSealer late = session(true, 4).frameSealer(BINDING, PLACE, 4);
    byte[] content = new byte[64];
    for (int i = 0; i < 2; i++) {
      assertThat(early.seal(content)).isEqualTo(late.seal(content));
    }

    byte[] changed = early.seal(content);
    byte[] unchanged = late.seal(content);

    assertThat(Arrays.copyOfRange(changed, 12, 76))
        .isNotEqualTo(Arrays.copyOfRange(unchanged, 12, 76));
  }

  @Test
  void aWrongPhaseIsRefused() {
    FrameSealer sealer = leader.frameSealer(BINDING, PLACE, 2);
    byte[] frame = sealer.seal(new byte[3]);
    frame[1] = 1;

    assertThat(code(follower.frameOpener(BINDING, PLACE, 2).open(frame, frame.length)))
        .isEqualTo(FaultCode.FRAME_REPLAY);
  }

  @Test
  void aKeyIsHandedOutOnce() {
    leader.frameSealer(BINDING, PLACE);
    leader.frameOpener(BINDING, PLACE);
    leader.signalSealer();
    leader.frameSealer(BINDING, new ChannelPlace(1, 6));

    assertThatThrownBy(() -> leader.frameSealer(BINDING, PLACE))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> leader.frameOpener(BINDING, PLACE))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(leader::signalSealer).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void nothingIsSealedAfterTheEnd() {
    FrameSealer sealer = leader.frameSealer(BINDING, PLACE);
    FrameOpener opener = follower.frameOpener(BINDING, PLACE);
    byte[] frame = sealer.seal(new byte[1]);
    sealer.close();
    opener.close();
    leader.close();

    assertThatThrownBy(() -> sealer.seal(new byte[1])).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> opener.open(frame, frame.length))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(leader::signalSealer).isInstanceOf(IllegalStateException.class);
  }

  private DecodeResult<ByteBuffer> opened(byte[]... frames) {
    FrameOpener opener = session(false, 4).frameOpener(BINDING, PLACE);
    DecodeResult<ByteBuffer> last = new DecodeResult.Incomplete<>();
    for (byte[] frame : frames) {
      last = opener.open(frame, frame.length);
    }
    return last;
  }

  static Session session(boolean leading, long generation) {
    byte[] root = new byte[32];
    Arrays.fill(root, (byte) 42);
    return Session.begin(leading, generation, Sha256.of(new byte[] {7}), Secret.taking(root));
  }

  private static byte[] content(DecodeResult<ByteBuffer> result) {
    return ((DecodeResult.Decoded<ByteBuffer>) result).message().array();
  }

  static @Nullable FaultCode code(DecodeResult<?> result) {
    return result instanceof DecodeResult.Malformed<?> bad ? bad.fault().code() : null;
  }
}
