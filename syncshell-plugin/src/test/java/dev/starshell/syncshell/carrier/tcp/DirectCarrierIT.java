package dev.starshell.syncshell.carrier.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.carrier.CarrierFactory;
import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleListener;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two sides on this machine, with real sockets; what is beside TCP is a stand-in that opens when
/// the test says so.
@Timeout(60)
final class DirectCarrierIT {
  private static final String SDP = "v=0\r\n";
  private static final int CHANNELS = 4;

  private final Side leader = new Side(true);
  private final Side follower = new Side(false);

  private static final class Side implements BundleListener, AutoCloseable {
    final Base base = new Base();
    final List<String> told = new CopyOnWriteArrayList<>();
    final List<byte[]> frames = new CopyOnWriteArrayList<>();
    final boolean leading;
    @Nullable DirectCarrier carrier;
    @Nullable Bundle bundle;
    String description = "";

    Side(boolean leading) {
      this.leading = leading;
    }

    void open() throws Exception {
      carrier = new DirectCarrier(base, 0);
      bundle = carrier.open(new BundleSettings(2, CHANNELS, leading), this);
      if (leading) {
        base.listener().offerMade(0, SDP);
      } else {
        base.listener().answerMade(0, SDP);
      }
    }

    Bundle bundle() {
      return Objects.requireNonNull(bundle);
    }

    @Override
    public void offerMade(int association, String sdp) {
      description = sdp;
    }

    @Override
    public void answerMade(int association, String sdp) {
      description = sdp;
    }

    @Override
    public void candidateFound(int association, Candidate candidate) {}

    @Override
    public void opened() {
      told.add("opened");
    }

    @Override
    public void failed(int association, String code, String sentence) {
      told.add(code);
    }

    @Override
    public void received(int channel, byte[] frame) {
      assertThat(told).as("nothing comes before it is open").contains("opened");
      frames.add(frame);
    }

    @Override
    public void writable(int channel) {}

    @Override
    public void close() {
      if (bundle != null) {
        bundle.close();
      }
      if (carrier != null) {
        carrier.close();
      }
    }
  }

  /// The carrier beside, which is open when the test says so, and joined to the other side's.
  private static final class Base implements CarrierFactory, Bundle {
    final List<String> applied = new CopyOnWriteArrayList<>();
    final List<byte[]> sent = new ArrayList<>();
    private @Nullable BundleListener hearer;
    @Nullable Base other;
    volatile boolean closed;

    @Override
    public Bundle open(BundleSettings settings, BundleListener listener) {
      hearer = listener;
      return this;
    }

    BundleListener listener() {
      return Objects.requireNonNull(hearer);
    }

    @Override
    public void applyOffer(int association, String sdp) {
      applied.add(sdp);
    }

    @Override
    public void applyAnswer(int association, String sdp) {
      applied.add(sdp);
    }

    @Override
    public void addCandidate(int association, Candidate candidate) {}

    @Override
    public boolean send(int channel, byte[] frame) {
      sent.add(frame);
      if (other != null) {
        other.listener().received(channel, frame);
      }
      return true;
    }

    @Override
    public long bufferedBytes(int channel) {
      return 0;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @BeforeEach
  void open() throws Exception {
    leader.open();
    follower.open();
    leader.base.other = follower.base;
    follower.base.other = leader.base;
  }

  @AfterEach
  void close() {
    leader.close();
    follower.close();
  }

  private void describe() {
    follower.bundle().applyOffer(0, leader.description);
    leader.bundle().applyAnswer(0, follower.description);
    follower.bundle().applyOffer(1, SDP);
    leader.bundle().applyAnswer(1, SDP);
  }

  /// The keys of all frames hang on all descriptions.
  @Test
  void nobodyIsChosenBeforeTheLeaderHasAllAnswers() throws Exception {
    follower.bundle().applyOffer(0, leader.description);
    follower.bundle().applyOffer(1, SDP);
    leader.bundle().applyAnswer(0, follower.description);
    Thread.sleep(300);
    assertThat(follower.told).isEmpty();

    leader.bundle().applyAnswer(1, SDP);

    until(() -> leader.told.contains("opened") && follower.told.contains("opened"));
  }

  @Test
  void whoCanBeReachedIsReachedAndTheOtherCarrierIsClosed() {
    describe();

    until(() -> leader.told.contains("opened") && follower.told.contains("opened"));
    assertThat(leader.base.applied).containsExactly(SDP, SDP);
    assertThat(follower.base.applied).containsExactly(SDP, SDP);
    until(() -> leader.base.closed && follower.base.closed);
    assertThat(leader.bundle().accusable()).isFalse();
  }

  @Test
  void framesOfAllChannelsArriveWholeAndInOrder() {
    describe();
    until(() -> leader.told.contains("opened") && follower.told.contains("opened"));
    for (int i = 0; i < 200; i++) {
      byte[] frame = new byte[1 + i * 1_000];
      Arrays.fill(frame, (byte) i);
      int channel = i % CHANNELS;
      until(() -> leader.bundle().send(channel, frame));
    }

    until(() -> follower.frames.size() == 200);
    assertThat(follower.frames)
        .allSatisfy(frame -> assertThat(frame).containsOnly(frame[0]))
        .extracting(frame -> frame.length)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 200).mapToObj(i -> 1 + i * 1_000).toList());
    until(() -> leader.bundle().bufferedBytes(1) == 0);
  }

  @Test
  void whereTheOtherSideOffersNoneItGoesAsBefore() {
    follower.bundle().applyOffer(0, SDP);
    leader.bundle().applyAnswer(0, SDP);
    leader.bundle().applyAnswer(1, SDP);
    leader.base.listener().opened();
    follower.base.listener().opened();

    assertThat(leader.told).containsExactly("opened");
    assertThat(follower.told).containsExactly("opened");
    assertThat(leader.base.sent).isEmpty();
    assertThat(leader.bundle().accusable()).isTrue();
  }

  @Test
  void ifTheOtherCarrierIsFirstTheLeaderSaysSoOnIt() {
    String unknown = leader.description.replace("tcp:1", "tcp:2");
    follower.bundle().applyOffer(0, unknown);
    leader.bundle().applyAnswer(0, follower.description.replace("tcp:1", "tcp:2"));
    leader.bundle().applyAnswer(1, SDP);
    follower.base.listener().opened();
    assertThat(follower.told).isEmpty();
    leader.base.listener().opened();

    until(() -> leader.bundle().send(1, new byte[] {5}));
    assertThat(leader.told).containsExactly("opened");
    assertThat(follower.told).containsExactly("opened");
    assertThat(follower.frames).as("the word is nobody's frame").containsExactly(new byte[] {5});
  }

  @Test
  void theOtherCarrierMayFailWhileSomebodyIsAboutToBeMet() {
    describe();
    leader.base.listener().failed(1, "CONNECTION_FAILED", "No path.");
    follower.base.listener().failed(1, "CONNECTION_FAILED", "No path.");

    until(() -> leader.told.contains("opened") && follower.told.contains("opened"));
  }

  @Test
  void aConnectionThatEndsEndsTheLinkOfTheOtherSide() {
    describe();
    until(() -> leader.told.contains("opened") && follower.told.contains("opened"));

    leader.bundle().close();

    until(() -> follower.told.contains("DIRECT_ENDED"));
    assertThat(leader.told).containsExactly("opened");
  }

  @Test
  void whoCallsWithoutTheTokensIsHungUpOn() throws Exception {
    TcpEndpoint leaders = TcpEndpoint.takenFrom(leader.description).endpoint().orElseThrow();
    try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), leaders.port())) {
      byte[] words = Arrays.copyOf(Greeting.MAGIC, 8 + 32 + 16 + 32);
      stranger.getOutputStream().write(words);
      InputStream in = stranger.getInputStream();

      assertThat(in.read()).isEqualTo(-1);
    }
  }

  private static void until(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(2))
        .pollDelay(Duration.ZERO)
        .until(condition);
  }
}
