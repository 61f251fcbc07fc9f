package dev.starshell.syncshell.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.DecodeResult.Decoded;
import dev.starshell.syncshell.protocol.DecodeResult.Incomplete;
import dev.starshell.syncshell.protocol.DecodeResult.Malformed;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ControlAssemblerTest {
  private final ControlAssembler assembler = new ControlAssembler();

  private static byte[] full(byte flag) {
    byte[] frame = new byte[Limits.CONTROL_FRAME_BYTES_MAX];
    frame[0] = flag;
    return frame;
  }

  private void assertFault(DecodeResult<TransferMessage> result, FaultCode code) {
    assertThat(result)
        .isInstanceOfSatisfying(
            Malformed.class, bad -> assertThat(bad.fault().code()).isEqualTo(code));
  }

  @Test
  void smallMessagesTravelInOneFrameEach() {
    for (TransferMessage message : Samples.transfers()) {
      List<byte[]> frames = ControlFragments.of(message);

      assertThat(frames).hasSize(1);
      assertThat(assembler.accept(frames.getFirst())).isEqualTo(new Decoded<>(message));
    }
  }

  @Test
  void messagesOfEverySizeAroundAFrameAreCutAndJoined() {
    for (int size = 65_520; size < 65_540; size++) {
      TransferMessage message = new TransferMessage.ManifestGiven(Bytes.copyOf(new byte[size]));
      List<byte[]> frames = ControlFragments.of(message);

      assertThat(frames).allMatch(frame -> frame.length <= Limits.CONTROL_FRAME_BYTES_MAX);
      for (byte[] frame : frames.subList(0, frames.size() - 1)) {
        assertThat(assembler.accept(frame)).isInstanceOf(Incomplete.class);
      }
      assertThat(assembler.accept(frames.getLast())).isEqualTo(new Decoded<>(message));
      assertThat(assembler.heldBytes()).isZero();
    }
  }

  @Test
  void theLargestManifestIsJoinedFromItsFrames() {
    byte[] signed = new byte[Limits.MANIFEST_BYTES_MAX];
    new Random(1).nextBytes(signed);
    TransferMessage message = new TransferMessage.ManifestGiven(Bytes.copyOf(signed));
    List<byte[]> frames = ControlFragments.of(message);

    DecodeResult<TransferMessage> last = new Incomplete<>();
    for (byte[] frame : frames) {
      last = assembler.accept(frame);
    }

    assertThat(frames).hasSize(129);
    assertThat(last).isEqualTo(new Decoded<>(message));
  }

  @Test
  void aPeerThatNeverEndsAMessageIsStoppedAtTheCap() {
    DecodeResult<TransferMessage> result = new Incomplete<>();
    int frames = 0;
    while (result instanceof Incomplete) {
      result = assembler.accept(full(ControlFragments.MORE));
      frames++;
    }

    assertFault(result, FaultCode.FRAME_TOO_LARGE);
    assertThat(frames).isEqualTo(257);
    assertThat(assembler.heldBytes()).isLessThanOrEqualTo(Limits.CONTROL_BYTES_MAX);
  }

  @Test
  void aFrameThatIsNotFullMustBeTheLast() {
    assertFault(assembler.accept(new byte[] {ControlFragments.MORE, 1}), FaultCode.FRAME_MALFORMED);
  }

  @Test
  void emptyOversizedAndUnknownFramesAreFaults() {
    assertFault(new ControlAssembler().accept(new byte[0]), FaultCode.FRAME_MALFORMED);
    assertFault(new ControlAssembler().accept(new byte[1]), FaultCode.FRAME_MALFORMED);
    assertFault(new ControlAssembler().accept(new byte[] {2, 1}), FaultCode.FRAME_MALFORMED);
    assertFault(
        new ControlAssembler().accept(new byte[Limits.CONTROL_FRAME_BYTES_MAX + 1]),
        FaultCode.FRAME_TOO_LARGE);
  }

  @Test
  void aMessageCutShortIsAFaultAndStaysOne() {
    byte[] whole = ControlFragments.of(new TransferMessage.Heartbeat(500)).getFirst();

    assertFault(
        assembler.accept(java.util.Arrays.copyOf(whole, whole.length - 1)),
        FaultCode.FRAME_MALFORMED);
    assertFault(assembler.accept(whole), FaultCode.FRAME_MALFORMED);
  }
}
