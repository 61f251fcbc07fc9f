package dev.starshell.syncshell;

import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.install.InstallJob;
import dev.starshell.syncshell.install.InstallReport;
import dev.starshell.syncshell.install.InstallSettings;
import dev.starshell.syncshell.install.Installer;
import dev.starshell.syncshell.install.RollbackOrder;
import dev.starshell.syncshell.install.RollbackReport;
import dev.starshell.syncshell.install.WithdrawalReport;
import dev.starshell.syncshell.library.InstallPort;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.quarantine.Words;
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

  @Override
  public Report withdraw(ShellId shell, Words words) throws IOException {
    WithdrawalReport done = installer.withdraw(shell, words);
    return new Report(0, done.removed(), List.of(), problems(done.problems()));
  }

  @Override
  public Returned rollback(Back back) throws IOException {
    RollbackReport done =
        installer.rollback(
            new RollbackOrder(back.shell(), back.version(), back.words(), back.offered()));
    return new Returned(
        done.end() == RollbackReport.End.DONE ? "" : done.end().name(),
        done.restored(),
        done.removed(),
        done.missing(),
        done.firstMissing(),
        done.members(),
        problems(done.problems()));
  }

  @Override
  public Looked look(ShellId shell, Pace pace) throws IOException {
    return installer.look(shell, pace, System.currentTimeMillis());
  }

  @Override
  public List<Altered> standing(ShellId shell, List<Altered> found) throws IOException {
    return installer.standing(shell, found);
  }

  private static InstallJob inner(Job job) {
    return new InstallJob(
        job.shell(),
        job.shellName(),
        job.owner(),
        job.ownerName(),
        job.offered(),
        job.wanted(),
        job.removalsConfirmed(),
        job.words(),
        job.manifest());
  }

  private static Report report(InstallReport report) {
    return new Report(
        report.installed() + report.replaced(),
        report.removed(),
        report.withheld().stream()
            .map(one -> new Withheld(one.place(), one.root(), one.decision()))
            .toList(),
        problems(report.problems()));
  }

  private static List<Problem> problems(List<InstallReport.Problem> problems) {
    return problems.stream()
        .map(problem -> new Problem(problem.code().name(), problem.place(), problem.sentence()))
        .toList();
  }
}
