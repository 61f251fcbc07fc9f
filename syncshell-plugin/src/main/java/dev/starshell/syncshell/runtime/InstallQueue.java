package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.library.InstallPort;
import java.io.InterruptedIOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Members whose installed files may not be as they should be, dealt with one after another by one
/// thread, `install-0`. What becomes due while a member is dealt with is done in one go afterwards.
/// Belongs to the shell's loop.
final class InstallQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InstallQueue.class);

  private final ShellFrame frame;
  private final InstallUse use;
  private final Workers thread;
  private final Set<MemberKey> due = new LinkedHashSet<>();
  private final Set<MemberKey> removing = new HashSet<>();
  private boolean busy;

  /// Where jobs come from and results go to, on the loop.
  interface InstallUse {
    /// What is to be installed of a member now; empty when it offers nothing.
    Optional<InstallPort.Job> job(MemberKey member, boolean removalsConfirmed);

    /// Takes what came of a job.
    ///
    /// @param installed everything that the journal has of the member afterwards
    void installed(MemberKey member, InstallPort.Report report, List<Installed> installed);
  }

  InstallQueue(ShellFrame frame, InstallUse use) {
    this.frame = frame;
    this.use = use;
    this.thread = new Workers("install", 1, frame.mishap());
  }

  /// Also deletes what the member does not offer any more: a person has asked for it.
  void addRemoving(MemberKey member) {
    removing.add(member);
    add(member);
  }

  void add(MemberKey member) {
    due.add(member);
    next();
  }

  boolean isIdle() {
    return !busy && due.isEmpty();
  }

  private void next() {
    while (!busy && !due.isEmpty()) {
      MemberKey member = due.iterator().next();
      due.remove(member);
      use.job(member, removing.contains(member))
          .ifPresent(job -> {
            removing.remove(member);
            busy = true;
            thread.post(0, () -> carryOut(member, job));
          });
    }
  }

  private void carryOut(MemberKey member, InstallPort.Job job) {
    try {
      InstallPort.Report report = frame.parts().installs().apply(job);
      List<Installed> installed = frame.parts().journal().installed(member);
      frame.loop().post(() -> done(() -> use.installed(member, report, installed)));
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
