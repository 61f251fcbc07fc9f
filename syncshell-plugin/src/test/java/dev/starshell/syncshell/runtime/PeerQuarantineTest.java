package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import org.junit.jupiter.api.Test;

final class PeerQuarantineTest {
  private static final MemberKey ALICE = MemberKey.of(new byte[MemberKey.LENGTH_BYTES]);
  private static final long SPAN = Limits.BAD_CHUNK_SPAN.toNanos();

  private final PeerQuarantine quarantine = new PeerQuarantine();

  @Test
  void badChunksWithinTheSpanAddUp() {
    for (int i = 1; i < Limits.BAD_CHUNKS_MAX; i++) {
      assertThat(quarantine.badChunk(ALICE, i)).isFalse();
    }
    assertThat(quarantine.has(ALICE, 9)).isFalse();

    assertThat(quarantine.badChunk(ALICE, SPAN)).isTrue();

    long end = SPAN + Limits.PEER_QUARANTINE.toNanos();
    assertThat(quarantine.has(ALICE, end - 1)).isTrue();
    assertThat(quarantine.has(ALICE, end)).isFalse();
  }

  @Test
  void oneNowAndThenIsForgiven() {
    for (int i = 0; i < 10 * Limits.BAD_CHUNKS_MAX; i++) {
      assertThat(quarantine.badChunk(ALICE, i * (SPAN + 1))).isFalse();
    }
  }
}
