package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.protocol.DataFrameCodec;
import dev.starshell.syncshell.protocol.FaultCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Data that was not agreed, or is not what was agreed.
final class HostileDataIT extends HostileScene {
  @Test
  void dataWithoutAContractEndsTheLink() throws IOException {
    data(chunk(1000, 0, 0, 100), 1);

    thenNamed(FaultCode.CONTRACT_VIOLATION);
  }

  @Test
  void aThousandBadDataFramesAreOneFault() throws IOException {
    data(new byte[3], IntStream.generate(() -> 1).limit(1000).toArray());

    thenNamed(FaultCode.FRAME_MALFORMED);
    assertThat(ada.notices)
        .filteredOn(notice -> notice.code().equals("FRAME_MALFORMED"))
        .hasSize(1);
  }

  @Test
  void dataOutOfTheContractsOrderEndsTheLink() throws IOException {
    forger.data(frame -> {
      byte[] other = frame.clone();
      other[frame.length > 13 ? 12 : 0] ^= 1;
      return other;
    });
    malloryShares();

    until(() -> ok(ada.control().audit(1000)).stream().anyMatch(e -> e.event().equals("FAULT")));
    forger.behave();
    goesOn();
  }

  @Test
  void dataForAClosedChannelEndsTheLink() throws IOException {
    malloryShares();
    until(() -> ada.installed().containsKey("mallory/bad/bad.zip"));
    shell.awaitSync();

    // The link may have ended before the last of them.
    data(forger.data.getFirst(), 1, 2, 3, 4);

    thenNamed(FaultCode.CHANNEL_CLOSED);
    assertThat(ada.installed()).containsKey("mallory/bad/bad.zip");
  }

  @Test
  void oneBadChunkIsFetchedAgain() throws IOException {
    boolean[] done = new boolean[1];
    forger.data(frame -> {
      if (!done[0] && frame.length > 20_000) {
        done[0] = true;
        frame[frame.length - 1] ^= 1;
      }
      return frame;
    });

    malloryShares();

    until(() -> ada.installed().containsKey("mallory/bad/bad.zip"));
    assertThat(ada.hasNotice("CHUNK_HASH_MISMATCH")).isTrue();
    goesOn();
  }

  @Test
  void aMemberThatSendsWrongBytesAgainAndAgainIsQuarantined() throws IOException {
    forger.data(frame -> {
      frame[frame.length - 1] ^= 1;
      return frame;
    });
    malloryShares();

    until(() ->
        ada.notices.stream().anyMatch(notice -> notice.text().contains("for an hour"))
            && ada.control().status().links() == 1);
    forger.behave();
    shell.nudge();
    cleo.write("fine", "fine.zip", 3, MB);
    cleo.share("fine");

    until(() -> ada.installed().containsKey("cleo/fine/fine.zip"));
    assertThat(ada.installed()).doesNotContainKey("mallory/bad/bad.zip");
    assertThat(ada.control().status().links()).isEqualTo(1);
    assertThat(isAudited("CHUNK_HASH_MISMATCH")).isTrue();
  }

  private static byte[] chunk(long contract, int parcel, int chunk, int payload) {
    byte[] frame = new byte[DataFrameCodec.HEADER_BYTES + payload];
    DataFrameCodec.putChunkHeader(ByteBuffer.wrap(frame), contract, parcel, chunk);
    return frame;
  }
}
