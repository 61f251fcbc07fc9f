package dev.starshell.syncshell.membership.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.protocol.Bytes;

/// What a member sends as records is never an exception. The ordinary build replays the corpus;
/// `JAZZER_FUZZ=1` makes the same tests look for more.
final class LogRecordFuzz {
  @FuzzTest(maxDuration = "10m")
  void anyBytesAreARecordOrRefused(byte[] bytes) {
    switch (LogRecord.read(Bytes.copyOf(bytes))) {
      case Verdict.Accepted<LogRecord>(LogRecord record) -> {
        assertThat(record.toBytes().toArray()).isEqualTo(bytes);
        assertThat(bytes.length).isLessThanOrEqualTo(Limits.LOG_RECORD_BYTES_MAX);
        assertThat(LogRules.founded(record.place().shell(), record)).isNotNull();
      }
      case Verdict.Refused<LogRecord>(var refusal) ->
          assertThat(refusal.sentence().chars()).noneMatch(Character::isISOControl);
    }
  }

  /// Behind both envelopes, the act is what a member writes freely. What is read has one form.
  @FuzzTest(maxDuration = "10m")
  void anyActIsReadInItsOneFormOrRefused(byte[] bytes) {
    CborReader in = new CborReader(bytes);
    LogActCodec.read(in)
        .ifPresent(act -> {
          CborWriter out = new CborWriter();
          LogActCodec.write(out, act);
          byte[] written = out.toBytes();
          assertThat(bytes).startsWith(written);
        });
  }
}
