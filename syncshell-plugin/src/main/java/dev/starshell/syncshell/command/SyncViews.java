package dev.starshell.syncshell.command;

import dev.starshell.api.command.Invocation;
import dev.starshell.api.command.Reply;
import dev.starshell.syncshell.control.AuditView;
import dev.starshell.syncshell.control.ChannelView;
import dev.starshell.syncshell.control.ConnectionsView;
import dev.starshell.syncshell.control.LaneView;
import dev.starshell.syncshell.control.LibrariesView;
import dev.starshell.syncshell.control.MemberView;
import dev.starshell.syncshell.control.ShellControl;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.control.StatusView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The `sync` commands that only show something: as lines for people and as data for scripts.
final class SyncViews {
  private final ShellControl shell;
  private final Supplier<ConnectionsView> connections;

  SyncViews(ShellControl shell, Supplier<ConnectionsView> connections) {
    this.shell = shell;
    this.connections = connections;
  }

  Reply status(Invocation invocation) {
    StatusView now = shell.status();
    ConnectionsView paths = connections.get();
    List<String> lines = new ArrayList<>();
    if (now.shell().isEmpty()) {
      lines.add("No shell. This member is called '" + now.member() + "'.");
      pathLine(paths).ifPresent(lines::add);
    } else {
      lines.add("Shell '" + now.shell() + "', " + now.role() + " '" + now.member() + "'");
      lines.add(
          String.format(
              "relay %s · %d of %d others online · %d linked",
              now.relay(), now.othersOnline(), now.members() - 1, now.links()));
      if (!now.relaySentence().isEmpty()) {
        lines.add(now.relaySentence());
      }
      pathLine(paths).ifPresent(lines::add);
      lines.addAll(trustLines(now.trust()));
      RecoveryCommands.line(now.recovering()).ifPresent(lines::add);
      lines.addAll(now.recovering().slow());
      lines.add(syncLine(now));
      if (now.quarantined() > 0) {
        lines.add(
            (now.quarantined() == 1 ? "1 archive is" : now.quarantined() + " archives are")
                + " held; 'sync quarantine list' shows what waits for you");
      }
      if (now.altered() > 0) {
        lines.add(
            "CONTENT_CHANGED: "
                + (now.altered() == 1
                    ? "1 installed file is not what was installed"
                    : now.altered() + " installed files are not what was installed")
                + "; 'sync libraries' says which, and what to do");
      }
      StatusView.Counts counts = now.counts();
      lines.add(
          String.format(
              "received %s, sent %s · %d receipts sent, %d received · %d high fives",
              Units.size(counts.contentBytesReceived()),
              Units.size(counts.contentBytesSent()),
              counts.receiptsSent(),
              counts.receiptsReceived(),
              counts.highFives()));
    }
    if (!now.advice().isEmpty()) {
      lines.add(now.advice());
    }
    Map<String, @Nullable Object> data = statusData(now);
    data.put("privacy", paths.relayOnly() ? "relay-only" : "off");
    data.put(
        "connections",
        Replies.row(
            "direct",
            paths.direct(),
            "relayed",
            paths.relayed(),
            "tcp",
            paths.tcp(),
            "blocked",
            paths.blocked()));
    return Reply.done(lines, data);
  }

  /// Nothing where there is nothing to know: no privacy mode, no TURN server, WebRTC alone.
  private static Optional<String> pathLine(ConnectionsView paths) {
    String used = paths.relayed() + " of " + (paths.relayed() + paths.direct());
    if (paths.relayOnly()) {
      return Optional.of(
          String.format(
              "privacy relay-only · %s connections over a TURN server · %d addresses ignored",
              used, paths.blocked()));
    }
    List<String> ways = new ArrayList<>();
    if (paths.tcp() > 0) {
      ways.add((paths.tcp() == 1 ? "1 link" : paths.tcp() + " links") + " over TCP directly");
    }
    if (paths.relayed() > 0) {
      ways.add(used + " connections over a TURN server");
    }
    return ways.isEmpty() ? Optional.empty() : Optional.of(String.join(" · ", ways));
  }

  private static String syncLine(StatusView now) {
    if (now.paused()) {
      return "paused; 'sync resume' goes on";
    }
    if (now.inSync()) {
      return "in sync";
    }
    StatusView.Wanted wanted = now.wanted();
    String missing =
        wanted.archives() == 0
            ? "nothing missing"
            : wanted.archives() + " archives missing, " + Units.size(wanted.bytes());
    String held = wanted.held() == 0 ? "" : ", " + wanted.held() + " waiting for 'sync pull'";
    return missing + held + (now.scanning() ? " · scanning" : "");
  }

  private static List<String> trustLines(StatusView.Trust trust) {
    List<String> lines = new ArrayList<>();
    for (String name : trust.changed()) {
      lines.add(
          "KEY_CHANGED: "
              + name
              + " has another key than before. Ask by voice, then compare with 'sync verify'.");
    }
    if (trust.hoursUnconfirmed() >= StatusView.Trust.STALE_HOURS) {
      lines.add(
          "No owner or admin was linked for "
              + trust.hoursUnconfirmed() / 24
              + " days: if somebody was taken out since, this host may not know. Ask an admin to come"
              + " online.");
    }
    int others = trust.verified() + trust.unverified() + trust.changed().size();
    if (others > 0) {
      lines.add(
          trust.verified()
              + " of "
              + others
              + " others verified"
              + (trust.verified() < others ? "; 'sync verify MEMBER' compares keys" : ""));
    }
    return lines;
  }

  private static Map<String, @Nullable Object> statusData(StatusView now) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("shell", now.shell());
    data.put("member", now.member());
    data.put("role", now.role());
    data.put("relay", now.relay());
    data.put("links", now.links());
    data.put("othersOnline", now.othersOnline());
    data.put("members", now.members());
    data.put("scanning", now.scanning());
    data.put("paused", now.paused());
    data.put("inSync", now.inSync());
    Map<String, @Nullable Object> wanted = new LinkedHashMap<>();
    wanted.put("archives", now.wanted().archives());
    wanted.put("bytes", now.wanted().bytes());
    wanted.put("held", now.wanted().held());
    data.put("wanted", wanted);
    data.put("quarantined", now.quarantined());
    data.put("altered", now.altered());
    data.put(
        "trust",
        Replies.row(
            "verified", now.trust().verified(),
            "unverified", now.trust().unverified(),
            "changed", now.trust().changed(),
            "hoursUnconfirmed", now.trust().hoursUnconfirmed()));
    data.put("recovering", RecoveryCommands.data(now.recovering()));
    StatusView.Counts counts = now.counts();
    data.put("contentBytesSent", counts.contentBytesSent());
    data.put("contentBytesReceived", counts.contentBytesReceived());
    data.put("wireBytesSent", counts.wireBytesSent());
    data.put("wireBytesReceived", counts.wireBytesReceived());
    data.put("duplicates", counts.duplicateBytes());
    data.put("chunksReused", counts.chunksReused());
    data.put("receiptsSent", counts.receiptsSent());
    data.put("receiptsReceived", counts.receiptsReceived());
    data.put("receipts", counts.receiptsSent() + counts.receiptsReceived());
    data.put("highFives", counts.highFives());
    data.put("contracts", counts.contracts());
    data.put("archivesReceived", counts.archivesReceived());
    data.put("archivesInstalled", counts.archivesInstalled());
    return data;
  }

  Reply members(Invocation invocation) {
    List<String> lines = new ArrayList<>();
    List<@Nullable Object> rows = new ArrayList<>();
    for (MemberView member : shell.members()) {
      String name = member.name() + (member.self() ? " (this member)" : "");
      String role = member.role() + (member.host() ? ", host" : "");
      String link = member.blocked() ? "blocked" : member.link();
      lines.add(
          String.format(
              "%-24s %-12s %-12s %-11s %s", name, role, link, trustWord(member), member.key()));
      if (member.trust().equals("changed")) {
        lines.add(
            "    KEY_CHANGED: another key went by this name before. Ask by voice, then 'sync verify'.");
      }
      rows.add(
          Replies.row(
              "name", member.name(),
              "key", member.key(),
              "self", member.self(),
              "role", member.role(),
              "host", member.host(),
              "blocked", member.blocked(),
              "online", member.online(),
              "link", member.link(),
              "trust", member.trust(),
              "trouble", member.trouble(),
              "generation", member.generation()));
      if (!member.trouble().isEmpty()) {
        lines.add("    " + member.trouble());
      }
    }
    if (lines.isEmpty()) {
      lines.add("No shell. 'sync create NAME' makes one, 'sync join' enters a friend's.");
    }
    return Reply.done(lines, Map.of("members", rows));
  }

  private static String trustWord(MemberView member) {
    return switch (member.trust()) {
      case "self" -> "";
      case "changed" -> "KEY CHANGED";
      default -> member.trust();
    };
  }

  Reply libraries(Invocation invocation) {
    LibrariesView view = shell.libraries();
    List<String> lines = new ArrayList<>();
    List<@Nullable Object> shared = new ArrayList<>();
    for (LibrariesView.Shared library : view.shared()) {
      lines.add(
          String.format(
              "shared    %-20s %6d archives %10s  %s  %s",
              library.name(),
              library.archives(),
              Units.size(library.bytes()),
              library.state(),
              library.folder()));
      shared.add(
          Replies.row(
              "name", library.name(),
              "folder", library.folder(),
              "archives", library.archives(),
              "bytes", library.bytes(),
              "state", library.state()));
    }
    List<@Nullable Object> received = new ArrayList<>();
    for (LibrariesView.Received library : view.received()) {
      String held = library.held() == 0 ? "" : ", " + library.held() + " held";
      String kept = library.kept() == 0 ? "" : ", " + library.kept() + " kept though not offered";
      lines.add(
          String.format(
              "received  %-20s %6d of %d archives %10s%s%s",
              library.member() + "/" + library.library(),
              library.installed(),
              library.offered(),
              Units.size(library.bytes()),
              held,
              kept));
      received.add(
          Replies.row(
              "member", library.member(),
              "library", library.library(),
              "archives", library.installed(),
              "offered", library.offered(),
              "held", library.held(),
              "kept", library.kept(),
              "bytes", library.bytes()));
    }
    List<@Nullable Object> problems = new ArrayList<>();
    for (LibrariesView.Problem problem : view.problems()) {
      lines.add(problem.code() + "  " + problem.where() + ": " + problem.sentence());
      problems.add(
          Replies.row(
              "code", problem.code(), "where", problem.where(), "sentence", problem.sentence()));
    }
    if (lines.isEmpty()) {
      lines.add("Nothing is shared yet. 'sync share DIR' shares a folder.");
    }
    return Reply.done(
        lines, Replies.row("libraries", shared, "received", received, "problems", problems));
  }

  Reply transfers(Invocation invocation) {
    List<String> lines = new ArrayList<>();
    List<@Nullable Object> rows = new ArrayList<>();
    for (LaneView lane : shell.lanes()) {
      long percent = lane.bytes() == 0 ? 100 : lane.bytesDone() * 100 / lane.bytes();
      lines.add(
          String.format(
              Locale.ROOT,
              "%s %-16s #%-2d %3d %% of %-9s %d/%d parcels  %d receipts  %-9s %s",
              lane.incoming() ? "in " : "out",
              lane.member(),
              lane.channel(),
              percent,
              Units.size(lane.bytes()),
              lane.parcelsDone(),
              lane.parcels(),
              lane.receipts(),
              lane.state(),
              lane.archive()));
      rows.add(
          Replies.row(
              "member", lane.member(),
              "direction", lane.incoming() ? "in" : "out",
              "contract", lane.contract(),
              "channel", lane.channel(),
              "association", lane.association(),
              "archive", lane.archive(),
              "parcels", lane.parcels(),
              "parcelsDone", lane.parcelsDone(),
              "bytes", lane.bytes(),
              "bytesDone", lane.bytesDone(),
              "receipts", lane.receipts(),
              "state", lane.state()));
    }
    if (lines.isEmpty()) {
      lines.add("Nothing was transferred yet.");
    }
    return Reply.done(lines, Map.of("transfers", rows));
  }

  Reply channels(Invocation invocation) {
    List<String> lines = new ArrayList<>();
    List<@Nullable Object> rows = new ArrayList<>();
    for (ChannelView channel : shell.channels()) {
      lines.add(
          String.format(
              "%-16s #%-2d association %d  %-7s sent %-9s received %s",
              channel.member(),
              channel.channel(),
              channel.association(),
              channel.kind(),
              Units.size(channel.bytesSent()),
              Units.size(channel.bytesReceived())));
      rows.add(
          Replies.row(
              "member", channel.member(),
              "channel", channel.channel(),
              "association", channel.association(),
              "kind", channel.kind(),
              "state", "open",
              "bytesSent", channel.bytesSent(),
              "bytesReceived", channel.bytesReceived()));
    }
    if (lines.isEmpty()) {
      lines.add("No link is up.");
    }
    return Reply.done(lines, Map.of("channels", rows));
  }

  Reply audit(Invocation invocation) {
    String written = invocation.words().isEmpty() ? "50" : invocation.words().getFirst();
    if (!written.matches("[1-9]\\d{0,4}")) {
      return Reply.failed("USAGE", "Usage: sync audit [N], with N from 1 to 99999.");
    }
    return switch (shell.audit(Integer.parseInt(written))) {
      case Answer.No<List<AuditView>> no -> Reply.failed(no.code(), no.sentence());
      case Answer.Ok<List<AuditView>> ok -> {
        List<String> lines = new ArrayList<>();
        List<@Nullable Object> rows = new ArrayList<>();
        for (AuditView entry : ok.value()) {
          lines.add(
              String.format(
                  "%s  %-18s %-12s %s",
                  entry.time(), entry.event(), entry.member(), entry.subject()));
          rows.add(
              Replies.row(
                  "time", entry.time(),
                  "event", entry.event(),
                  "member", entry.member(),
                  "subject", entry.subject()));
        }
        if (lines.isEmpty()) {
          lines.add("The audit trail is empty.");
        }
        yield Reply.done(lines, Map.of("entries", rows));
      }
    };
  }
}
