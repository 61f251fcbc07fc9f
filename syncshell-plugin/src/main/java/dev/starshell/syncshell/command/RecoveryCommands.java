package dev.starshell.syncshell.command;

import dev.starshell.api.command.Command;
import dev.starshell.api.command.Invocation;
import dev.starshell.api.command.Reply;
import dev.starshell.syncshell.control.RecoveryControl;
import dev.starshell.syncshell.control.RecoveryStatsView;
import dev.starshell.syncshell.control.RecoveryView;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.control.StatusView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The `sync recovery` commands: links that were lost, and what goes on when they are back.
final class RecoveryCommands {
  private final RecoveryControl recoveries;

  RecoveryCommands(RecoveryControl recoveries) {
    this.recoveries = recoveries;
  }

  List<Command> all() {
    return List.of(
        command("list", "", "links that were lost with something under way", this::list),
        command("show", "ID", "one of them in detail", this::show),
        command("resume", "ID | all", "try again now", this::resume),
        command("discard", "ID", "forget one; what has arrived stays", this::discard),
        command("stats", "", "attempts, causes, times, bytes saved", this::stats));
  }

  private static Command command(
      String word, String usage, String summary, Command.Handler handler) {
    return new Command(List.of("sync", "recovery", word), usage, summary, handler);
  }

  private Reply list(Invocation invocation) {
    List<String> lines = new ArrayList<>();
    List<@Nullable Object> rows = new ArrayList<>();
    for (RecoveryView session : recoveries.list()) {
      lines.add(
          String.format(
              "%-10s  %-20s %-10s %s%s",
              session.id(), session.member(), session.state(), session.sentence(), next(session)));
      rows.add(data(session));
    }
    if (lines.isEmpty()) {
      lines.add("Nothing waits to be recovered.");
    }
    return Reply.done(lines, Replies.row("sessions", rows));
  }

  private static String next(RecoveryView session) {
    return session.nextSeconds() < 0 ? "" : "; next try in " + session.nextSeconds() + " s";
  }

  private Reply show(Invocation invocation) {
    return ofOne(
        invocation,
        "sync recovery show ID",
        id -> Replies.of(recoveries.show(id), RecoveryCommands::shown));
  }

  private static Reply shown(RecoveryView session) {
    List<String> lines = new ArrayList<>();
    lines.add(session.id() + "  " + session.member() + "  " + session.key());
    lines.add("lost       " + session.lost() + ", kept until " + session.expires());
    lines.add("state      " + session.state() + ": " + session.sentence() + next(session));
    lines.add("attempts   " + session.attempts() + " · generation " + session.generation());
    lines.add("whole      " + session.whole() + " archives of what was under way");
    for (RecoveryView.Part part : session.parts()) {
      lines.add(
          String.format(
              "part       %s: %d of %d chunks", part.archive(), part.chunksHere(), part.chunks()));
    }
    for (RecoveryView.Agreed open : session.contracts()) {
      lines.add(
          String.format(
              "contract   %s %d: %d of %d parcels had a receipt",
              open.incoming() ? "in" : "out", open.contract(), open.delivered(), open.parcels()));
    }
    session.servers().forEach(server -> lines.add("server     " + server));
    return Reply.done(lines, data(session));
  }

  private static Map<String, @Nullable Object> data(RecoveryView session) {
    List<@Nullable Object> parts = new ArrayList<>();
    session
        .parts()
        .forEach(part ->
            parts.add(
                Replies.row(
                    "archive",
                    part.archive(),
                    "here",
                    part.chunksHere(),
                    "chunks",
                    part.chunks())));
    List<@Nullable Object> contracts = new ArrayList<>();
    session
        .contracts()
        .forEach(open ->
            contracts.add(
                Replies.row(
                    "incoming", open.incoming(),
                    "contract", open.contract(),
                    "delivered", open.delivered(),
                    "parcels", open.parcels())));
    return Replies.row(
        "id", session.id(),
        "member", session.member(),
        "key", session.key(),
        "state", session.state(),
        "online", session.online(),
        "lost", session.lost(),
        "expires", session.expires(),
        "cause", session.cause(),
        "sentence", session.sentence(),
        "attempts", session.attempts(),
        "nextSeconds", session.nextSeconds(),
        "generation", session.generation(),
        "manifest", session.manifest(),
        "whole", session.whole(),
        "parts", parts,
        "contracts", contracts,
        "servers", session.servers());
  }

  private Reply resume(Invocation invocation) {
    return ofOne(
        invocation,
        "sync recovery resume ID, or sync recovery resume all",
        id -> Replies.of(id.equals("all") ? recoveries.resumeAll() : recoveries.resume(id)));
  }

  private Reply discard(Invocation invocation) {
    return ofOne(
        invocation,
        "sync recovery discard ID",
        id -> {
          Answer<String> answer = recoveries.discard(id);
          return Replies.of(answer);
        });
  }

  private static Reply ofOne(Invocation invocation, String usage, Function<String, Reply> then) {
    Words words = Words.of(invocation.words(), 1, Set.of());
    return words.fault().isEmpty() && words.at(0).isPresent()
        ? then.apply(words.at(0).get())
        : Replies.usage(words, usage);
  }

  private Reply stats(Invocation invocation) {
    RecoveryStatsView stats = recoveries.stats();
    List<String> lines = new ArrayList<>();
    long lost = stats.outages().values().stream().mapToLong(Long::longValue).sum();
    lines.add(
        String.format(
            "%d links lost, %d came back · %d attempts · %d times parked · %d sessions open",
            lost, stats.recovered(), stats.attempts(), stats.parked(), stats.sessions()));
    causes("lost because", stats.outages()).ifPresent(lines::add);
    causes("failed because", stats.failures()).ifPresent(lines::add);
    if (stats.recovered() > 0) {
      lines.add(
          String.format(
              "back after %s on average, half within %s, 95 %% within %s, at most %s",
              span(stats.meanMillis()),
              span(stats.p50Millis()),
              span(stats.p95Millis()),
              span(stats.longestMillis())));
    }
    lines.add(
        Units.size(stats.savedBytes())
            + " were here already when transfers went on, "
            + Units.size(stats.againBytes())
            + " came again");
    return Reply.done(lines, data(stats));
  }

  private static Map<String, @Nullable Object> data(RecoveryStatsView stats) {
    List<@Nullable Object> times = new ArrayList<>();
    stats
        .times()
        .forEach(
            within -> times.add(Replies.row("millis", within.millis(), "links", within.links())));
    return Replies.row(
        "sessions", stats.sessions(),
        "outages", new TreeMap<>(stats.outages()),
        "attempts", stats.attempts(),
        "failures", new TreeMap<>(stats.failures()),
        "recovered", stats.recovered(),
        "parked", stats.parked(),
        "times", times,
        "meanMillis", stats.meanMillis(),
        "longestMillis", stats.longestMillis(),
        "p50Millis", stats.p50Millis(),
        "p95Millis", stats.p95Millis(),
        "savedBytes", stats.savedBytes(),
        "againBytes", stats.againBytes());
  }

  private static Optional<String> causes(String head, Map<String, Long> counts) {
    List<String> each = new ArrayList<>();
    new TreeMap<>(counts).forEach((cause, count) -> each.add(cause + " " + count));
    return each.isEmpty() ? Optional.empty() : Optional.of(head + ": " + String.join(", ", each));
  }

  private static String span(long millis) {
    return millis < 1_000 ? millis + " ms" : String.format("%.1f s", millis / 1_000.0);
  }

  /// The line of `sync status`; empty while all links are there.
  static Optional<String> line(StatusView.Recovering now) {
    if (now.links() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        (now.links() == 1 ? "1 link is" : now.links() + " links are")
            + " being recovered; "
            + (now.nextSeconds() < 0 ? "trying now" : "next try in " + now.nextSeconds() + " s")
            + ": "
            + now.sentence());
  }

  /// The same for scripts.
  static Map<String, @Nullable Object> data(StatusView.Recovering now) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("links", now.links());
    data.put("nextSeconds", now.nextSeconds());
    data.put("cause", now.cause());
    data.put("sentence", now.sentence());
    data.put("sessions", now.sessions());
    data.put("recovered", now.recovered());
    data.put("attempts", now.attempts());
    data.put("savedBytes", now.savedBytes());
    data.put("slow", now.slow());
    return data;
  }
}
