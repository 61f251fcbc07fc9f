package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.counts;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.control.MemberView;
import dev.starshell.syncshell.protocol.DataFrameCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A link on which data hardly moves any more, though both sides hear each other, is made anew by
/// itself. Both kinds of it are watched in one run, since each takes its time: on the link to Bob
/// all data is stuck, on the one to Cleo that of one association, for good.
final class StuckLinkIT extends TrioScene {
  private static final int MB = 1024 * 1024;

  /// What leaves Bob's stuck generation in a second: one frame, of about 64 KiB.
  private static final long TRICKLE_MILLIS = 1_000;

  /// For one association: 5 s until it shows, once the other ones are empty, 3 s without a word
  /// until the generation before is given up (10 s at most), and what a busy machine needs.
  private static final Duration STUCK_MAX = Duration.ofSeconds(22);

  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicLong swallowedBytes = new AtomicLong();

  /// What status said of links that are up.
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  private volatile boolean isStuck;
  private volatile boolean isOver;

  private record Waiting(MemoryBundle from, int channel, byte[] frame) {}

  @AfterEach
  void stop() {
    isOver = true;
  }

  /// Everything moves well, until both members have a good part of it.
  private byte[] beginWell() throws IOException {
    shell.net.sealed = false;
    byte[] content = ada.write("mods", "big.zip", 1, 12 * MB);
    shell.begin();
    shell.net.nanosPerFrame = 20_000_000;
    ada.share("mods");
    until(() -> received(bob) > 7 * MB && received(cleo) > 7 * MB);
    return content;
  }

  private static long received(TestMember member) {
    return counts(member).contentBytesReceived();
  }

  private long generation(TestMember member) {
    try {
      return member.journal().generation(ada.key()).orElse(0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private boolean isRenewed(TestMember member, long before) {
    said.addAll(ada.control().status().recovering().slow());
    return generation(member) > before;
  }

  private boolean isAlone(TestMember other) {
    return ada.runtime().frame().loop().ask(() -> ada.runtime().links().isAlone(other.key()));
  }

  private void getStuck() {
    MemoryBundle toBob = shell.net.between(ada.key(), bob.key());
    MemoryBundle toCleo = shell.net.between(ada.key(), cleo.key());
    isStuck = true;
    shell.net.filter =
        (from, channel, frame) -> {
          if (from == toBob && channel > 0) {
            waiting.add(new Waiting(from, channel, frame));
            return List.of();
          }
          if (from == toCleo && channel % cleo.associations == 1) {
            swallowedBytes.addAndGet(frame.length - DataFrameCodec.HEADER_BYTES);
            return List.of();
          }
          return List.of(frame);
        };
    // A handshake takes a moment, in which status can be asked.
    shell.relay.lost = _ -> pause(100);
    Thread.ofVirtual().start(this::trickle);
  }

  private void trickle() {
    while (!isOver) {
      Waiting next = waiting.poll();
      if (next != null) {
        next.from().inject(next.channel(), next.frame());
      }
      pause(isStuck ? TRICKLE_MILLIS : next == null ? 5 : 0);
    }
  }

  private static boolean pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  @Test
  void aGenerationWhoseDataIsStuckIsReplacedAndNothingIsSentTwiceButWhatNeverArrives()
      throws IOException {
    byte[] content = beginWell();
    long bobsFirst = generation(bob);
    long cleosFirst = generation(cleo);

    getStuck();
    long stuckNanos = System.nanoTime();
    until(() -> isRenewed(bob, bobsFirst) & isRenewed(cleo, cleosFirst));
    assertThat(bob.installed()).as("it was renewed for what is missing").isEmpty();
    shell.net.nanosPerFrame = 0;
    isStuck = false;
    until(() -> bob.installed().size() == 1);
    Duration bobs = Duration.ofNanos(System.nanoTime() - stuckNanos);
    until(() -> cleo.installed().size() == 1);
    Duration cleos = Duration.ofNanos(System.nanoTime() - stuckNanos);
    until(() -> isAlone(bob) && isAlone(cleo));

    assertThat(said)
        .anyMatch(line -> line.startsWith("bob: LINK_STUCK: "))
        .anyMatch(line -> line.startsWith("cleo: LINK_STUCK: "))
        .allMatch(line -> line.endsWith("A second link is made beside this one, and takes over."));
    for (TestMember member : List.of(bob, cleo)) {
      assertThat(member.installed().get("ada/mods/big.zip")).isEqualTo(content);
      assertThat(received(member)).isEqualTo(content.length);
      assertThat(counts(member).duplicateBytes()).isZero();
      assertThat(member.control().recoveries().stats().outages()).isEmpty();
    }
    assertThat(swallowedBytes.get()).isPositive();
    assertThat(counts(ada).contentBytesSent())
        .isEqualTo(2L * content.length + swallowedBytes.get());
    assertThat(ada.control().members())
        .extracting(MemberView::generation)
        .containsExactlyInAnyOrder(0L, bobsFirst + 1, cleosFirst + 1);
    assertThat(generation(bob)).isEqualTo(bobsFirst + 1);
    assertThat(generation(cleo)).isEqualTo(cleosFirst + 1);
    assertThat(cleos).isLessThan(STUCK_MAX);
    System.out.printf("stuck: the whole generation %s, one association %s%n", bobs, cleos);
  }
}
