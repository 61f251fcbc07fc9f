package dev.starshell.syncshell.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starshell.syncshell.fuzz.Bounds;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.DecodeResult.Decoded;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// What a member sends on a link, and as signals, is never an exception. What is read has one form.
final class MessageFuzz {
  @FuzzTest(maxDuration = "10m")
  void anyControlMessageIsReadInItsOneFormOrRefused(byte[] bytes) throws Exception {
    Bounds.hold(() -> {
      if (TransferCodec.decode(bytes) instanceof Decoded<TransferMessage>(TransferMessage m)) {
        assertThat(TransferCodec.encode(m)).isEqualTo(bytes);
      }
    });
  }

  /// Each frame is led by two bytes that say how long it is.
  @FuzzTest(maxDuration = "10m")
  void anyFramesOfTheControlChannelAreBoundedInWhatTheyHold(byte[] bytes) throws Exception {
    Bounds.hold(() -> {
      ControlAssembler assembler = new ControlAssembler();
      ByteBuffer in = ByteBuffer.wrap(bytes);
      while (in.remaining() >= 2) {
        byte[] frame =
            Arrays.copyOf(bytes, Math.min(Short.toUnsignedInt(in.getShort()), in.remaining()));
        in.get(frame);
        assertThat(assembler.accept(frame)).isNotNull();
        assertThat(assembler.heldBytes()).isLessThanOrEqualTo(Limits.CONTROL_BYTES_MAX);
      }
    });
  }

  @FuzzTest(maxDuration = "10m")
  void anyDataFrameIsReadOrRefused(byte[] bytes) throws Exception {
    Bounds.hold(() -> assertThat(DataFrameCodec.decode(bytes)).isNotNull());
  }

  @FuzzTest(maxDuration = "10m")
  void anySignalIsReadInItsOneFormOrRefused(byte[] bytes) throws Exception {
    Bounds.hold(() -> {
      if (SignalCodec.decode(Bytes.copyOf(bytes))
          instanceof Decoded<SignalMessage>(SignalMessage message)) {
        assertThat(SignalCodec.encode(message)).isEqualTo(Bytes.copyOf(bytes));
      }
      if (SignedSignal.decode(bytes) instanceof Decoded<SignedSignal>(SignedSignal signal)) {
        assertThat(signal.encode()).isEqualTo(bytes);
      }
    });
  }
}
