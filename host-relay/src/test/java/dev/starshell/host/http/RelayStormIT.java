package dev.starshell.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.RelayAddress;
import dev.starshell.host.relay.RelayBackoff;
import dev.starshell.host.relay.RelayLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two hundred members lose their relay in one moment and nobody tells them that it goes: all
/// connections are cut and none is taken for three seconds. The property `starshell.test.cuts` says
/// how often.
final class RelayStormIT {
  private static final int MEMBERS = 200;
  private static final int CUTS = Integer.getInteger("starshell.test.cuts", 1);
  private static final Duration AWAY = Duration.ofSeconds(3);

  @TempDir Path directory;

  @Test
  void allMembersComeBackByThemselvesAndEachOnce() throws Exception {
    try (TestRelay relay = new TestRelay(directory.resolve("relay"), RelayLimits.standard());
        TestRelay homes = new TestRelay(directory.resolve("homes"), RelayLimits.standard());
        HostedStar hosted = relay.host(1);
        CutWire wire = new CutWire(hosted.addresses().getFirst().port())) {
      List<RelayAddress> through = List.of(new RelayAddress("127.0.0.1", wire.port()));
      List<StarMember> members = new ArrayList<>();
      for (int i = 0; i < MEMBERS; i++) {
        StarMember member = new StarMember();
        members.add(member);
        homes.service.connect(member.ticket(TestRelay.star(1), through, hosted.pin(), ""), member);
        member.awaits(StarMember.Connected.class);
      }
      for (int cut = 1; cut <= CUTS; cut++) {
        if (cut > 1) {
          // A relay that is gone again at once is not back.
          LockSupport.parkNanos(RelayBackoff.STEADY_AFTER.plusSeconds(1).toNanos());
        }
        int taken = wire.taken();
        wire.cut();
        long cutNanos = System.nanoTime();
        for (StarMember member : members) {
          assertThat(member.awaits(StarMember.Disconnected.class).willRetry()).isTrue();
        }
        // Nobody had to wait until the relay was called silent.
        assertThat(Duration.ofNanos(System.nanoTime() - cutNanos))
            .isLessThan(RelayLimits.DEAD_AFTER.dividedBy(2));
        LockSupport.parkNanos(AWAY.toNanos());
        wire.restore();
        long backNanos = System.nanoTime();
        awaitConnected(members);
        System.out.printf(
            "F17 cut=%d members=%d all back after %d ms, connections taken=%d, most in a second=%d%n",
            cut,
            MEMBERS,
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - backNanos),
            wire.taken() - taken,
            wire.mostInASecond(backNanos));
      }
      // Everybody is there, and nobody twice: the shell is full, and to the last place.
      StarMember late = new StarMember();
      relay.join(hosted, 1, late);
      assertThat(late.next(StarMember.Disconnected.class).code()).isEqualTo("GROUP_FULL");
    }
  }

  /// [StarMember#awaits] fails after 30 s without the word.
  private static void awaitConnected(List<StarMember> members) throws InterruptedException {
    for (StarMember member : members) {
      member.awaits(StarMember.Connected.class);
    }
  }
}
