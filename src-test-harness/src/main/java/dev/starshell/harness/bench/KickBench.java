package dev.starshell.harness.bench;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.Pause;
import dev.starshell.harness.lab.wire.Signals;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// How long a kicked member's links live on at the others: from the reply to `sync kick` to the
/// last of three online members that has no link to it any more, by asking each again and again. In
/// half of the rounds the kicked one's process is halted right before, so that it can neither hear
/// of the kick nor end a link itself: what is measured then is the others alone. Each round has a
/// member of its own, with a host of its own, that ends by force afterwards: coming back it would
/// be a failed log-in, and five of these shut an address out.
final class KickBench implements BenchMain.Bench {
  private static final int ROUNDS = 10;
  private static final int OTHERS = 3;
  private static final int POLL_MILLIS = 5;
  private static final Duration WAIT_MAX = Duration.ofSeconds(60);
  private static final double SECONDS_MAX = 2;

  /// Seconds of each round.
  ///
  /// @param reply from the command to its reply
  /// @param ended from the reply to the last link's end
  private record Spans(List<Double> reply, List<Double> ended) {}

  @Override
  public BenchReport run(HostLab lab) throws IOException, InterruptedException {
    List<Member> members = lab.startAll("ann", "bob", "cleo");
    members.getFirst().create("Bench");
    for (Member member : members.subList(1, OTHERS)) {
      member.join(members.getFirst().invite());
    }
    // Code that has run once is faster: the first kick of each kind is not counted.
    Spans running = rounds(lab, members, false);
    Spans halted = rounds(lab, members, true);
    BenchReport report =
        new BenchReport("kick").figure("rounds", "rounds of each kind", ROUNDS, "");
    add(report, "running", "kicked one running", running);
    add(report, "halted", "kicked one halted", halted);
    return report;
  }

  private static void add(BenchReport report, String key, String label, Spans spans) {
    report
        .figure(key + "Reply", label + ": reply, median", Median.of(spans.reply()), "s")
        .figure(key + "Median", label + ": last link's end, median", Median.of(spans.ended()), "s")
        .atMost(
            key + "Largest",
            label + ": last link's end, largest",
            Collections.max(spans.ended()),
            SECONDS_MAX,
            "s");
  }

  private static Spans rounds(HostLab lab, List<Member> others, boolean isHalted)
      throws IOException, InterruptedException {
    Spans spans = new Spans(new ArrayList<>(), new ArrayList<>());
    for (int round = 0; round <= ROUNDS; round++) {
      Member kicked = lab.start((isHalted ? "halted" : "running") + round, same -> same);
      Spans one = round(others, kicked, isHalted);
      if (round > 0) {
        spans.reply().addAll(one.reply());
        spans.ended().addAll(one.ended());
      }
    }
    return spans;
  }

  private static Spans round(List<Member> others, Member kicked, boolean isHalted)
      throws IOException, InterruptedException {
    Member owner = others.getFirst();
    kicked.join(owner.invite());
    kicked.await("linked with all", WAIT_MAX, one -> one.status().links() == OTHERS);
    for (Member member : others) {
      member.await("linked with all", WAIT_MAX, one -> one.status().links() == OTHERS);
    }
    try {
      if (isHalted) {
        Signals.pause(kicked.process().pid());
      }
      return kick(owner, kicked.name(), others);
    } finally {
      kicked.process().kill();
    }
  }

  private static Spans kick(Member owner, String name, List<Member> others)
      throws IOException, InterruptedException {
    long from = System.nanoTime();
    owner.run("sync kick " + name);
    long replied = System.nanoTime();
    List<Member> linked = new ArrayList<>(others);
    while (!linked.isEmpty()) {
      if (Pair.seconds(replied) > WAIT_MAX.toSeconds()) {
        throw new IOException(linked.getFirst().name() + " keeps its link to a kicked member");
      }
      for (Member member : List.copyOf(linked)) {
        if (member.status().links() < OTHERS) {
          linked.remove(member);
        }
      }
      Pause.millis(linked.isEmpty() ? 0 : POLL_MILLIS);
    }
    return new Spans(List.of((replied - from) / 1e9), List.of(Pair.seconds(replied)));
  }
}
