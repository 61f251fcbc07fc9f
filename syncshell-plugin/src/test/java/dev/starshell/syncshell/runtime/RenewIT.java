package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.counts;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.carrier.webrtc.WebRtcCarrier;
import dev.starshell.syncshell.carrier.webrtc.WebRtcSettings;
import dev.starshell.syncshell.control.ShellControl.Direction;
import dev.starshell.syncshell.recovery.WakeCause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A link is made anew while it carries: the next generation is bound before the one before is
/// closed.
final class RenewIT extends PairScene {
  private static final int MB = 1024 * 1024;

  private byte[] content = {};

  private void renew(TestMember member) {
    ShellRuntime runtime = member.runtime();
    runtime.frame().loop().post(() -> runtime.links().wake(WakeCause.NETWORK));
  }

  private long generation() {
    try {
      return bob.journal().generation(ada.key()).orElse(0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private boolean isAlone(TestMember member, TestMember other) {
    return member.runtime().frame().loop().ask(() -> member.runtime().links().isAlone(other.key()));
  }

  /// The longest time in which nothing of the content came, until all of it is installed.
  private Duration longestPause() throws IOException {
    long longest = 0;
    long last = System.nanoTime();
    long before = 0;
    while (bob.installed().isEmpty() && System.nanoTime() - last < 20_000_000_000L) {
      long now = counts(bob).contentBytesReceived();
      if (now != before || now == content.length) {
        before = now;
        last = System.nanoTime();
      }
      longest = Math.max(longest, System.nanoTime() - last);
      Thread.onSpinWait();
    }
    return Duration.ofNanos(longest);
  }

  /// A slow transfer of which the first megabyte has come.
  private void beginSlowly(int sizeBytes) throws IOException {
    content = ada.write("mods", "big.zip", 1, sizeBytes);
    shell.begin();
    shell.net.nanosPerFrame = 3_000_000;
    ada.share("mods");
    until(() -> counts(bob).contentBytesReceived() > MB);
  }

  private void nothingWasLostOrCameTwice() throws IOException {
    until(() -> isAlone(ada, bob) && isAlone(bob, ada));
    assertThat(bob.installed().get("ada/mods/big.zip")).isEqualTo(content);
    assertThat(counts(bob).contentBytesReceived()).isEqualTo(content.length);
    assertThat(counts(bob).duplicateBytes()).isZero();
    for (TestMember member : List.of(ada, bob)) {
      assertThat(member.control().recoveries().stats().outages()).isEmpty();
      assertThat(member.control().recoveries().list()).isEmpty();
      assertThat(member.control().status().links()).isEqualTo(1);
    }
  }

  @Test
  void aTransferGoesOnOverPlannedChangesOfTheGenerationAndNothingIsSentTwice() throws IOException {
    beginSlowly(12 * MB);
    long first = generation();

    renew(ada);
    until(() -> generation() > first && isAlone(ada, bob) && isAlone(bob, ada));
    long second = generation();
    assertThat(bob.installed()).as("the transfer is still under way").isEmpty();
    renew(bob);
    until(() -> generation() > second && isAlone(ada, bob) && isAlone(bob, ada));
    shell.net.nanosPerFrame = 0;
    until(() -> bob.installed().size() == 1);

    nothingWasLostOrCameTwice();
  }

  @Test
  void bothSidesThatRenewAtOnceMakeOneNextGeneration() throws IOException {
    beginSlowly(4 * MB);
    long first = generation();

    renew(ada);
    renew(bob);
    until(() -> generation() > first);
    until(() -> bob.installed().size() == 1);

    nothingWasLostOrCameTwice();
    assertThat(generation()).isLessThanOrEqualTo(first + 2);
  }

  @Test
  void aGenerationWhosePathIsDeadDrainsOnlyUntilThatShows() throws IOException {
    beginSlowly(12 * MB);
    long first = generation();
    Set<MemoryBundle> dead =
        Set.of(shell.net.between(ada.key(), bob.key()), shell.net.between(bob.key(), ada.key()));
    shell.net.filter = (from, _, frame) -> dead.contains(from) ? List.of() : List.of(frame);
    long cutNanos = System.nanoTime();

    renew(ada);
    until(() -> generation() > first);
    shell.net.nanosPerFrame = 0;
    until(() -> bob.installed().size() == 1);

    assertThat(Duration.ofNanos(System.nanoTime() - cutNanos)).isLessThan(Duration.ofSeconds(9));
    assertThat(bob.installed().get("ada/mods/big.zip")).isEqualTo(content);
  }

  @Test
  void afterAChangeOfTheNetworkALinkIsMadeAnewOverARelayThatAnswers() throws IOException {
    shell.begin();
    until(() -> isAlone(ada, bob) && isAlone(bob, ada));
    for (TestMember member : List.of(ada, bob)) {
      long before = generation();
      shell.relay.dead.add(Star.idOf(member.key()));

      member.runtime().frame().loop().post(member.runtime()::renewLinks);

      until(() -> generation() > before && isAlone(ada, bob) && isAlone(bob, ada));
      assertThat(shell.relay.dead).isEmpty();
      long second = generation();
      member.runtime().frame().loop().post(member.runtime()::renewLinks);
      until(() -> generation() > second && isAlone(ada, bob) && isAlone(bob, ada));
    }
  }

  @Test
  void aSharedArchiveArrivesWithoutAPauseWhileTheRealCarrierIsReplaced() throws Exception {
    try (WebRtcCarrier one = carrier();
        WebRtcCarrier other = carrier()) {
      ada.wire = _ -> one;
      bob.wire = _ -> other;
      content = ada.write("mods", "big.zip", 1, 12 * MB);
      shell.begin();
      ada.control().limit(Direction.UPLOAD, 4L * MB);
      ada.share("mods");
      until(() -> counts(bob).contentBytesReceived() > MB);
      long first = generation();

      renew(ada);
      Duration pause = longestPause();

      assertThat(generation()).isGreaterThan(first);
      assertThat(pause).isLessThan(Duration.ofSeconds(2));
      nothingWasLostOrCameTwice();
      System.out.println("longest pause of a transfer over a planned change: " + pause);
    }
  }

  private WebRtcCarrier carrier() throws Exception {
    return new WebRtcCarrier(Path.of(temp.toString(), "native"), List.of(), WebRtcSettings.DEFAULT);
  }
}
