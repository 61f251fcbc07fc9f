package dev.starshell.syncshell.install;

import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.quarantine.Words;
import dev.starshell.syncshell.store.ArchiveStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Puts received archives under `<folder>/<shell>/<member>/<library>/<path>`. Why it links instead
/// of copying: docs/decisions/0009-install-by-hard-link.md.
///
/// - A file appears whole, in one step, and only over nothing or over what was installed before.
/// - A file that somebody else made or changed is never touched: the archive is installed next to
///   it.
/// - An archive that the gate refuses or holds is not installed, and what was installed before it
///   stays, unless people have barred that as well.
/// - A file is recorded after it is durable; what a crash leaves unrecorded is recognised by its
///   content the next time. Doing the same twice does nothing the second time.
///
/// Thread: any platform thread, one at a time for each installer; methods wait for the disk.
public final class Installer {
  private final ArchiveStore store;
  private final Journal journal;
  private final Path folder;
  private final ArchiveGate gate;

  private Installer(ArchiveStore store, Journal journal, Path folder, ArchiveGate gate) {
    this.store = store;
    this.journal = journal;
    this.folder = folder;
    this.gate = gate;
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
    return new Installer(store, journal, real.toRealPath(), ArchiveGate.OPEN);
  }

  /// The same installer, which has every archive examined before it is put anywhere.
  public Installer guardedBy(ArchiveGate newGate) {
    return new Installer(store, journal, folder, newGate);
  }

  /// The install folder, without links in its path.
  public Path folder() {
    return folder;
  }

  /// Brings what is installed of one member in line with what the member offers.
  ///
  /// @return what was done; a file that failed is in its problems
  /// @throws IOException if the journal fails, or the member's folder cannot be made; files may
  ///   have been installed, and are found again the next time
  public InstallReport apply(InstallJob job, InstallSettings settings) throws IOException {
    InstallTree tree = new InstallTree(folder);
    InstallRun run = run(tree, job, InstallLedger.whole(journal, tree, job.owner()));
    run.install(job.offered());
    run.removeAll(settings);
    return run.finished();
  }

  /// Puts archives that arrived where the member offers them, and looks at nothing else: what it
  /// costs does not grow with the member's libraries.
  ///
  /// @param arrived entries of the job's
  /// @throws IOException as [#apply]
  public InstallReport add(InstallJob job, List<Entry> arrived) throws IOException {
    InstallTree tree = new InstallTree(folder);
    List<String> places = new ArrayList<>();
    for (Entry entry : arrived) {
      places.add(entry.place());
      places.addAll(ConflictName.all(entry.place(), job.ownerName()));
    }
    InstallRun run = run(tree, job, InstallLedger.of(journal, tree, job.owner(), places));
    if (arrived.stream().anyMatch(run::isInTheWay)) {
      // What is there may be ours under another name, of which nothing was read.
      run = run(tree, job, InstallLedger.whole(journal, tree, job.owner()));
    }
    run.install(arrived);
    return run.finished();
  }

  /// Takes out of the install folder what is recalled or rejected by now and was not changed here,
  /// whoever in the shell it came from. The store keeps it. Doing the same twice does nothing the
  /// second time.
  ///
  /// @throws IOException if the journal fails; files may be gone, and are forgotten the next time
  public WithdrawalReport withdraw(ShellId shell, Words words) throws IOException {
    return new Withdrawal(store, journal, new InstallTree(folder)).all(shell, words);
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
