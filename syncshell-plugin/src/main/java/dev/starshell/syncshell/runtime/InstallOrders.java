package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.control.LibrariesView.Problem;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.library.InstallPort;
import dev.starshell.syncshell.library.InstallPort.Report;
import dev.starshell.syncshell.library.InstallPort.Withheld;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.runtime.InstallQueue.Barred;
import dev.starshell.syncshell.runtime.ShellSync.SyncUse;
import dev.starshell.syncshell.text.DisplayName;
import dev.starshell.syncshell.text.SafeText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What is to be installed, and what came of it. Belongs to the shell's loop.
final class InstallOrders implements InstallQueue.InstallUse {
  private final ShellFrame frame;
  private final SyncUse use;
  private final Catalog catalog;
  private final SyncProblems problems;
  private final Quarantine quarantine;
  private final Supplier<Optional<ShellId>> shell;

  InstallOrders(
      ShellFrame frame,
      SyncUse use,
      Catalog catalog,
      SyncProblems problems,
      Quarantine quarantine,
      Supplier<Optional<ShellId>> shell) {
    this.frame = frame;
    this.use = use;
    this.catalog = catalog;
    this.problems = problems;
    this.quarantine = quarantine;
    this.shell = shell;
  }

  @Override
  public Optional<InstallPort.Job> job(MemberKey member, boolean removalsConfirmed) {
    return shell
        .get()
        .flatMap(in ->
            catalog
                .manifest(member)
                .map(manifest ->
                    new InstallPort.Job(
                        in,
                        use.shellName(),
                        member,
                        DisplayName.cleaned(use.name(member), "member"),
                        manifest.manifest().entries(),
                        catalog.takenFrom(member),
                        removalsConfirmed,
                        quarantine.words(),
                        manifest.manifest().sequence())));
  }

  @Override
  public Optional<InstallPort.Back> back(long version) {
    return shell
        .get()
        .map(in -> new InstallPort.Back(in, version, quarantine.words(), offeredPlaces()));
  }

  private Map<MemberKey, Map<String, Root>> offeredPlaces() {
    Map<MemberKey, Map<String, Root>> places = new TreeMap<>();
    for (MemberKey owner : catalog.owners()) {
      Map<String, Root> of = new HashMap<>();
      catalog
          .manifest(owner)
          .ifPresent(signed ->
              signed.manifest().entries().forEach(entry -> of.put(entry.place(), entry.root())));
      places.put(owner, of);
    }
    return places;
  }

  @Override
  public void wentBack(InstallPort.Returned returned, Map<MemberKey, List<Installed>> installed) {
    installed.forEach(catalog::areInstalled);
    returned.problems().forEach(problem -> frame.warn(problem.code(), problem.sentence()));
  }

  @Override
  public List<Entry> arrived(MemberKey member, Set<Root> roots) {
    return catalog.entries(member, roots);
  }

  @Override
  public void installed(MemberKey member, Report report, List<Installed> installed) {
    frame.counters().archivesInstalled.add(report.installed());
    catalog.areInstalled(member, installed);
    tellHeld(member, quarantine.took(member, report.withheld()));
    warn(problems.installed(member, met(member, report)));
  }

  @Override
  public void added(MemberKey member, List<String> at, Report report, List<Installed> installed) {
    frame.counters().archivesInstalled.add(report.installed());
    catalog.areInstalled(member, at, installed);
    tellHeld(member, quarantine.took(member, at, report.withheld()));
    Set<String> where = at.stream().map(place -> where(member, place)).collect(Collectors.toSet());
    warn(problems.installed(member, where, met(member, report)));
  }

  @Override
  public Optional<Barred> barred() {
    return shell
        .get()
        .filter(_ -> !quarantine.words().barredRoots().isEmpty())
        .map(in -> new Barred(in, quarantine.words()));
  }

  @Override
  public void withdrawn(Report report) {
    if (report.removed() > 0) {
      frame.warn(
          "CONTENT_WITHDRAWN",
          (report.removed() == 1 ? "1 file was" : report.removed() + " files were")
              + " taken out of the install folder, because what was in there is recalled or"
              + " rejected; 'sync mods' lists it. Restart a game that had it loaded.");
    }
    List<Problem> met =
        report.problems().stream()
            .map(one -> new Problem(one.code(), SafeText.of(one.place()), one.sentence()))
            .toList();
    warn(problems.withdrawn(met));
  }

  /// One notice, however many there are.
  private void tellHeld(MemberKey member, List<Withheld> held) {
    if (held.isEmpty()) {
      return;
    }
    Set<Root> roots = held.stream().map(Withheld::root).collect(Collectors.toSet());
    String first = "\"" + SafeText.of(held.getFirst().place()) + "\"";
    frame.warn(
        "ARCHIVES_HELD",
        first
            + (roots.size() == 1 ? "" : " and " + (roots.size() - 1) + " more")
            + " of "
            + use.name(member)
            + " came and "
            + (roots.size() == 1 ? "is" : "are")
            + " held: "
            + held.getFirst().decision().sentence()
            + ". 'sync quarantine list' shows what waits for you.");
  }

  private List<Problem> met(MemberKey member, Report report) {
    return report.problems().stream()
        .map(one -> new Problem(one.code(), where(member, one.place()), one.sentence()))
        .toList();
  }

  private String where(MemberKey member, String place) {
    return use.name(member) + ": " + place;
  }

  private void warn(List<Problem> fresh) {
    fresh.forEach(problem -> frame.warn(problem.code(), problem.sentence()));
  }
}
