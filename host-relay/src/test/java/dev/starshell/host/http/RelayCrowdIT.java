package dev.starshell.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.StarConnection;
import dev.starshell.host.relay.RelayLimits;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two hundred members of one relay, the size that docs/LIMITS.md names, and what is left after
/// them.
final class RelayCrowdIT {
  private static final int MEMBERS = 200;
  private static final int ENVELOPES = 1000;
  private static final long ENVELOPE_EVERY_NANOS = Duration.ofSeconds(1).toNanos() / 500;

  @TempDir Path directory;

  @Test
  void twoHundredMembersJoinAndAreServedAndLeaveNothingBehind() throws Exception {
    Set<String> before = threads();
    try (TestRelay relay = new TestRelay(directory, RelayLimits.standard());
        HostedStar hosted = relay.host(1)) {
      List<StarMember> members = new ArrayList<>();
      for (int number = 0; number < MEMBERS; number++) {
        members.add(new StarMember());
      }
      long startNanos = System.nanoTime();
      List<StarConnection> connections = new ArrayList<>();
      for (StarMember member : members) {
        connections.add(relay.join(hosted, 1, member));
      }
      for (StarMember member : members) {
        member.awaits(StarMember.Connected.class);
      }
      long joinMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
      StarMember late = new StarMember();
      relay.join(hosted, 1, late);
      assertThat(late.next(StarMember.Disconnected.class).code()).isEqualTo("GROUP_FULL");

      long[] micros = route(members, connections);

      Arrays.sort(micros);
      System.out.printf(
          "F11c members=%d join=%d ms, envelopes=%d at 500/s: p50=%d us p99=%d us max=%d us,"
              + " heap=%d MiB%n",
          MEMBERS,
          joinMillis,
          ENVELOPES,
          micros[ENVELOPES / 2],
          micros[ENVELOPES * 99 / 100],
          micros[ENVELOPES - 1],
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20);
      // 15 s is the aim, met on an idle machine; a build machine may be busy with other things.
      assertThat(joinMillis).isLessThan(30_000);
    }
    assertNoThreadIsLeft(before);
  }

  private static long[] route(List<StarMember> members, List<StarConnection> connections)
      throws InterruptedException {
    long[] micros = new long[ENVELOPES];
    long startNanos = System.nanoTime();
    for (int number = 0; number < ENVELOPES; number++) {
      long dueNanos = startNanos + number * ENVELOPE_EVERY_NANOS;
      LockSupport.parkNanos(dueNanos - System.nanoTime());
      StarMember to = members.get((number * 7 + 1) % MEMBERS);
      long sentNanos = System.nanoTime();
      assertThat(connections.get(number % MEMBERS).send(to.id(), 1, new byte[1000])).isTrue();
      to.awaits(StarMember.Received.class);
      micros[number] = (System.nanoTime() - sentNanos) / 1000;
    }
    return micros;
  }

  private void assertNoThreadIsLeft(Set<String> before) throws Exception {
    Set<String> left = threads();
    long untilNanos = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (!minus(left, before).isEmpty() && System.nanoTime() - untilNanos < 0) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      left = threads();
    }
    assertThat(minus(left, before)).isEmpty();
  }

  private static Set<String> minus(Set<String> all, Set<String> some) {
    Set<String> rest = new HashSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  /// The names of all threads that are ours by name, virtual ones as well.
  private Set<String> threads() throws Exception {
    Path dump = directory.resolve("threads-" + System.nanoTime());
    ManagementFactory.getPlatformMXBean(com.sun.management.HotSpotDiagnosticMXBean.class)
        .dumpThreads(
            dump.toString(),
            com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
    Set<String> names = new HashSet<>();
    for (String line : Files.readAllLines(dump)) {
      if (line.startsWith("#")) {
        String name = line.replaceAll("^#\\d+ \"([^\"]*)\".*", "$1");
        if (name.matches("(relay-|star-|HttpClient-|Scheduler|Jetty).*")) {
          names.add(name);
        }
      }
    }
    Files.delete(dump);
    return names;
  }
}
