package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.control.HistoryControl;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.journal.InstallBook.Change;
import dev.starshell.syncshell.journal.InstallBook.Version;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.library.InstallPort.Returned;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.SafeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// Answers what people ask about versions of the installed set, and holds an older one. Thread: a
/// virtual thread of the host for each request; what concerns the shell's state is asked of its
/// loop.
final class HistoryDesk implements HistoryControl {
  /// The journal's record of the version that is held.
  private static final String HELD = "install/held";

  private static final int CHANGES_MAX = 200;
  private static final int PATH_POINTS_MAX = 1_000;

  private final ShellRuntime shell;
  private final ShellFrame frame;

  /// What is held and was brought back, or was held when the process began: what a rollback that
  /// fails returns to. Once the shell runs, it and the two below belong to the thread of [Facts].
  private volatile OptionalLong proven = OptionalLong.empty();

  /// Number of what people asked for last: to go back, or to end that.
  private long asked;

  /// Number of what ended the last hold. What was asked for before it holds nothing any more.
  private long ended;

  HistoryDesk(ShellRuntime shell) {
    this.shell = shell;
    this.frame = shell.frame();
  }

  /// Goes on holding what the last process held. What it was in the middle of is done again: going
  /// back twice changes nothing. Comes after the shell was entered.
  ///
  /// @throws IOException if the journal cannot be read
  void load() throws IOException {
    OptionalLong held = held();
    proven = held;
    if (held.isPresent()) {
      frame
          .loop()
          .post(() -> {
            shell.sync().installs().hold(true);
            shell
                .sync()
                .installs()
                .goBack(held.getAsLong(), returned -> loaded(held.getAsLong(), returned));
            frame.warn(
                "INSTALL_HELD",
                "The installed set is held at version "
                    + held.getAsLong()
                    + ": what comes is kept and not installed. 'sync rollback --end' goes on.");
          });
    }
  }

  /// On the loop. What is held is held all the same, until a person says otherwise.
  private void loaded(long version, Optional<Returned> returned) {
    if (shell.shellId().isPresent()
        && came(version, returned) instanceof Answer.No<String>(String _, String sentence)) {
      frame.warn(
          "INSTALL_HELD",
          "The installed set is held, but may not be that of version "
              + version
              + ". "
              + sentence
              + " 'sync rollback --end' goes on.");
    }
  }

  private OptionalLong held() throws IOException {
    Optional<String> kept =
        frame
            .parts()
            .journal()
            .read(HELD)
            .map(bytes -> new String(bytes.toArray(), StandardCharsets.US_ASCII))
            .filter(text -> text.matches("\\d{1,18}"));
    return kept.isPresent() ? OptionalLong.of(Long.parseLong(kept.get())) : OptionalLong.empty();
  }

  @Override
  public Answer<Listing> list() {
    try {
      List<VersionView> versions =
          frame.parts().journal().installs().versions().stream()
              .map(version -> view(version, List.of()))
              .toList();
      return Answer.ok(new Listing(versions, held()));
    } catch (IOException e) {
      return Answers.stateFailed(e);
    }
  }

  @Override
  public Answer<VersionView> show(String written) {
    try {
      List<Version> versions = frame.parts().journal().installs().versions();
      OptionalLong number = number(written);
      Optional<Version> found =
          versions.stream()
              .filter(version -> number.isPresent() && version.number() == number.getAsLong())
              .findAny();
      if (found.isEmpty()) {
        return notKept(written, number, versions);
      }
      return Answer.ok(
          view(
              found.get(),
              frame.parts().journal().installs().changes(number.getAsLong(), CHANGES_MAX)));
    } catch (IOException e) {
      return Answers.stateFailed(e);
    }
  }

  private static OptionalLong number(String written) {
    return written.matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(written))
        : OptionalLong.empty();
  }

  private static <T> Answer<T> notKept(
      String written, OptionalLong number, List<Version> versions) {
    boolean isOld =
        number.isPresent()
            && !versions.isEmpty()
            && number.getAsLong() < versions.getLast().number();
    return isOld ? expired(number.getAsLong()) : unknown(written);
  }

  private static <T> Answer<T> unknown(String written) {
    return Answer.no(
        "VERSION_UNKNOWN",
        "There is no version '"
            + SafeText.of(written)
            + "' of the installed set. 'sync history' lists them.");
  }

  private static <T> Answer<T> expired(long number) {
    return Answer.no(
        "VERSION_EXPIRED",
        "Version "
            + number
            + " is too old and was forgotten. 'sync history' lists what is kept; history.versions"
            + " and history.size in host.yaml say how much that is.");
  }

  private VersionView view(Version version, List<Change> changes) {
    int all = version.added() + version.changed() + version.removed();
    return new VersionView(
        version.number(),
        Instant.ofEpochMilli(version.wallMillis()).toString(),
        version.cause().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        version.byName(),
        version.reference(),
        version.added(),
        version.changed(),
        version.removed(),
        version.addedBytes(),
        version.removedBytes(),
        changes.stream().map(this::view).toList(),
        changes.isEmpty() ? 0 : all - changes.size());
  }

  private ChangeView view(Change change) {
    return new ChangeView(
        change.before().isEmpty() ? "added" : change.after().isEmpty() ? "removed" : "changed",
        shell.name(change.owner()),
        SafeText.of(change.path(), PATH_POINTS_MAX),
        change.beforeBytes(),
        change.afterBytes());
  }

  // Going back

  @Override
  public Answer<String> rollback(Optional<String> written) {
    try {
      List<Version> versions = frame.parts().journal().installs().versions();
      return switch (meant(written, versions, held())) {
        case Answer.No<Long> no -> Answer.no(no.code(), no.sentence());
        case Answer.Ok<Long>(Long version) -> goBack(version);
      };
    } catch (IOException e) {
      return Answers.stateFailed(e);
    }
  }

  private Answer<Long> meant(Optional<String> written, List<Version> versions, OptionalLong held) {
    if (shell.shellId().isEmpty()) {
      return Answers.noShell();
    }
    if (written.isPresent()) {
      OptionalLong number = number(written.get());
      return number.isPresent() && isKept(number.getAsLong(), versions)
          ? Answer.ok(number.getAsLong())
          : notKept(written.get(), number, versions);
    }
    long newest = versions.isEmpty() ? 0 : versions.getFirst().number();
    long now = held.orElse(newest);
    Optional<Long> older =
        versions.stream().map(Version::number).filter(number -> number < now).findFirst();
    boolean isFirst = now >= 1 && !versions.isEmpty() && versions.getLast().number() == 1;
    if (older.isEmpty() && !isFirst) {
      return Answer.no(
          "HISTORY_EMPTY",
          "There is no older set to go back to. 'sync history' lists what is kept.");
    }
    return Answer.ok(older.orElse(0L));
  }

  private static boolean isKept(long number, List<Version> versions) {
    long newest = versions.isEmpty() ? 0 : versions.getFirst().number();
    long oldest = versions.isEmpty() ? 1 : versions.getLast().number();
    return number <= newest && (number >= oldest || (number == 0 && oldest == 1));
  }

  /// @param number among all that people asked for
  private record Wish(long number, long version) {}

  /// What is held is only written on the thread of [Facts], and the loop follows in the same order:
  /// whatever people ask for at once, both end up the same.
  private Answer<String> goBack(long version) {
    CompletableFuture<Answer<String>> done = new CompletableFuture<>();
    InstallQueue installs = shell.sync().installs();
    AtomicLong number = new AtomicLong();
    frame
        .facts()
        .attempt(
            _ -> {
              keep(OptionalLong.of(version));
              number.set(++asked);
            },
            failure -> {
              if (failure.isPresent()) {
                done.complete(Answers.stateFailed(failure.get()));
                return;
              }
              Wish wish = new Wish(number.get(), version);
              installs.hold(true);
              installs.goBack(version, returned -> tell(done, cameBack(wish, returned)));
            });
    try {
      return done.get(Answers.WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answers.interrupted();
    } catch (TimeoutException e) {
      Answer<String> meanwhile =
          Answer.ok("Going back to version " + version + ". 'sync history' shows when it is done.");
      return done.complete(meanwhile) ? meanwhile : done.join();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Whoever asked may not have waited so long: then a failure is told to everybody.
  private void tell(CompletableFuture<Answer<String>> done, Answer<String> answer) {
    if (!done.complete(answer) && answer instanceof Answer.No<String> no) {
      frame.warn(no.code(), no.sentence());
    }
  }

  private void keep(OptionalLong version) throws IOException {
    if (version.isEmpty()) {
      frame.parts().journal().remove(HELD);
      return;
    }
    byte[] written = Long.toString(version.getAsLong()).getBytes(StandardCharsets.US_ASCII);
    frame.parts().journal().put(HELD, Bytes.copyOf(written));
  }

  /// On the loop.
  private Answer<String> cameBack(Wish wish, Optional<Returned> returned) {
    Answer<String> answer = came(wish.version(), returned);
    if (answer instanceof Answer.Ok<String>) {
      frame.facts().write(_ -> prove(wish), () -> {});
      frame.audit().add("ROLLED_BACK", frame.self(), "to version " + wish.version());
      return answer;
    }
    frame
        .facts()
        .ask(
            _ -> restored(wish),
            now -> {
              if (now.isEmpty()) {
                goOn();
              }
            });
    return answer;
  }

  private static Answer<String> came(long version, Optional<Returned> returned) {
    if (returned.isEmpty()) {
      return failed(version);
    }
    return returned.get().code().isEmpty()
        ? Answer.ok(done(version, returned.get()))
        : refused(version, returned.get());
  }

  /// A set that was brought back is held, unless somebody has ended that meanwhile.
  private void prove(Wish wish) {
    if (wish.number() > ended) {
      proven = OptionalLong.of(wish.version());
    }
  }

  /// Holds again what was held before, unless somebody has asked for something else meanwhile.
  ///
  /// @return what is held now
  private OptionalLong restored(Wish wish) throws IOException {
    if (wish.number() != asked) {
      return held();
    }
    OptionalLong before = proven;
    keep(before);
    return before;
  }

  private void letGo(Journal journal) throws IOException {
    journal.remove(HELD);
    proven = OptionalLong.empty();
    ended = ++asked;
  }

  private void goOn() {
    shell.sync().installs().hold(false);
    shell.sync().catalog().owners().forEach(shell.sync().installs()::add);
  }

  private static String done(long version, Returned returned) {
    return "The installed set is that of version "
        + version
        + " again: "
        + returned.restored()
        + " put back, "
        + returned.removed()
        + " taken out"
        + (returned.problems().isEmpty()
            ? ""
            : ", " + returned.problems().size() + " left as they are")
        + ". Nothing newer is installed until 'sync rollback --end'. Restart a game that has it"
        + " loaded.";
  }

  private static Answer<String> failed(long version) {
    return Answer.no(
        "ROLLBACK_FAILED",
        "Version "
            + version
            + " could not be brought back; the log has the cause. Everything is as before, or will"
            + " be at the next start. Check the install folder's disk and try again.");
  }

  private static Answer<String> refused(long version, Returned returned) {
    return switch (returned.code()) {
      case "VERSION_EXPIRED" -> expired(version);
      case "CONTENT_GONE" ->
          Answer.no(
              "ROLLBACK_CONTENT_GONE",
              returned.missing()
                  + (returned.missing() == 1 ? " archive" : " archives")
                  + " of version "
                  + version
                  + " are not in the store any more, such as \""
                  + SafeText.of(returned.firstMissing())
                  + "\". Nothing was changed. Choose a newer version: 'sync history' lists them.");
      case "HELD_OPEN" ->
          Answer.no(
              "PENDING_RESTART",
              "A file is held open by a game or another program, so nothing was changed. Close the"
                  + " game and try again.");
      default -> unknown(Long.toString(version));
    };
  }

  @Override
  public Answer<String> end() {
    try {
      if (held().isEmpty()) {
        return Answer.no(
            "NOT_HELD", "No older set is held: what comes is installed. 'sync history' lists it.");
      }
    } catch (IOException e) {
      return Answers.stateFailed(e);
    }
    return Answers.durably(
        frame,
        this::letGo,
        () -> {
          frame.audit().add("ROLLBACK_ENDED", frame.self(), "");
          goOn();
          return Answer.ok("What members offer is installed again. 'sync history' shows it.");
        });
  }
}
