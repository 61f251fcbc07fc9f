package dev.starshell.syncshell;

import dev.starshell.syncshell.install.InstallJob;
import dev.starshell.syncshell.install.InstallReport;
import dev.starshell.syncshell.install.InstallSettings;
import dev.starshell.syncshell.install.Installer;
import dev.starshell.syncshell.library.InstallPort;
import dev.starshell.syncshell.manifest.Entry;
import java.io.IOException;
import java.util.List;

/// Connects the installer to the port that the runtime knows. Thread: as the installer.
public record InstallEdge(Installer installer, InstallSettings settings) implements InstallPort {
  @Override
  public Report apply(Job job) throws IOException {
    return report(installer.apply(inner(job), settings));
  }

  @Override
  public Report add(Job job, List<Entry> arrived) throws IOException {
    return report(installer.add(inner(job), arrived));
  }

  private static InstallJob inner(Job job) {
    return new InstallJob(
        job.shell(),
        job.shellName(),
        job.owner(),
        job.ownerName(),
        job.offered(),
        job.wanted(),
        job.removalsConfirmed());
  }

  private static Report report(InstallReport report) {
    return new Report(
        report.installed() + report.replaced(),
        report.removed(),
        report.problems().stream()
            .map(problem -> new Problem(problem.code().name(), problem.place(), problem.sentence()))
            .toList());
  }
}
