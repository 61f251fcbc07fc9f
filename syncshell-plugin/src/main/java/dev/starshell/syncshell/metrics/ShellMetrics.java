package dev.starshell.syncshell.metrics;

import dev.starshell.api.metrics.Measurement;
import dev.starshell.syncshell.control.ConnectionsView;
import dev.starshell.syncshell.control.ShellControl;
import dev.starshell.syncshell.control.ShellsControl;
import dev.starshell.syncshell.control.StatusView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The figures of all shells of a home, each with the labels `shell` (its name) and `number` (as
/// `sync shells` shows it): the same as `sync status` and `sync recovery stats`. Names and meaning:
/// docs/OPERATIONS.md. Nothing in them tells who a member is. Thread: any that may wait.
public final class ShellMetrics implements Supplier<List<Measurement>> {
  private static final Logger LOG = LoggerFactory.getLogger(ShellMetrics.class);

  private final ShellsControl shells;
  private final Supplier<ConnectionsView> connections;

  public ShellMetrics(ShellsControl shells, Supplier<ConnectionsView> connections) {
    this.shells = shells;
    this.connections = connections;
  }

  @Override
  public List<Measurement> get() {
    List<Measurement> all = new ArrayList<>(ofConnections(connections.get()));
    for (ShellsControl.Numbered shell : shells.numbered()) {
      try {
        all.addAll(of(shell));
      } catch (IllegalStateException | IllegalArgumentException e) {
        // It is just ending, too busy to answer in time, or has a figure that is none: the others
        // are told all the same.
        LOG.warn("figures of a shell left out number={}", shell.number(), e);
      }
    }
    return all;
  }

  private static List<Measurement> of(ShellsControl.Numbered numbered) {
    ShellControl shell = numbered.chosen().shell();
    StatusView status = shell.status();
    return of(shell, status).stream()
        .map(one -> one.with("shell", status.shell()))
        .map(one -> one.with("number", Integer.toString(numbered.number())))
        .toList();
  }

  private static List<Measurement> ofConnections(ConnectionsView now) {
    return List.of(
        Measurement.gauge("starshell_connections", "Connections that are up, by way.", now.direct())
            .with("way", "direct"),
        Measurement.gauge(
                "starshell_connections", "Connections that are up, by way.", now.relayed())
            .with("way", "turn"),
        Measurement.gauge("starshell_connections", "Connections that are up, by way.", now.tcp())
            .with("way", "tcp"));
  }

  private static List<Measurement> of(ShellControl shell, StatusView status) {
    List<Measurement> all = new ArrayList<>(ofState(status));
    all.addAll(ofTraffic(status.counts()));
    all.addAll(RecoveryMetrics.of(shell.recoveries().stats(), status.recovering()));
    return all;
  }

  private static List<Measurement> ofState(StatusView now) {
    return List.of(
        Measurement.gauge("starshell_members", "Members of the shell.", now.members()),
        Measurement.gauge(
            "starshell_members_online", "Others that the relay reports.", now.othersOnline()),
        Measurement.gauge("starshell_links", "Links that are up.", now.links()),
        Measurement.gauge(
            "starshell_in_sync", "1 while nothing is wanted, else 0.", now.inSync() ? 1 : 0),
        Measurement.gauge(
            "starshell_wanted_archives", "Archives still to come.", now.wanted().archives()),
        Measurement.gauge("starshell_wanted_bytes", "Content still to come.", now.wanted().bytes()),
        Measurement.gauge(
            "starshell_quarantined_archives", "Archives that are held.", now.quarantined()),
        Measurement.gauge(
            "starshell_altered_files",
            "Installed files that are not what was installed.",
            now.altered()));
  }

  private static List<Measurement> ofTraffic(StatusView.Counts now) {
    return List.of(
        Measurement.counter(
            "starshell_content_sent_bytes", "Content sent.", now.contentBytesSent()),
        Measurement.counter(
            "starshell_content_received_bytes", "Content received.", now.contentBytesReceived()),
        Measurement.counter(
            "starshell_wire_sent_bytes", "Content and framing sent.", now.wireBytesSent()),
        Measurement.counter(
            "starshell_wire_received_bytes",
            "Content and framing received.",
            now.wireBytesReceived()),
        Measurement.counter(
            "starshell_duplicate_bytes", "Content that was here already.", now.duplicateBytes()),
        Measurement.counter("starshell_contracts", "Contracts agreed.", now.contracts()),
        Measurement.counter(
            "starshell_high_fives", "Channels closed by both sides.", now.highFives()),
        Measurement.counter(
            "starshell_archives_received", "Archives that arrived.", now.archivesReceived()),
        Measurement.counter(
            "starshell_archives_installed", "Archives put in place.", now.archivesInstalled()));
  }
}
