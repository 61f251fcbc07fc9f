package dev.starshell.syncshell;

import dev.starshell.syncshell.install.InstallJob;
import dev.starshell.syncshell.install.InstallReport;
import dev.starshell.syncshell.install.InstallSettings;
import dev.starshell.syncshell.install.Installer;
import dev.starshell.syncshell.library.InstallPort;
import java.io.IOException;

/// Connects the installer to the port that the runtime knows.
record InstallEdge(Installer installer, InstallSettings settings) implements InstallPort {
  @Override
  public Report apply(Job job) throws IOException {
    InstallReport report =
        installer.apply(
            new InstallJob(
                job.shell(),
                job.shellName(),
                job.owner(),
                job.ownerName(),
                job.offered(),
                job.wanted(),
                job.removalsConfirmed()),
            settings);
    return new Report(
        report.installed() + report.replaced(),
        report.removed(),
        report.problems().stream()
            .map(problem -> new Problem(problem.code().name(), problem.place(), problem.sentence()))
            .toList());
  }
}
