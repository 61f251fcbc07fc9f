package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.control.LibrariesView.Problem;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.journal.LookBook.Look;
import dev.starshell.syncshell.journal.LookBook.Verdict;
import dev.starshell.syncshell.library.InstallPort.Altered;
import dev.starshell.syncshell.library.InstallPort.Looked;
import dev.starshell.syncshell.library.InstallPort.Unread;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.text.SafeText;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has installed files looked at from time to time, so that one that was changed behind our back is
/// found without anybody asking. What is found stays where it is: it may be a person's own work.
/// Belongs to the shell's loop; the looks have a thread of their own, `look-0`.
final class InstallWatch implements AutoCloseable {
  /// The stable code of what it tells.
  static final String ALTERED = "CONTENT_CHANGED";

  /// How soon after a change of what is installed, while something is wrong.
  private static final Duration SOON = Duration.ofSeconds(10);

  /// Most lines in the audit trail of one look, and most problems that are listed.
  private static final int TOLD_MAX = 100;

  /// A whole path is needed to find the file.
  private static final int PATH_POINTS_MAX = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(InstallWatch.class);

  private final ShellFrame frame;
  private final Supplier<Optional<ShellId>> shell;
  private final InstallQueue installs;
  private final Function<MemberKey, String> names;
  private final Workers thread;
  private final CountDownLatch end = new CountDownLatch(1);
  private List<Altered> altered = List.of();
  private boolean busy;

  /// Whether another look is wanted as soon as this one is over.
  private boolean again;

  private record LookTimer() {}

  /// @param shell the one that this member is in
  InstallWatch(
      ShellFrame frame,
      Supplier<Optional<ShellId>> shell,
      InstallQueue installs,
      Function<MemberKey, String> names) {
    this.frame = frame;
    this.shell = shell;
    this.installs = installs;
    this.names = names;
    installs.after(this::changed);
    this.thread = new Workers("look", 1, frame.mishap());
  }

  /// A shell was entered.
  void begin() {
    later(Duration.ZERO);
  }

  /// An installation has changed something: what was wrong may be right again.
  private void changed() {
    if (!altered.isEmpty()) {
      later(SOON);
    }
  }

  void leave() {
    altered = List.of();
    frame.timers().stop(new LookTimer());
  }

  private void later(Duration after) {
    frame.timers().start(new LookTimer(), after, () -> frame.loop().post(this::look));
  }

  /// Looks at everything that is installed, unless a look is under way.
  void look() {
    Optional<ShellId> in = shell.get();
    again = busy;
    if (in.isPresent() && !busy) {
      busy = true;
      thread.post(0, () -> look(in.get()));
    }
  }

  /// On the thread of the looks.
  private void look(ShellId in) {
    Optional<Looked> looked = Optional.empty();
    try {
      long from = System.nanoTime();
      looked = Optional.of(frame.parts().installs().look(in, this::pace));
      LOG.debug(
          "installed files looked at files={} read={} altered={} millis={}",
          looked.get().files(),
          looked.get().read(),
          looked.get().altered().size(),
          (System.nanoTime() - from) / 1_000_000);
      warn(looked.get().unread());
    } catch (InterruptedIOException e) {
      LOG.debug("look at installed files stopped", e);
    } catch (IOException | RuntimeException | Error e) {
      // Errors as well: otherwise nothing is looked at until the next start.
      LOG.error("installed files not looked at, tried again in {}", Limits.INSTALLED_LOOK_SPAN, e);
    }
    Optional<Looked> found = looked;
    frame.loop().post(() -> took(in, found));
  }

  private static void warn(Unread unread) {
    if (unread.count() > 0) {
      LOG.warn(
          "installed files not readable, what was found before stays count={} first={}",
          unread.count(),
          unread.first());
    }
  }

  /// Waits so long that all shells of the home together do not read faster than they may.
  private void pace(int bytes) throws InterruptedIOException {
    long nanos = bytes == 0 ? 0 : frame.looks().take(bytes);
    try {
      if (end.await(nanos, TimeUnit.NANOSECONDS)) {
        throw new InterruptedIOException("the shell is ending");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    }
  }

  private void took(ShellId in, Optional<Looked> looked) {
    boolean isAsked = false;
    try {
      if (shell.get().equals(Optional.of(in)) && looked.isPresent()) {
        isAsked = took(in, looked.get().altered());
      }
    } finally {
      if (!isAsked) {
        done();
      }
    }
  }

  /// @return whether it is asked about once more before the look is over
  private boolean took(ShellId in, List<Altered> found) {
    if (found.isEmpty()) {
      altered = List.of();
      return false;
    }
    // Where installations are made: none is under way then that could be what was seen.
    installs.run(
        () -> {
          List<Altered> standing = frame.parts().installs().standing(in, found);
          return () -> stands(in, standing);
        },
        this::done);
    return true;
  }

  private void stands(ShellId in, List<Altered> standing) {
    try {
      if (shell.get().equals(Optional.of(in))) {
        altered = standing;
        tell(standing.stream().filter(Altered::isNew).toList());
      }
    } finally {
      done();
    }
  }

  private void done() {
    busy = false;
    if (shell.get().isPresent()) {
      later(again ? SOON : Limits.INSTALLED_LOOK_SPAN);
    }
    again = false;
  }

  private void tell(List<Altered> fresh) {
    if (fresh.isEmpty()) {
      return;
    }
    for (Altered one : fresh.subList(0, Math.min(TOLD_MAX, fresh.size()))) {
      Look look = one.look();
      frame
          .audit()
          .add(
              ALTERED,
              look.owner(),
              SafeText.of(look.path()) + " " + look.verdict() + " " + look.root());
    }
    if (fresh.size() > TOLD_MAX) {
      frame.audit().add(ALTERED, frame.self(), (fresh.size() - TOLD_MAX) + " files more");
    }
    List<Look> looks = fresh.stream().map(Altered::look).toList();
    frame.facts().write(journal -> journal.looks().keep(looks), () -> {});
    Altered first = fresh.stream().filter(Altered::hasCode).findFirst().orElse(fresh.getFirst());
    frame.warn(
        ALTERED,
        (fresh.size() == 1 ? "" : fresh.size() + " installed files are not as they were. ")
            + sentence(first)
            + (fresh.size() == 1 ? "" : " 'sync libraries' lists them."));
  }

  /// How many installed files are not what was installed.
  int count() {
    return altered.size();
  }

  /// What was found where an archive of a member is recorded as installed; empty if that lies
  /// there.
  Optional<Verdict> verdict(MemberKey owner, Root root) {
    return altered.stream()
        .map(Altered::look)
        .filter(look -> look.owner().equals(owner) && look.root().equals(root))
        .map(Look::verdict)
        .findFirst();
  }

  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    for (Altered one : altered.subList(0, Math.min(TOLD_MAX, altered.size()))) {
      String where = names.apply(one.look().owner()) + ": " + SafeText.of(one.look().path());
      problems.add(new Problem(ALTERED, where, sentence(one)));
    }
    if (altered.size() > TOLD_MAX) {
      problems.add(
          new Problem(
              ALTERED,
              "",
              (altered.size() - TOLD_MAX) + " more installed files are not as they were."));
    }
    return problems;
  }

  private String sentence(Altered one) {
    String name = "\"" + SafeText.of(one.look().path()) + "\"";
    String pull =
        "'sync pull " + names.apply(one.look().owner()) + "' brings back what was installed";
    String file = SafeText.of(one.file(), PATH_POINTS_MAX);
    return switch (one.look().verdict()) {
      case AS_INSTALLED -> name + " is what was installed.";
      case CHANGED ->
          name
              + " has other bytes than were installed. If that was you, nothing needs to be done: it"
              + " is left alone. If not, "
              + (one.hasCode() ? "it has code in it that can do harm: start no game, and " : "")
              + "delete it; "
              + pull
              + ". It lies at "
              + file;
      case REPLACED ->
          name
              + " is a link, a folder or a special file now, or a folder on its way is. It is not"
              + " followed. Move it away; "
              + pull
              + ". It lies at "
              + file;
      case GONE ->
          name
              + " is not there any more. "
              + pull
              + "; 'sync quarantine reject' keeps an archive away for good.";
    };
  }

  @Override
  public void close() {
    end.countDown();
    thread.close();
  }
}
