package dev.starshell.host.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starshell.host.fuzz.Bounds;

/// What anybody on the Internet sends to the relay is never an exception.
final class RelayFrameFuzz {
  @FuzzTest(maxDuration = "10m")
  void anyFrameIsReadInItsOneFormOrRefused(byte[] bytes) throws Exception {
    Bounds.hold(() -> {
      switch (RelayFrameCodec.decode(bytes)) {
        case DecodeResult.Decoded(RelayFrame frame) -> {
          if (!(frame instanceof RelayFrame.Foreign)) {
            assertThat(RelayFrameCodec.encode(frame)).isEqualTo(bytes);
          }
        }
        case DecodeResult.Malformed(String detail) ->
            assertThat(detail.chars()).noneMatch(Character::isISOControl);
        case DecodeResult.Incomplete _ ->
            assertThat(bytes.length).isLessThanOrEqualTo(FrameBounds.FRAME_BYTES_MAX);
      }
    });
  }
}
