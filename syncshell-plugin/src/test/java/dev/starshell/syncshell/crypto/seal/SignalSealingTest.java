package dev.starshell.syncshell.crypto.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.FaultCode;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SignalSealingTest {
  private final SignalSealer sealer = FrameSealingTest.session(true, 4).signalSealer();
  private final SignalOpener opener = FrameSealingTest.session(false, 4).signalOpener();

  @Test
  void signalsOfEverySizeArriveAsTheyWereSent() {
    for (int size : new int[] {0, 1, 255, 256, 257, 16_384, SealedSignals.CONTENT_BYTES_MAX}) {
      byte[] content = new byte[size];
      Arrays.fill(content, (byte) 0x80);

      Bytes signal = sealer.seal(Bytes.copyOf(content));

      assertThat(signal.length()).isLessThanOrEqualTo(SealedSignals.BYTES_MAX);
      assertThat(opener.open(signal)).isEqualTo(new DecodeResult.Decoded<>(Bytes.copyOf(content)));
    }
    assertThat(SealedSignals.BYTES_MAX).isLessThan(Limits.SIGNAL_BYTES_MAX - 128);
    assertThatThrownBy(
            () -> sealer.seal(Bytes.copyOf(new byte[SealedSignals.CONTENT_BYTES_MAX + 1])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theRelaySeesCoarseSizesOnly() {
    Set<Integer> sizes = new HashSet<>();

    for (int size = 0; size < 512; size++) {
      sizes.add(sealer.seal(Bytes.copyOf(new byte[size])).length());
    }

    assertThat(sizes).containsExactlyInAnyOrder(36 + 256, 36 + 512);
  }

  @Test
  void everyChangedByteIsRefusedAndTheRightSignalStillTaken() {
    Bytes signal = sealer.seal(Bytes.copyOf(new byte[30]));

    for (int at = 0; at < signal.length(); at++) {
      byte[] changed = signal.toArray();
      changed[at] ^= 1;

      assertThat(FrameSealingTest.code(opener.open(Bytes.copyOf(changed))))
          .as("byte %d", at)
          .isNotNull();
    }
    assertThat(opener.open(signal)).isInstanceOf(DecodeResult.Decoded.class);
  }

  @Test
  void aCutOrLongerSignalIsRefused() {
    byte[] signal = sealer.seal(Bytes.copyOf(new byte[30])).toArray();

    for (int length = 0; length < signal.length + 300; length++) {
      if (length != signal.length) {
        Bytes other = Bytes.copyOf(Arrays.copyOf(signal, length));
        assertThat(opener.open(other)).isInstanceOf(DecodeResult.Malformed.class);
      }
    }
    assertThat(
            FrameSealingTest.code(opener.open(Bytes.copyOf(new byte[SealedSignals.BYTES_MAX + 1]))))
        .isEqualTo(FaultCode.FRAME_TOO_LARGE);
  }

  @Test
  void aLostSignalIsNoFaultButARepeatedOrOldOneIs() {
    Bytes zero = sealer.seal(Bytes.EMPTY);
    Bytes one = sealer.seal(Bytes.EMPTY);
    Bytes two = sealer.seal(Bytes.EMPTY);

    assertThat(opener.open(one)).isInstanceOf(DecodeResult.Decoded.class);
    assertThat(FrameSealingTest.code(opener.open(one))).isEqualTo(FaultCode.FRAME_REPLAY);
    assertThat(FrameSealingTest.code(opener.open(zero))).isEqualTo(FaultCode.FRAME_REPLAY);
    assertThat(opener.open(two)).isInstanceOf(DecodeResult.Decoded.class);
  }

  @Test
  void aSignalTurnedRoundOrOfAnotherGenerationIsNotOpened() {
    Bytes signal = sealer.seal(Bytes.EMPTY);

    assertThat(FrameSealingTest.code(FrameSealingTest.session(true, 4).signalOpener().open(signal)))
        .isEqualTo(FaultCode.FRAME_AUTH);
    assertThat(
            FrameSealingTest.code(FrameSealingTest.session(false, 5).signalOpener().open(signal)))
        .isEqualTo(FaultCode.STALE_GENERATION);
    assertThat(SignalOpener.generationOf(signal)).hasValue(4L);
    assertThat(SignalOpener.generationOf(Bytes.EMPTY)).isEmpty();
  }

  @Test
  void strangePaddingIsNotStripped() {
    assertThat(SealedSignals.strip(new byte[256])).isEmpty();
    assertThat(SealedSignals.strip(new byte[0])).isEmpty();
    byte[] wide = new byte[512];
    wide[255] = (byte) 0x80;
    assertThat(SealedSignals.strip(wide)).isEmpty();
    wide[256] = (byte) 0x80;
    assertThat(SealedSignals.strip(wide)).isPresent();
    wide[511] = 1;
    assertThat(SealedSignals.strip(wide)).isEmpty();
  }

  @Test
  void nothingIsSealedOrOpenedAfterTheEnd() {
    Bytes signal = sealer.seal(Bytes.EMPTY);
    sealer.close();
    opener.close();

    assertThatThrownBy(() -> sealer.seal(Bytes.EMPTY)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> opener.open(signal)).isInstanceOf(IllegalStateException.class);
  }
}
