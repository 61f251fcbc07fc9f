package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.library.InstallPort;
import dev.starshell.syncshell.manifest.Entry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is to be installed of which member, done by one thread, `install-0`. What becomes due while
/// it is busy is done in one go afterwards. Belongs to the shell's loop.
final class InstallQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InstallQueue.class);

  private final ShellFrame frame;
  private final InstallUse use;
  private final Workers thread;

  /// Members that are due, and their archives that arrived: of a member that is due as a whole,
  /// none.
  private final Map<MemberKey, Set<Root>> due = new LinkedHashMap<>();

  private final Set<MemberKey> whole = new HashSet<>();
  private final Set<MemberKey> removing = new HashSet<>();
  private boolean busy;

  /// Where jobs come from and results go to, on the loop.
  interface InstallUse {
    /// What is to be installed of a member now; empty when it offers nothing.
    Optional<InstallPort.Job> job(MemberKey member, boolean removalsConfirmed);

    /// Where the member offers these archives, of those that are wanted and here.
    List<Entry> arrived(MemberKey member, Set<Root> roots);

    /// Takes what came of a job.
    ///
    /// @param installed everything that the journal has of the member afterwards
    void installed(MemberKey member, InstallPort.Report report, List<Installed> installed);

    /// Takes what came of archives that arrived.
    ///
    /// @param at where they belong
    /// @param installed what the journal has of the member there
    void added(
        MemberKey member, List<String> at, InstallPort.Report report, List<Installed> installed);
  }

  InstallQueue(ShellFrame frame, InstallUse use) {
    this.frame = frame;
    this.use = use;
    this.thread = new Workers("install", 1, frame.mishap());
  }

  /// Everything of a member is to be as it offers it.
  void add(MemberKey member) {
    whole.add(member);
    due.put(member, Set.of());
    next();
  }

  /// The same, and what the member does not offer any more is deleted: a person has asked for it.
  void addRemoving(MemberKey member) {
    removing.add(member);
    add(member);
  }

  /// Archives of a member arrived; the rest of what it offers is left alone.
  void add(MemberKey member, Set<Root> arrived) {
    if (!whole.contains(member)) {
      due.computeIfAbsent(member, _ -> new HashSet<>()).addAll(arrived);
    }
    next();
  }

  boolean isIdle() {
    return !busy && due.isEmpty();
  }

  private void next() {
    while (!busy && !due.isEmpty()) {
      MemberKey member = due.keySet().iterator().next();
      Set<Root> roots = Optional.ofNullable(due.remove(member)).orElse(Set.of());
      boolean isWhole = whole.remove(member);
      Optional<InstallPort.Job> job = use.job(member, isWhole && removing.remove(member));
      if (job.isPresent() && isWhole) {
        begin(member, () -> bringInLine(member, job.get()), job.get());
      } else if (job.isPresent()) {
        List<Entry> arrived = use.arrived(member, roots);
        begin(member, () -> addArrived(member, job.get(), arrived), job.get());
      }
    }
  }

  private void begin(MemberKey member, Work work, InstallPort.Job job) {
    busy = true;
    thread.post(0, () -> carryOut(member, work, job));
  }

  /// What the thread does.
  private interface Work {
    /// @return how to tell the loop what came of it
    Runnable carryOut() throws IOException;
  }

  private Runnable bringInLine(MemberKey member, InstallPort.Job job) throws IOException {
    InstallPort.Report report = frame.parts().installs().apply(job);
    List<Installed> installed = frame.parts().journal().installed(member);
    return () -> use.installed(member, report, installed);
  }

  private Runnable addArrived(MemberKey member, InstallPort.Job job, List<Entry> arrived)
      throws IOException {
    InstallPort.Report report = frame.parts().installs().add(job, arrived);
    List<String> at = arrived.stream().map(Entry::place).toList();
    List<Installed> installed = frame.parts().journal().installed(member, at);
    return () -> use.added(member, at, report, installed);
  }

  private void carryOut(MemberKey member, Work work, InstallPort.Job job) {
    try {
      Runnable tell = work.carryOut();
      frame.loop().post(() -> done(tell));
    } catch (InterruptedIOException e) {
      LOG.info("installing stopped with the shell member={}", member, e);
    } catch (Throwable e) {
      // Errors as well: what one member offers must not end installing for all.
      LOG.error("installing failed member={}", member, e);
      frame.loop().post(() -> done(() -> failed(job)));
    }
  }

  private void failed(InstallPort.Job job) {
    frame.warn(
        "INSTALL_FAILED",
        "What "
            + job.ownerName().text()
            + " shares could not be installed; the log has the cause. It is tried again with the"
            + " next change.");
  }

  private void done(Runnable tell) {
    busy = false;
    try {
      tell.run();
    } finally {
      next();
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
