package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.control.RecoveryStatsView;
import dev.starshell.syncshell.control.RecoveryView;
import dev.starshell.syncshell.control.StatusView;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.MemberKeyText;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.recovery.LossCause;
import dev.starshell.syncshell.recovery.Outage;
import dev.starshell.syncshell.recovery.RecoveryFigures;
import dev.starshell.syncshell.recovery.RecoverySession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What people are shown of links that were lost. Belongs to the shell's loop.
final class RecoveryViews {
  private final ShellRuntime shell;

  RecoveryViews(ShellRuntime shell) {
    this.shell = shell;
  }

  List<RecoveryView> sessions() {
    return shell.recoveries().sessions().stream()
        .map(this::of)
        .sorted(Comparator.comparing(RecoveryView::member).thenComparing(RecoveryView::id))
        .toList();
  }

  RecoveryView of(RecoverySession session) {
    RecoverySession.Subject subject = session.subject();
    MemberKey peer = subject.peer();
    String name = shell.name(peer);
    Optional<LinkRecovery> recovery = shell.links().recovery(peer);
    Optional<Outage> outage = recovery.flatMap(LinkRecovery::outage);
    Why why = why(peer, name, outage);
    boolean isBack = shell.links().isLinked(peer);
    return new RecoveryView(
        subject.id(),
        name,
        MemberKeyText.format(peer),
        isBack ? "connected" : recovery.map(LinkRecovery::word).orElse("parked"),
        isPresent(peer),
        Instant.ofEpochSecond(subject.lostSeconds()).toString(),
        Instant.ofEpochSecond(subject.expirySeconds()).toString(),
        why.cause(),
        why.sentence(),
        outage.map(Outage::attempts).orElse(0),
        recovery.map(this::nextSeconds).orElse(-1L),
        subject.generation(),
        subject.manifest(),
        session.completed().size(),
        session.partials().stream()
            .map(partial ->
                new RecoveryView.Part(
                    shell.sync().nameOfArchive(partial.root()),
                    partial.hereCount(),
                    partial.chunks()))
            .toList(),
        session.contracts().stream()
            .map(open ->
                new RecoveryView.Agreed(
                    open.incoming(), open.contract(), open.delivered(), open.parcels()))
            .toList(),
        session.servers());
  }

  private record Why(String cause, String sentence) {}

  private Why why(MemberKey peer, String name, Optional<Outage> outage) {
    if (shell.links().isLinked(peer)) {
      return new Why("", "the rest is being fetched");
    }
    if (shell.membership().blocks().has(peer)) {
      return new Why("MEMBER_BLOCKED", name + " is blocked here");
    }
    LossCause cause = outage.map(Outage::last).orElse(LossCause.RESTARTED);
    return new Why(cause.name(), RecoveryWords.of(cause, name));
  }

  private boolean isPresent(MemberKey peer) {
    return shell.membership().place().isPresent(peer);
  }

  private long nextSeconds(LinkRecovery recovery) {
    Moment now = new Moment(System.nanoTime());
    return recovery
        .due()
        .map(due -> Math.max(0, (due.since(now).toMillis() + 999) / 1_000))
        .orElse(-1L);
  }

  /// Links that were lost and are not back: those with a session, and those whose member is there.
  StatusView.Recovering recovering() {
    List<MemberKey> lost = new ArrayList<>();
    for (MemberKey peer : shell.links().peers()) {
      Optional<Outage> outage = shell.links().recovery(peer).flatMap(LinkRecovery::outage);
      boolean wasLinked = outage.filter(one -> one.cause() != LossCause.FIRST_LINK).isPresent();
      if (wasLinked && (shell.recoveries().isOpen(peer) || isPresent(peer))) {
        lost.add(peer);
      }
    }
    Optional<MemberKey> next = lost.stream().min(Comparator.comparingLong(this::untilNext));
    Optional<LinkRecovery> soonest = next.flatMap(peer -> shell.links().recovery(peer));
    LossCause cause =
        soonest.flatMap(LinkRecovery::outage).map(Outage::last).orElse(LossCause.FIRST_LINK);
    RecoveryFigures figures = shell.recoveries().account().figures();
    return new StatusView.Recovering(
        lost.size(),
        soonest.map(this::nextSeconds).orElse(-1L),
        next.isPresent() ? cause.name() : "",
        next.map(peer -> RecoveryWords.of(cause, shell.name(peer))).orElse(""),
        shell.recoveries().sessions().size(),
        figures.recovered(),
        figures.attempts(),
        figures.savedBytes(),
        slow());
  }

  /// What is wrong with links that are up.
  private List<String> slow() {
    return shell.links().peers().stream()
        .filter(peer -> shell.links().exchanges().containsKey(peer))
        .filter(peer -> !shell.links().trouble(peer).isEmpty())
        .map(peer -> shell.name(peer) + ": " + shell.links().trouble(peer))
        .sorted()
        .toList();
  }

  /// One that is being tried comes first, one for which nothing is planned last.
  private long untilNext(MemberKey peer) {
    Optional<LinkRecovery> recovery = shell.links().recovery(peer);
    if (recovery.filter(LinkRecovery::isTrying).isPresent()) {
      return -1;
    }
    long seconds = recovery.map(this::nextSeconds).orElse(-1L);
    return seconds < 0 ? Long.MAX_VALUE : seconds;
  }

  RecoveryStatsView stats() {
    RecoveryFigures figures = shell.recoveries().account().figures();
    List<RecoveryStatsView.Within> times = new ArrayList<>();
    for (int place = 0; place < figures.times().size(); place++) {
      long bound =
          place < RecoveryFigures.BOUNDS.size() ? RecoveryFigures.BOUNDS.get(place).toMillis() : 0;
      times.add(new RecoveryStatsView.Within(bound, figures.times().get(place)));
    }
    return new RecoveryStatsView(
        shell.recoveries().sessions().size(),
        byName(figures.outages()),
        figures.attempts(),
        byName(figures.failures()),
        figures.recovered(),
        figures.parked(),
        times,
        figures.mean().toMillis(),
        figures.longest().toMillis(),
        figures.within(0.5).map(Duration::toMillis).orElse(0L),
        figures.within(0.95).map(Duration::toMillis).orElse(0L),
        figures.savedBytes(),
        figures.againBytes());
  }

  private static Map<String, Long> byName(Map<LossCause, Long> counts) {
    Map<String, Long> named = new TreeMap<>();
    counts.forEach((cause, count) -> named.put(cause.name(), count));
    return named;
  }
}
