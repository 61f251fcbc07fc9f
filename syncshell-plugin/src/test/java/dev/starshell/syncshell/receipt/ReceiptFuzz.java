package dev.starshell.syncshell.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starshell.syncshell.fuzz.Bounds;
import dev.starshell.syncshell.protocol.Bytes;

/// A file of receipts that somebody hands over is genuine or refused, never an exception.
final class ReceiptFuzz {
  @FuzzTest(maxDuration = "10m")
  void anyBytesAreAFileOfReceiptsOrRefused(byte[] bytes) throws Exception {
    Bounds.hold(() -> assertThat(ReceiptFile.read(Bytes.copyOf(bytes))).isNotNull());
  }

  @FuzzTest(maxDuration = "10m")
  void aReceiptHasOneForm(byte[] bytes) throws Exception {
    Bytes written = Bytes.copyOf(bytes);
    Bounds.hold(() ->
        ReceiptCodec.read(written)
            .ifPresent(read -> assertThat(ReceiptCodec.write(read)).isEqualTo(written)));
  }
}
