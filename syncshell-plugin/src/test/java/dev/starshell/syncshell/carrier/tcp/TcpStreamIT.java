package dev.starshell.syncshell.carrier.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One stream over a connection of this machine to itself; the other end is bytes, or a stream.
@Timeout(30)
final class TcpStreamIT {
  private static final int BUFFERED_BYTES_MAX = 1024 * 1024;
  private static final int FRAME_BYTES = 64 * 1024;

  private SocketPair pair;

  @BeforeEach
  void connect() throws Exception {
    pair = SocketPair.open();
  }

  @AfterEach
  void hangUp() throws Exception {
    pair.close();
  }

  @ParameterizedTest
  @CsvSource({"4,1", "255,1", "0,0", "3,0", "0,262145", "1,16777215"})
  void aRecordThatIsNoneEndsItAsMisused(int channel, int length) throws Exception {
    try (StreamEnd end = StreamEnd.start(pair.called())) {
      write(record(3, 1, 1));
      write(record(channel, length, 16));
      write(record(3, 2, 2));

      until(() -> !end.faults.isEmpty());
      assertThat(end.faults).containsExactly(TcpFault.DIRECT_MISUSED);
      assertThat(end.frames).containsExactly("3:1");
      assertThat(end.stream.send(0, new byte[1])).isFalse();
    }
  }

  @Test
  void theSmallestAndTheLargestFramesAreTaken() throws Exception {
    try (StreamEnd end = StreamEnd.start(pair.called())) {
      write(record(0, 1, 1));
      write(record(3, TcpStream.FRAME_BYTES_MAX, TcpStream.FRAME_BYTES_MAX));
      write(record(0, TcpStream.FRAME_BYTES_MAX - 1, TcpStream.FRAME_BYTES_MAX - 1));

      until(() -> end.frames.size() == 3);
      assertThat(end.frames).containsExactly("0:1", "3:262144", "0:262143");
      assertThat(end.faults).isEmpty();
    }
  }

  @Test
  void recordsMayComeOneByteAtATime() throws Exception {
    pair.caller().socket().setTcpNoDelay(true);
    try (StreamEnd end = StreamEnd.start(pair.called())) {
      ByteBuffer bytes = ByteBuffer.allocate(64);
      bytes.put(record(1, 1, 1)).put(record(2, 17, 17)).put(record(0, 3, 3)).flip();
      while (bytes.hasRemaining()) {
        write(ByteBuffer.wrap(new byte[] {bytes.get()}));
      }

      until(() -> end.frames.size() == 3);
      assertThat(end.frames).containsExactly("1:1", "2:17", "0:3");
    }
  }

  /// Bytes of a record that are there when the connection ends.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 103})
  void theEndOfTheConnectionEndsItAndHalfARecordIsNone(int bytes) throws Exception {
    try (StreamEnd end = StreamEnd.start(pair.called())) {
      write(record(2, 9, 9));
      write(record(1, 100, 100).limit(bytes));
      pair.caller().close();

      until(() -> !end.faults.isEmpty());
      assertThat(end.faults)
          .containsExactly(bytes == 0 ? TcpFault.DIRECT_ENDED : TcpFault.DIRECT_LOST);
      assertThat(end.frames).containsExactly("2:9");
    }
  }

  @Test
  void whatIsClosedHereHasNotFailed() throws Exception {
    StreamEnd end = StreamEnd.start(pair.called());

    end.close();

    assertThat(end.faults).isEmpty();
    assertThat(end.stream.send(0, new byte[1])).isFalse();
  }

  @Test
  void oneThatWasNeverStartedCloses() throws Exception {
    StreamEnd.unstarted(pair.called()).close();

    assertThat(pair.called().isOpen()).isFalse();
  }

  /// What a stream holds is bounded, whatever the other side reads.
  @Test
  void aChannelTakesNoMoreThanItsShareUntilTheOtherSideReads() throws Exception {
    try (StreamEnd end = StreamEnd.start(pair.called())) {
      int ones = fill(end, 1);
      assertThat(end.stream.bufferedBytes(1))
          .isBetween((long) BUFFERED_BYTES_MAX - FRAME_BYTES + 1, (long) BUFFERED_BYTES_MAX);
      assertThat(end.writable).isEmpty();

      assertThat(end.stream.send(2, new byte[FRAME_BYTES])).as("another channel").isTrue();
      int twos = 1 + fill(end, 2);
      assertThat(end.stream.bufferedBytes(2)).isLessThanOrEqualTo(BUFFERED_BYTES_MAX);
      assertThat(end.writable).isEmpty();

      readRecords(ones + twos);
      until(() -> end.writable.contains(1) && end.writable.contains(2));
      until(() -> end.stream.bufferedBytes(1) + end.stream.bufferedBytes(2) == 0);
      assertThat(end.writable).containsExactlyInAnyOrder(1, 2);
      assertThat(end.stream.send(1, new byte[FRAME_BYTES])).isTrue();
    }
  }

  /// Sends until nothing more is taken, and the network takes no more either.
  private static int fill(StreamEnd end, int channel) {
    int[] taken = {0};
    long[] before = {-1};
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> {
          long wasTaken = taken[0];
          while (end.stream.send(channel, new byte[FRAME_BYTES])) {
            taken[0]++;
          }
          boolean isStill = taken[0] == wasTaken && before[0] == end.stream.bufferedBytes(channel);
          before[0] = end.stream.bufferedBytes(channel);
          end.writable.clear();
          return isStill;
        });
    return taken[0];
  }

  private void readRecords(int count) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(TcpStream.HEADER_BYTES + FRAME_BYTES);
    for (int i = 0; i < count; i++) {
      read.clear();
      while (read.hasRemaining()) {
        assertThat(pair.caller().read(read)).isPositive();
      }
      assertThat(read.getInt(0) & 0xff_ffff).isEqualTo(FRAME_BYTES);
    }
  }

  /// Both ends have sent all that the network takes, and neither reads, when one says goodbye.
  @Test
  void aGoodbyeArrivesThoughBothDirectionsAreFull() throws Exception {
    try (StreamEnd leaving = StreamEnd.startDeaf(pair.called());
        StreamEnd staying = StreamEnd.startDeaf(pair.caller())) {
      fill(leaving, 1);
      fill(staying, 1);
      assertThat(leaving.stream.send(0, new byte[] {1, 2, 3})).isTrue();
      assertThat(leaving.stream.send(0, new byte[] {1, 2, 3, 4})).isTrue();

      leaving.stream.close();
      leaving.hear();
      staying.hear();

      until(() -> !staying.faults.isEmpty());
      assertThat(staying.frames).contains("0:3", "0:4");
      assertThat(Collections.frequency(leaving.frames, "1:" + FRAME_BYTES))
          .as("nothing is told after the close")
          .isEqualTo(1);
      assertThat(leaving.faults).isEmpty();
      assertThat(staying.faults).containsExactly(TcpFault.DIRECT_ENDED);
    }
  }

  /// Whoever does not read is not waited for.
  @Test
  void whoReadsNothingHoldsUpNoClose() throws Exception {
    StreamEnd end = StreamEnd.start(pair.called());
    fill(end, 1);

    long from = System.nanoTime();
    end.close();

    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(2));
    assertThat(pair.called().isOpen()).isFalse();
  }

  private static ByteBuffer record(int channel, int length, int bytes) {
    return ByteBuffer.allocate(TcpStream.HEADER_BYTES + bytes)
        .putInt(channel << 24 | length)
        .position(0);
  }

  /// A stream that has ended does not take all of it.
  private void write(ByteBuffer bytes) {
    SocketChannel caller = pair.caller();
    try {
      while (bytes.hasRemaining()) {
        caller.write(bytes);
      }
    } catch (IOException _) {
      assertThat(caller.isOpen()).isTrue();
    }
  }

  private static void until(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(1))
        .pollDelay(Duration.ZERO)
        .until(condition);
  }
}
