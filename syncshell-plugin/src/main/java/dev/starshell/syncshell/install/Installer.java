package dev.starshell.syncshell.install;

import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.install.InstallTree.Renames;
import dev.starshell.syncshell.journal.InstallBook.Bounds;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.library.InstallPort;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.quarantine.Words;
import dev.starshell.syncshell.store.ArchiveStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Puts received archives under `<folder>/<shell>/<member>/<library>/<path>`. Why it links instead
/// of copying: docs/decisions/0009-install-by-hard-link.md.
///
/// - A file appears whole, in one step, and only over nothing or over what was installed before.
/// - A file that somebody else made or changed is never touched: the archive is installed next to
///   it.
/// - An archive that the gate refuses or holds is not installed, and what was installed before it
///   stays, unless people have barred that as well.
/// - What one call changes, it changes as one installation: after a crash or a file that is held
///   open it is all there or not at all. Why and how: docs/decisions/0015-install-transactions.md.
/// - Each installation is a part of a version of the installed set, and older sets can be brought
///   back. Doing the same twice does nothing the second time.
///
/// Thread: any platform thread, one at a time for each installer; methods wait for the disk.
public final class Installer {
  /// What is kept of the past unless said otherwise: 20 versions, 16 GiB.
  public static final Bounds HISTORY = new Bounds(20, 16L << 30);

  /// How often places are looked at again because somebody else is at work there.
  private static final int TRIES_MAX = 4;

  private final ArchiveStore store;
  private final Journal journal;
  private final Path folder;
  private final ArchiveGate gate;
  private final Bounds bounds;
  private final Renames renames;
  private final Settlement settlement;

  private Installer(
      ArchiveStore store,
      Journal journal,
      Path folder,
      ArchiveGate gate,
      Bounds bounds,
      Renames renames) {
    this.store = store;
    this.journal = journal;
    this.folder = folder;
    this.gate = gate;
    this.bounds = bounds;
    this.renames = renames;
    this.settlement = new Settlement(journal, new StoredContent(store), bounds);
  }

  /// Opens the install folder, making it if it is not there.
  ///
  /// @param forbidden folders that it must not lie in nor have in it: the store, the plugin's data,
  ///   shared libraries
  /// @throws InstallFolderException `FOLDER_UNSAFE` if it is one of these or a root; nothing was
  ///   made
  public static Installer open(
      ArchiveStore store, Journal journal, Path folder, List<Path> forbidden) throws IOException {
    Path wanted = folder.toAbsolutePath().normalize();
    if (wanted.getParent() == null) {
      throw new InstallFolderException(
          "The install folder is " + wanted + ", a whole disk. Choose a folder of its own.");
    }
    Path real = real(wanted);
    for (Path other : forbidden) {
      Path otherReal = real(other.toAbsolutePath().normalize());
      if (real.startsWith(otherReal) || otherReal.startsWith(real)) {
        throw new InstallFolderException(
            "The install folder "
                + wanted
                + " and "
                + other
                + " lie in each other. Choose a folder of its own.");
      }
    }
    Files.createDirectories(real);
    return new Installer(
        store, journal, real.toRealPath(), ArchiveGate.OPEN, HISTORY, Renames.OF_DISK);
  }

  /// The same installer, which has every archive examined before it is put anywhere.
  public Installer guardedBy(ArchiveGate newGate) {
    return new Installer(store, journal, folder, newGate, bounds, renames);
  }

  /// The same installer, which keeps so much of the past.
  public Installer keeping(Bounds newBounds) {
    return new Installer(store, journal, folder, gate, newBounds, renames);
  }

  /// The same installer on a disk that renames in its own way.
  Installer renaming(Renames newRenames) {
    return new Installer(store, journal, folder, gate, bounds, newRenames);
  }

  /// The install folder, without links in its path.
  public Path folder() {
    return folder;
  }

  /// Brings what is installed of one member in line with what the member offers.
  ///
  /// @return what was done; a file that failed is in its problems
  /// @throws IOException if the journal fails, the member's folder cannot be made, or what was left
  ///   open cannot be taken back; files may have been installed, and the next call takes them back
  public InstallReport apply(InstallJob job, InstallSettings settings) throws IOException {
    InstallTree tree = tree();
    settlement.settleOwn(tree);
    InstallRun run = run(tree, job, InstallLedger.whole(journal, job.owner()));
    return carriedOut(
        tree,
        job,
        run,
        () -> {
          run.install(job.offered());
          run.removeAll(settings);
        });
  }

  private InstallTree tree() {
    return new InstallTree(folder, renames);
  }

  /// What is done before anything changes.
  private interface Preparation {
    void prepare() throws IOException;
  }

  private InstallReport carriedOut(
      InstallTree tree, InstallJob job, InstallRun run, Preparation preparation)
      throws IOException {
    Set<String> taken = committed(run, preparation);
    InstallReport report = run.finished();
    for (int tries = 1; !taken.isEmpty() && tries < TRIES_MAX; tries++) {
      List<Entry> again = entriesAt(job, taken);
      InstallRun next = run(tree, job, InstallLedger.whole(journal, job.owner()));
      taken = committed(next, () -> next.install(again));
      report = report.with(next.finished());
    }
    return report;
  }

  private Set<String> committed(InstallRun run, Preparation preparation) throws IOException {
    try {
      preparation.prepare();
    } catch (IOException | RuntimeException e) {
      run.discard();
      throw e;
    }
    return run.commit(settlement);
  }

  private static List<Entry> entriesAt(InstallJob job, Set<String> places) {
    return job.offered().stream()
        .filter(entry ->
            places.contains(entry.place())
                || ConflictName.all(entry.place(), job.ownerName()).stream()
                    .anyMatch(places::contains))
        .toList();
  }

  /// Puts archives that arrived where the member offers them, and looks at nothing else: what it
  /// costs does not grow with the member's libraries.
  ///
  /// @param arrived entries of the job's
  /// @throws IOException as [#apply]
  public InstallReport add(InstallJob job, List<Entry> arrived) throws IOException {
    InstallTree tree = tree();
    settlement.settleOwn(tree);
    List<String> places = new ArrayList<>();
    for (Entry entry : arrived) {
      places.add(entry.place());
      places.addAll(ConflictName.all(entry.place(), job.ownerName()));
    }
    InstallRun part = run(tree, job, InstallLedger.of(journal, job.owner(), places));
    // What is there may be ours under another name, of which nothing was read.
    InstallRun run =
        arrived.stream().anyMatch(part::isInTheWay)
            ? run(tree, job, InstallLedger.whole(journal, job.owner()))
            : part;
    return carriedOut(tree, job, run, () -> run.install(arrived));
  }

  /// Brings an older set back. It changes nothing about what is installed later: whoever asks holds
  /// that back.
  ///
  /// @throws IOException as [#apply]
  public RollbackReport rollback(RollbackOrder order) throws IOException {
    InstallTree tree = tree();
    settlement.settleOwn(tree);
    return new RollbackRun(store, journal, tree, new Inspection(store, gate), order)
        .carryOut(settlement);
  }

  /// Finishes or undoes what an earlier process was in the middle of. Call it once, before anything
  /// else.
  ///
  /// @throws IOException if the journal fails, or a file cannot be put back
  public Settled settle() throws IOException {
    InstallTree tree = tree();
    List<String> shells = InstallFolders.open(journal, tree).ofShells();
    return settlement.settleAll(tree, shells);
  }

  /// Takes out of the install folder what is recalled or rejected by now and was not changed here,
  /// whoever in the shell it came from. The store keeps it. Doing the same twice does nothing the
  /// second time.
  ///
  /// @throws IOException if the journal fails, or what was left open cannot be taken back; files
  ///   may be gone, and are forgotten the next time
  public WithdrawalReport withdraw(ShellId shell, Words words) throws IOException {
    InstallTree tree = tree();
    settlement.settleOwn(tree);
    return new Withdrawal(store, journal, tree, bounds).all(shell, words);
  }

  /// Looks whether installed files of a shell are what was installed. It changes no file, and may
  /// run beside every other method, on another thread.
  ///
  /// @param nowMillis wall-clock time
  /// @throws java.io.InterruptedIOException if the pace has stopped it
  public InstallPort.Looked look(ShellId shell, InstallPort.Pace pace, long nowMillis)
      throws IOException {
    return new InstalledLook(store, journal, tree(), pace, nowMillis).all(shell);
  }

  /// What of a look's findings still holds.
  public List<InstallPort.Altered> standing(ShellId shell, List<InstallPort.Altered> found)
      throws IOException {
    return InstalledLook.standing(journal, tree(), shell, found);
  }

  private InstallRun run(InstallTree tree, InstallJob job, InstallLedger ledger)
      throws IOException {
    String member =
        InstallFolders.open(journal, tree)
            .of(job.shell(), job.shellName(), job.owner(), job.ownerName());
    return new InstallRun(store, tree, ledger, job, member, new Inspection(store, gate));
  }

  /// Deletes what a crash has left half made. Call it once, before the first [#apply].
  ///
  /// @throws IOException if the folder cannot be looked through at all
  public void sweep() throws IOException {
    Files.walkFileTree(folder, new DraftSweep());
  }

  /// The real path as far as it exists.
  private static Path real(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent == null || Files.exists(path)) {
      return path.toRealPath();
    }
    return real(parent).resolve(parent.relativize(path));
  }
}
