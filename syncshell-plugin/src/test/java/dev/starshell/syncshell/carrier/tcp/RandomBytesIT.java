package dev.starshell.syncshell.carrier.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whoever calls may say anything, and so may who sits in between afterwards.
@Timeout(60)
final class RandomBytesIT {
  private static final int CALLS = 2_000;
  private static final int STREAMS = 200;
  private static final int WORDS_BYTES = 88;

  /// Some begin as they should, some end too early.
  @Test
  void anyFirstWordsAreHeardOrRefused() throws Exception {
    int heard = 0;
    for (int seed = 0; seed < CALLS; seed++) {
      try (SocketPair pair = SocketPair.open()) {
        say(pair.caller(), words(new Random(seed)));
        heard += isHeard(pair.called()) ? 1 : 0;
      }
    }

    assertThat(heard).isBetween(CALLS / 10, CALLS / 2);
  }

  private static ByteBuffer words(Random chance) {
    byte[] words = new byte[chance.nextInt(2 * WORDS_BYTES)];
    chance.nextBytes(words);
    if (chance.nextBoolean()) {
      System.arraycopy(Greeting.MAGIC, 0, words, 0, Math.min(Greeting.MAGIC.length, words.length));
    }
    return ByteBuffer.wrap(words);
  }

  private static boolean isHeard(SocketChannel called) {
    try {
      Greeting.Call call = Greeting.hear(called);
      assertThat(call.name()).hasSize(Proof.BYTES);
      assertThat(call.nonce()).hasSize(Greeting.NONCE_BYTES);
      assertThat(call.shown()).hasSize(Proof.BYTES);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Records of which some are none, and bytes of nothing; each stream hears that once, and leaves
  /// no thread.
  @Test
  void anyRecordsAreTakenOrEndTheStream() throws Exception {
    int misused = 0;
    for (int seed = 0; seed < STREAMS; seed++) {
      try (SocketPair pair = SocketPair.open();
          StreamEnd end = StreamEnd.start(pair.called())) {
        say(pair.caller(), records(new Random(seed)));
        Awaitility.await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> !end.faults.isEmpty());

        assertThat(end.faults)
            .as("seed %d", seed)
            .hasSize(1)
            .containsAnyOf(TcpFault.DIRECT_ENDED, TcpFault.DIRECT_LOST, TcpFault.DIRECT_MISUSED);
        misused += end.faults.contains(TcpFault.DIRECT_MISUSED) ? 1 : 0;
      }
    }

    assertThat(misused).isBetween(STREAMS / 10, STREAMS * 9 / 10);
  }

  private static ByteBuffer records(Random chance) {
    ByteBuffer records = ByteBuffer.allocate(256 * 1024);
    for (int i = chance.nextInt(8); i > 0; i--) {
      byte[] frame = new byte[1 + chance.nextInt(16 * 1024)];
      int channel = chance.nextInt(StreamEnd.CHANNELS + (chance.nextInt(8) == 0 ? 1 : 0));
      records.putInt(channel << 24 | frame.length).put(frame);
    }
    byte[] odd = new byte[chance.nextBoolean() ? chance.nextInt(64) : 0];
    chance.nextBytes(odd);
    return records.put(odd).flip();
  }

  /// The other side may be gone before all is said.
  private static void say(SocketChannel caller, ByteBuffer bytes) throws IOException {
    try {
      while (bytes.hasRemaining()) {
        caller.write(bytes);
      }
      caller.shutdownOutput();
    } catch (IOException _) {
      caller.close();
    }
  }
}
