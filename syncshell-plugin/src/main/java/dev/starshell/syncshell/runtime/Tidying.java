package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.recovery.PartialArchive;
import dev.starshell.syncshell.store.ArchiveStore;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Frees room of the store, which all shells of the home share: on request archives that no shell
/// needs any more, and by itself what is left of archives that no shell wants any more. Thread:
/// any; what concerns a shell's state is asked of its loop.
final class Tidying {
  /// How often partial archives are looked at.
  static final Duration SPAN = Duration.ofHours(1);

  /// How soon after a change of what is wanted.
  static final Duration SOON = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(Tidying.class);

  private final Journal journal;
  private final ArchiveStore store;
  private final Supplier<List<ShellRuntime>> shells;

  /// @param journal the home's
  Tidying(Journal journal, ArchiveStore store, Supplier<List<ShellRuntime>> shells) {
    this.journal = journal;
    this.store = store;
    this.shells = shells;
  }

  /// Deletes from the store what came from members and is not offered, not installed and in no
  /// version that can be gone back to.
  Answer<String> clean() {
    try {
      Map<Root, Long> unused = journal.archives().unused();
      Set<Root> gone = new HashSet<>(unused.keySet());
      try {
        leaveWhatIsOffered(gone);
      } catch (IllegalStateException e) {
        LOG.warn("store not cleaned, a shell does not answer", e);
        return Answer.no(
            "SHELL_BUSY",
            "A shell is just ending or too busy to say what it needs, so nothing was freed. Try"
                + " again in a minute; the log has the cause.");
      }
      long freed = store.discard(gone);
      journal.archives().forgetBrought(gone);
      for (ShellRuntime shell : shells.get()) {
        shell.frame().loop().post(() -> areGone(shell.sync(), gone));
      }
      LOG.info("store cleaned archives={} bytes={}", gone.size(), freed);
      return Answer.ok(
          gone.isEmpty()
              ? "Nothing to free: everything in the store is offered, installed or in a version"
                  + " that can be gone back to."
              : String.format(
                  Locale.ROOT,
                  "%d archives are gone from the store, %.1f MB. Installed files keep theirs.",
                  gone.size(),
                  freed / 1e6));
    } catch (IOException e) {
      return Answers.stateFailed(e);
    }
  }

  private void leaveWhatIsOffered(Set<Root> gone) {
    // Once to know what all agree on, and once more so that no shell counts on what is going.
    for (int look = 0; look < 2; look++) {
      for (ShellRuntime shell : shells.get()) {
        Set<Root> asked = Set.copyOf(gone);
        gone.retainAll(shell.frame().loop().ask(() -> shell.sync().catalog().areGone(asked)));
      }
    }
  }

  /// On the shell's loop. Somebody may offer one of them since the shell was asked, and the store
  /// have said that it is here.
  static void areGone(ShellSync sync, Set<Root> gone) {
    sync.presence().areGone(gone);
    Set<Root> offered = new HashSet<>(gone);
    offered.retainAll(sync.catalog().offered());
    sync.askPresence(offered);
  }

  /// The store has given these up: every shell asks for them as if they had never come.
  void areLost(Set<Root> lost) {
    for (ShellRuntime shell : shells.get()) {
      shell
          .frame()
          .loop()
          .post(() -> {
            shell.sync().presence().areLost(lost);
            shell.sync().askPresence(lost);
          });
    }
  }

  /// Drops partial archives that no shell wants any more.
  void dropUnwanted() {
    Set<Root> wanted = new HashSet<>();
    try {
      for (ShellRuntime shell : shells.get()) {
        wanted.addAll(shell.frame().loop().ask(() -> wanted(shell)));
      }
    } catch (IllegalStateException e) {
      LOG.warn("partial archives not looked at, a shell does not answer; again in an hour", e);
      return;
    }
    try {
      store.dropPartialExcept(wanted);
    } catch (IOException e) {
      LOG.warn("partial archives not dropped, tried again in an hour", e);
    }
  }

  private static Set<Root> wanted(ShellRuntime shell) {
    Catalog catalog = shell.sync().catalog();
    // What the quota keeps away, or a person was not asked about, is not kept in part either.
    Set<Root> wanted =
        new HashSet<>(
            shell.sync().presence().isSettled() ? catalog.missing() : catalog.questionable());
    shell
        .recoveries()
        .sessions()
        .forEach(
            session -> session.partials().stream().map(PartialArchive::root).forEach(wanted::add));
    return wanted;
  }
}
