package dev.starshell.syncshell.carrier.webrtc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WebRtcCarrierIT {
  private static final long MIB = 1024 * 1024;
  private static final int LARGEST = 262_144;

  @TempDir static Path directory;

  private WebRtcCarrier carrier = newCarrier(WebRtcSettings.DEFAULT);

  @BeforeEach
  void nothingIsOpen() {
    assertThat(ownThreads()).isEmpty();
  }

  @AfterEach
  void closeCarrier() {
    carrier.close();
    assertThat(ownThreads()).isEmpty();
  }

  @Test
  void twentyChannelsOnFourAssociationsEachCarryTheirOwnMessage() throws Exception {
    try (LinkedPair pair = new LinkedPair()) {
      Set<String> arrived = ConcurrentHashMap.newKeySet();
      pair.follower.sink =
          (channel, frame) -> arrived.add(channel + " " + new String(frame, UTF_8));
      pair.start(carrier, 4, 20).awaitOpen();

      Set<String> sent = new HashSet<>();
      for (int channel = 0; channel < 20; channel++) {
        assertThat(pair.leader.bundle().send(channel, ("to " + channel).getBytes(UTF_8))).isTrue();
        sent.add(channel + " to " + channel);
      }

      await().atMost(LinkedPair.PATIENCE).until(() -> arrived.size() == 20);
      assertThat(arrived).isEqualTo(sent);
    }
  }

  @Test
  void sixtyFourMebibytesEachWayArriveInOrderAndUnchanged() throws Exception {
    exchange(4, 20);
  }

  @Test
  void sixtyFourMebibytesEachWayArriveWithNativeThreadsForEachAssociation() throws Exception {
    carrier = newCarrier(new WebRtcSettings(false, true, 2 * 1024 * 1024, true));
    exchange(2, 2);
  }

  private void exchange(int associations, int channels) throws Exception {
    long bytes = 64 * MIB;
    Traffic toFollower = new Traffic(channels);
    Traffic toLeader = new Traffic(channels);
    try (LinkedPair pair = new LinkedPair()) {
      pair.follower.sink = toFollower::take;
      pair.leader.sink = toLeader::take;
      pair.start(carrier, associations, channels).awaitOpen();

      Thread back = Thread.ofPlatform().start(() -> sendUnchecked(pair.follower, channels, bytes));
      Traffic.send(pair.leader.bundle(), channels, bytes, pair.leader.writable);
      back.join();

      await().atMost(LinkedPair.PATIENCE).until(() -> toFollower.bytesGood.get() == bytes);
      await().atMost(LinkedPair.PATIENCE).until(() -> toLeader.bytesGood.get() == bytes);
      assertThat(toFollower.framesBad).hasValue(0);
      assertThat(toLeader.framesBad).hasValue(0);
      assertDrained(pair.leader.bundle(), channels);
      assertThat(pair.leader.failures).isEmpty();
    }
  }

  private static void sendUnchecked(LinkedPair.End end, int channels, long bytes) {
    try {
      Traffic.send(end.bundle(), channels, bytes, end.writable);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertDrained(Bundle bundle, int channels) {
    for (int channel = 0; channel < channels; channel++) {
      int asked = channel;
      await().atMost(LinkedPair.PATIENCE).until(() -> bundle.bufferedBytes(asked) == 0);
    }
  }

  @Test
  void messagesOfEverySizeArriveExactlyAndTooLargeOnesAreRefusedWithoutHarm() throws Exception {
    try (LinkedPair pair = new LinkedPair()) {
      pair.start(carrier, 1, 2).awaitOpen();
      Bundle bundle = pair.leader.bundle();
      List<Integer> sizes = List.of(LARGEST, 1, 65_536, 2, LARGEST - 1, 1200);

      assertThatThrownBy(() -> bundle.send(1, new byte[LARGEST + 1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("frameBytes=262145");
      assertThatThrownBy(() -> bundle.send(1, new byte[0]))
          .isInstanceOf(IllegalArgumentException.class);

      // A short message after a long one would carry stale bytes if a buffer were reused.
      for (int size : sizes) {
        byte[] frame = Traffic.frame(1, size, Math.max(size, 8));
        assertThat(bundle.send(1, frame)).isTrue();
        assertThat(pair.follower.frames.poll(5, TimeUnit.SECONDS)).isEqualTo(frame);
      }
      assertThat(pair.leader.failures).isEmpty();
    }
  }

  @Test
  void channelRefusesWhatPassesItsLimitAndSaysWhenItHasRoomAgain() throws Exception {
    try (LinkedPair pair = new LinkedPair()) {
      pair.start(carrier, 1, 1).awaitOpen();
      Bundle bundle = pair.leader.bundle();

      long taken = 0;
      while (bundle.send(0, new byte[LARGEST])) {
        taken += LARGEST;
        assertThat(bundle.bufferedBytes(0))
            .isLessThanOrEqualTo(WebRtcSettings.DEFAULT.bufferedBytesMax());
      }

      assertThat(pair.leader.writable.poll(5, TimeUnit.SECONDS)).isZero();
      assertThat(bundle.send(0, new byte[LARGEST])).isTrue();
      long expected = taken / LARGEST + 1;
      await().atMost(LinkedPair.PATIENCE).until(() -> pair.follower.frames.size() == expected);
    }
  }

  @Test
  void nothingIsSentBeforeTheBundleIsOpenOrAfterItWasClosed() {
    try (LinkedPair pair = new LinkedPair()) {
      pair.start(carrier, 1, 1);
      boolean early = !pair.leader.opened.isDone() && pair.leader.bundle().send(0, new byte[1]);
      pair.awaitOpen();

      pair.leader.bundle().close();

      assertThat(early).isFalse();
      assertThat(pair.leader.bundle().send(0, new byte[1])).isFalse();
    }
  }

  @Test
  void garbageCandidatesAreToldAndIgnored() {
    try (LinkedPair pair = new LinkedPair()) {
      pair.start(carrier, 1, 1);
      for (String garbage : CandidateTextTest.REFUSED) {
        pair.leader.bundle().addCandidate(0, new Candidate("0", 0, garbage));
        pair.follower.bundle().addCandidate(0, new Candidate("0", 0, garbage));
      }

      pair.awaitOpen();

      await()
          .atMost(LinkedPair.PATIENCE)
          .until(() -> pair.leader.refusals.size() >= CandidateTextTest.REFUSED.size());
      assertThat(pair.leader.refusals).containsOnly("ICE_CANDIDATE_REFUSED");
      assertThat(pair.leader.failures).isEmpty();
    }
  }

  @Test
  void moreCandidatesThanAllowedAreToldAndIgnored() {
    try (LinkedPair pair = new LinkedPair()) {
      pair.start(carrier, 1, 1).awaitOpen();

      for (int i = 0; i < 30; i++) {
        String sdp = "candidate:1 1 udp 2122194687 192.0.2.77 " + (40_000 + i) + " typ host";
        pair.leader.bundle().addCandidate(0, new Candidate("0", 0, sdp));
      }

      await().atMost(LinkedPair.PATIENCE).until(() -> pair.leader.refusals.size() >= 6);
      assertThat(pair.leader.refusals).hasSizeLessThan(30);
      assertThat(pair.leader.failures).isEmpty();
    }
  }

  @Test
  void descriptionThatIsNotOursEndsTheBundleOnce() {
    try (LinkedPair pair = new LinkedPair()) {
      pair.offerOnItsWay =
          sdp -> sdp + "a=candidate:1 1 udp 2122194687 evil.example 9 typ host\r\n";

      pair.start(carrier, 2, 2);

      await().atMost(LinkedPair.PATIENCE).until(() -> !pair.follower.failures.isEmpty());
      assertThat(pair.follower.failures).containsExactly("SDP_REFUSED");
      assertThat(pair.follower.opened).isNotDone();
    }
  }

  @Test
  void alteredFingerprintNeverOpens() {
    try (LinkedPair pair = new LinkedPair()) {
      pair.answerOnItsWay = WebRtcCarrierIT::withOtherFingerprint;

      pair.start(carrier, 1, 1);

      await().atMost(LinkedPair.PATIENCE).until(() -> !pair.leader.failures.isEmpty());
      assertThat(pair.leader.failures).containsExactly("DTLS_FINGERPRINT_MISMATCH");
      assertThat(pair.leader.opened).isNotDone();
    }
  }

  private static String withOtherFingerprint(String sdp) {
    int at = sdp.indexOf("sha-256 ") + "sha-256 ".length();
    char first = sdp.charAt(at) == '0' ? '1' : '0';
    return sdp.substring(0, at) + first + sdp.substring(at + 1);
  }

  @Test
  void sideThatIsVerifiedFirstDoesNotFloodTheOtherOne() throws Exception {
    long bytes = 40L * LARGEST;
    Traffic traffic = new Traffic(20);
    try (LinkedPair pair = new LinkedPair()) {
      LinkedPair.End.Wire direct = pair.follower.wire;
      pair.follower.wire =
          new LinkedPair.End.Wire() {
            private boolean slept;

            @Override
            void answer(int association, String sdp) {
              direct.answer(association, sdp);
            }

            /// Holds up the follower's owner thread while the library goes on connecting.
            @Override
            void candidate(int association, Candidate candidate) {
              direct.candidate(association, candidate);
              if (!slept) {
                slept = true;
                LockSupport.parkNanos(Duration.ofMillis(1500).toNanos());
              }
            }
          };
      pair.follower.sink = traffic::take;
      pair.start(carrier, 1, 20);
      pair.leader.opened.get(20, TimeUnit.SECONDS);

      Traffic.send(pair.leader.bundle(), 20, bytes, pair.leader.writable);

      await()
          .atMost(LinkedPair.PATIENCE)
          .until(() -> traffic.bytesGood.get() == bytes || !pair.follower.failures.isEmpty());
      assertThat(pair.follower.failures).isEmpty();
      assertThat(traffic.framesBad).hasValue(0);
    }
  }

  @Test
  void closeOfThePeerIsNoticedOnce() throws Exception {
    try (LinkedPair pair = new LinkedPair()) {
      pair.start(carrier, 4, 8).awaitOpen();

      pair.leader.bundle().close();

      await().atMost(Duration.ofSeconds(5)).until(() -> !pair.follower.failures.isEmpty());
      assertThat(pair.follower.frames.poll(200, TimeUnit.MILLISECONDS)).isNull();
      assertThat(pair.follower.failures).containsExactly("CHANNEL_CLOSED");
      assertThat(pair.leader.failures).isEmpty();
      assertThat(pair.follower.bundle().send(0, new byte[1])).isFalse();
    }
  }

  @Test
  void lastWordsOnTheControlChannelArriveThoughTheBundleIsClosedAtOnce() throws Exception {
    for (int round = 0; round < 5; round++) {
      try (LinkedPair pair = new LinkedPair()) {
        pair.start(carrier, 2, 2).awaitOpen();

        pair.leader.bundle().send(0, "farewell".getBytes(UTF_8));
        pair.leader.bundle().close();

        byte[] last = pair.follower.frames.poll(5, TimeUnit.SECONDS);
        assertThat(new String(requireNonNull(last), UTF_8)).isEqualTo("farewell");
      }
    }
  }

  @Test
  void closingInTheMidstOfATransferFiftyTimesHarmsNothing() throws Exception {
    for (int round = 0; round < 50; round++) {
      try (LinkedPair pair = new LinkedPair()) {
        Traffic traffic = new Traffic(8);
        pair.follower.sink = traffic::take;
        pair.start(carrier, 2, 8).awaitOpen();
        boolean room = true;
        for (int frame = 0; room; frame++) {
          room = pair.leader.bundle().send(frame % 8, Traffic.frame(frame % 8, frame / 8, 100_000));
        }

        // Either side ends first, the other still sends and receives.
        (round % 2 == 0 ? pair.leader : pair.follower).bundle().close();

        assertThat(traffic.framesBad).hasValue(0);
      }
    }
  }

  @Test
  void noThreadOfTheLibraryRemains() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "no list of threads here");
    cycle();
    // Awaitility has a thread as well: count within it both times.
    AtomicInteger before = new AtomicInteger();
    await().until(() -> before.addAndGet(nativeThreads().size()) > 0);

    for (int round = 0; round < 5; round++) {
      cycle();
    }

    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(nativeThreads()).hasSizeLessThanOrEqualTo(before.get()));
  }

  private void cycle() {
    try (WebRtcCarrier own = newCarrier(WebRtcSettings.DEFAULT);
        LinkedPair pair = new LinkedPair()) {
      pair.start(own, 4, 4).awaitOpen();
    }
  }

  private static List<String> nativeThreads() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      for (Path thread : threads.toList()) {
        try {
          names.add(Files.readString(thread.resolve("comm")).strip());
        } catch (IOException _) {
          // The thread ended while it was looked at.
        }
      }
    }
    return names;
  }

  private static List<String> ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("webrtc-"))
        .toList();
  }

  private static WebRtcCarrier newCarrier(WebRtcSettings settings) {
    try {
      return new WebRtcCarrier(directory.resolve("natives"), List.of(), settings);
    } catch (NativeMissingException e) {
      throw new IllegalStateException(e);
    }
  }
}
