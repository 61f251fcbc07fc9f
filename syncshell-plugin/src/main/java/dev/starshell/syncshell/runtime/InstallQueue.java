package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.library.InstallPort;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.quarantine.Words;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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

  /// Older sets that people ask for, before all that is due.
  private final Deque<Asked> asked = new ArrayDeque<>();

  /// What must not run beside an installation.
  private final Deque<Errand> errands = new ArrayDeque<>();

  /// Whether what is under way is one of them.
  private boolean errandBusy;

  private Runnable after = () -> {};
  private boolean withdrawing;

  /// A withdrawal failed: it comes again before what is due next.
  private boolean owed;

  /// Whether people know that.
  private boolean owedTold;

  /// Members of whom people know that nothing can be installed.
  private final Set<MemberKey> stuck = new HashSet<>();

  private boolean busy;

  /// While an older set is held, nothing newer is installed.
  private boolean held;

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

    /// What must not be installed any more; empty if there is nothing.
    Optional<Barred> barred();

    /// What is needed to bring an older set back; empty in no shell.
    Optional<InstallPort.Back> back(long version);

    /// Takes what came of that.
    ///
    /// @param installed everything that the journal has of the members it was about
    void wentBack(InstallPort.Returned returned, Map<MemberKey, List<Installed>> installed);

    /// Takes what came of a withdrawal.
    void withdrawn(InstallPort.Report report);
  }

  /// Somebody who wants an older set.
  ///
  /// @param then hears on the loop what came of it; empty if it failed
  private record Asked(long version, Consumer<Optional<InstallPort.Returned>> then) {}

  private record Errand(Work work, Runnable failed) {}

  /// What must not be in the folder.
  record Barred(ShellId shell, Words words) {}

  InstallQueue(ShellFrame frame, InstallUse use) {
    this.frame = frame;
    this.use = use;
    this.thread = new Workers("install", 1, frame.mishap());
  }

  /// Everything of a member is to be as it offers it.
  void add(MemberKey member) {
    withdrawWhatIsOwed();
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
    withdrawWhatIsOwed();
    if (!whole.contains(member)) {
      due.computeIfAbsent(member, _ -> new HashSet<>()).addAll(arrived);
    }
    next();
  }

  /// What people have barred is taken out of the folder, before anything else is done.
  void withdraw() {
    withdrawing = true;
    next();
  }

  private void withdrawWhatIsOwed() {
    withdrawing |= owed;
    owed = false;
  }

  /// Brings an older set back. What is due waits.
  ///
  /// @param then hears on the loop what came of it; empty if it failed
  void goBack(long version, Consumer<Optional<InstallPort.Returned>> then) {
    asked.add(new Asked(version, then));
    next();
  }

  /// Hears of the end of each installation.
  void after(Runnable then) {
    after = then;
  }

  /// Has something done while no installation is under way.
  ///
  /// @param failed hears on the loop that it failed; the log has the cause
  void run(Work work, Runnable failed) {
    errands.add(new Errand(work, failed));
    next();
  }

  /// Whether nothing newer is to be installed. What is barred goes all the same.
  void hold(boolean now) {
    held = now;
    next();
  }

  boolean isIdle() {
    return !busy && !withdrawing && asked.isEmpty() && (held || due.isEmpty());
  }

  private void next() {
    if (!busy && withdrawing) {
      withdrawing = false;
      use.barred().ifPresent(barred -> begin(() -> withdraw(barred), this::notWithdrawn));
    }
    if (!busy && !errands.isEmpty()) {
      Errand errand = errands.remove();
      errandBusy = true;
      begin(errand.work(), errand.failed());
    }
    while (!busy && !asked.isEmpty()) {
      Asked one = asked.remove();
      Optional<InstallPort.Back> back = use.back(one.version());
      if (back.isPresent()) {
        begin(() -> goBack(back.get(), one.then()), () -> one.then().accept(Optional.empty()));
      } else {
        one.then().accept(Optional.empty());
      }
    }
    while (!busy && !held && !due.isEmpty()) {
      MemberKey member = due.keySet().iterator().next();
      Set<Root> roots = Optional.ofNullable(due.remove(member)).orElse(Set.of());
      boolean isWhole = whole.remove(member);
      Optional<InstallPort.Job> job = use.job(member, isWhole && removing.remove(member));
      if (job.isPresent() && isWhole) {
        begin(() -> bringInLine(member, job.get()), () -> failed(job.get()));
      } else if (job.isPresent()) {
        List<Entry> arrived = use.arrived(member, roots);
        begin(() -> addArrived(member, job.get(), arrived), () -> failed(job.get()));
      }
    }
  }

  private void begin(Work work, Runnable failed) {
    busy = true;
    thread.post(0, () -> carryOut(work, failed));
  }

  /// What the thread does.
  interface Work {
    /// @return how to tell the loop what came of it
    Runnable carryOut() throws IOException;
  }

  private Runnable bringInLine(MemberKey member, InstallPort.Job job) throws IOException {
    InstallPort.Report report = frame.parts().installs().apply(job);
    List<Installed> installed = frame.parts().journal().installed(member);
    return () -> {
      stuck.remove(member);
      use.installed(member, report, installed);
    };
  }

  private Runnable addArrived(MemberKey member, InstallPort.Job job, List<Entry> arrived)
      throws IOException {
    InstallPort.Report report = frame.parts().installs().add(job, arrived);
    List<String> at = arrived.stream().map(Entry::place).toList();
    List<Installed> installed = frame.parts().journal().installed(member, at);
    return () -> {
      stuck.remove(member);
      use.added(member, at, report, installed);
    };
  }

  private Runnable goBack(InstallPort.Back back, Consumer<Optional<InstallPort.Returned>> then)
      throws IOException {
    InstallPort.Returned returned = frame.parts().installs().rollback(back);
    Map<MemberKey, List<Installed>> installed = new HashMap<>();
    for (MemberKey member : returned.members()) {
      installed.put(member, frame.parts().journal().installed(member));
    }
    return () -> {
      use.wentBack(returned, installed);
      then.accept(Optional.of(returned));
    };
  }

  private Runnable withdraw(Barred barred) throws IOException {
    InstallPort.Report report = frame.parts().installs().withdraw(barred.shell(), barred.words());
    return () -> {
      owedTold = false;
      use.withdrawn(report);
    };
  }

  private void carryOut(Work work, Runnable failed) {
    try {
      Runnable tell = work.carryOut();
      frame.loop().post(() -> done(tell));
    } catch (InterruptedIOException e) {
      LOG.info("installing stopped with the shell", e);
    } catch (Throwable e) {
      // Errors as well: what one member offers must not end installing for all.
      LOG.error("installing failed", e);
      frame.loop().post(() -> done(failed));
    }
  }

  private void notWithdrawn() {
    owed = true;
    if (owedTold) {
      return;
    }
    owedTold = true;
    frame.warn(
        "INSTALL_FAILED",
        "What was recalled or rejected could not be taken out of the install folder; the log has"
            + " the cause. It is tried again with the next change, and at the next start.");
  }

  /// Said once until something of the member could be installed again; the log has each failure.
  private void failed(InstallPort.Job job) {
    if (!stuck.add(job.owner())) {
      return;
    }
    frame.warn(
        "INSTALL_FAILED",
        "What "
            + job.ownerName().text()
            + " shares could not be installed; the log has the cause. It is tried again with the"
            + " next change.");
  }

  private void done(Runnable tell) {
    boolean isInstallation = !errandBusy;
    busy = false;
    errandBusy = false;
    try {
      tell.run();
      if (isInstallation) {
        after.run();
      }
    } finally {
      next();
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
