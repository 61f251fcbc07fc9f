package dev.starshell.syncshell.carrier.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.carrier.tcp.Proof.Word;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Callers that do not say what they should, or too slowly, or are too many; and that the port
/// serves a meeting all the same.
@Timeout(30)
final class TcpPortIT {
  private static final byte[] NONCE = new byte[Greeting.NONCE_BYTES];
  private static final int SOON_MILLIS = 5_000;

  private final List<Socket> callers = new ArrayList<>();
  private MeetingSide leader;
  private MeetingSide follower;

  @BeforeEach
  void open() throws Exception {
    leader = MeetingSide.open(true);
    follower = MeetingSide.open(false);
  }

  @AfterEach
  void close() throws Exception {
    for (Socket caller : callers) {
      caller.close();
    }
    leader.close();
    follower.close();
  }

  @Test
  void whoKnowsOneTokenOnlyIsHungUpOn() throws Exception {
    leader.awaitCallOf(follower);
    byte[] name = Proof.nameOf(leader.token);
    Proof guessed = Proof.of(leader.token, Token.fresh());

    Socket caller = callLeader(1);
    caller.getOutputStream().write(words(name, guessed.of(Word.CALL, name, NONCE)));

    assertHungUp(caller);
    assertThat(leader.taken).isFalse();
    assertAnswered();
  }

  @Test
  void whoNamesNobodyIsHungUpOnAndAMeetingIsServedAfterIt() throws Exception {
    Proof any = Proof.of(leader.token, follower.token);
    byte[] name = Proof.nameOf(Token.fresh());
    for (int i = 0; i < 2 * TcpPort.CALLERS_MAX; i++) {
      Socket caller = callLeader(1);
      caller.getOutputStream().write(words(name, any.of(Word.CALL, name, NONCE)));
      assertHungUp(caller);
    }

    assertMeeting();
  }

  /// Of one address eight are heard out at once, of all 64. Each has its time for all its words
  /// together, and then its place is free.
  @Test
  void tooManyAreHungUpOnUntilThoseBeforeHaveHadTheirTime() throws Exception {
    long from = System.nanoTime();
    List<Socket> heard = new ArrayList<>();
    for (int i = 0; i < TcpPort.CALLERS_OF_ADDRESS_MAX; i++) {
      heard.add(callLeader(1));
    }
    assertHungUp(callLeader(1));
    while (heard.size() < TcpPort.CALLERS_MAX) {
      heard.add(callLeader(1 + heard.size() / TcpPort.CALLERS_OF_ADDRESS_MAX));
    }
    assertHungUp(callLeader(100));
    assertThat(Duration.ofNanos(System.nanoTime() - from))
        .as("before any of them had its time")
        .isLessThan(Greeting.CALL_MAX);

    sayByteByByteUntilHungUp(heard.getFirst());

    assertThat(Duration.ofNanos(System.nanoTime() - from))
        .isBetween(Greeting.CALL_MAX.minusMillis(100), Greeting.CALL_MAX.plusSeconds(1));
    for (Socket caller : heard) {
      assertHungUp(caller);
    }
    assertMeeting();
  }

  /// Whose words were heard does not count as one that is heard out.
  @Test
  void aPlaceIsFreeAsSoonAsTheCallerHasNamedWhomItCalls() throws Exception {
    leader.awaitCallOf(follower);

    for (int i = 0; i <= TcpPort.CALLERS_OF_ADDRESS_MAX; i++) {
      assertAnswered();
    }
  }

  @Test
  void manyMeetingsShareOnePort() throws Exception {
    List<MeetingSide> sides = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        MeetingSide one = MeetingSide.at(leader.port, true);
        MeetingSide other = MeetingSide.at(follower.port, false);
        sides.addAll(List.of(one, other));
        other.know(one);
        one.know(other);
      }

      until(() -> sides.stream().allMatch(side -> side.met.isDone()));
    } finally {
      sides.forEach(MeetingSide::close);
    }
  }

  @Test
  void aPortThatIsTakenIsSaidSo() {
    assertThatThrownBy(() -> TcpPort.open(leader.port.number())).isInstanceOf(IOException.class);
  }

  /// At the leader's port: it calls nobody itself.
  private void assertMeeting() {
    leader.awaitCallOf(follower);
    follower.know(leader);
    until(() -> leader.met.isDone() && follower.met.isDone());
  }

  private void assertAnswered() throws IOException {
    byte[] name = Proof.nameOf(leader.token);
    Proof known = Proof.of(leader.token, follower.token);
    Socket caller = callLeader(1);
    caller.setSoTimeout(SOON_MILLIS);
    caller.getOutputStream().write(words(name, known.of(Word.CALL, name, NONCE)));
    assertThat(caller.getInputStream().readNBytes(Greeting.MAGIC.length)).isEqualTo(Greeting.MAGIC);
  }

  private static byte[] words(byte[] name, byte[] shown) throws IOException {
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    for (byte[] part : List.of(Greeting.MAGIC, name, NONCE, shown)) {
      words.write(part);
    }
    return words.toByteArray();
  }

  /// @param from the last number of this machine's address that it calls from
  private Socket callLeader(int from) throws IOException {
    Socket caller = new Socket();
    callers.add(caller);
    caller.bind(new InetSocketAddress(address(from), 0));
    caller.connect(new InetSocketAddress(address(1), leader.port.number()));
    return caller;
  }

  private static InetAddress address(int last) throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
  }

  private static void assertHungUp(Socket caller) throws IOException {
    assertThat(isHungUp(caller, SOON_MILLIS)).isTrue();
  }

  private static boolean isHungUp(Socket caller, int withinMillis) throws IOException {
    caller.setSoTimeout(withinMillis);
    try {
      assertThat(caller.getInputStream().read()).as("nothing is said to it").isEqualTo(-1);
      return true;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (SocketException _) {
      return true;
    }
  }

  /// One byte in 50 ms: all of them would take longer than there is time.
  private static void sayByteByByteUntilHungUp(Socket caller) {
    until(
        Duration.ofMillis(50),
        () -> {
          try {
            caller.getOutputStream().write(0);
          } catch (SocketException _) {
            return true;
          }
          return isHungUp(caller, 1);
        });
  }

  private static void until(Callable<Boolean> condition) {
    until(Duration.ofMillis(2), condition);
  }

  private static void until(Duration every, Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(every)
        .pollDelay(Duration.ZERO)
        .until(condition);
  }
}
