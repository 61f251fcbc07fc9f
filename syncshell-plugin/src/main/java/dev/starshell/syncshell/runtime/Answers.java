package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.text.DisplayName;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers that several requests have in common.
final class Answers {
  /// How long people wait for an answer.
  static final Duration WAIT = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private Answers() {}

  /// Makes something durable, and only then does it, on the loop. Waits for it; never on the loop.
  static <T> Answer<T> durably(ShellFrame frame, Facts.Write task, Supplier<Answer<T>> then) {
    CompletableFuture<Answer<T>> done = new CompletableFuture<>();
    frame
        .facts()
        .attempt(
            task,
            failure ->
                done.complete(failure.isPresent() ? stateFailed(failure.get()) : then.get()));
    return await(done);
  }

  static <T> Answer<T> await(CompletableFuture<Answer<T>> done) {
    try {
      return done.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return interrupted();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("not answered in time", e);
      return Answer.no(
          "STORE_FAILED",
          "The journal did not answer in time; what was asked may still be done. The log may have"
              + " the cause.");
    }
  }

  static <T> Answer<T> interrupted() {
    return Answer.no("INTERRUPTED", "The host is stopping.");
  }

  static <T> Answer<T> noShell() {
    return Answer.no(
        "NO_SHELL",
        "This member is in no shell. 'sync create NAME' makes one, 'sync join' enters a"
            + " friend's.");
  }

  static <T> Answer<T> memberUnknown(String written) {
    return Answer.no(
        "MEMBER_UNKNOWN",
        "Nobody in the shell is called '"
            + DisplayName.cleaned(written, "?").text()
            + "'. 'sync members' lists them.");
  }

  /// The one thing that a person means.
  ///
  /// @param none what is said if there is nothing like it
  /// @param several what is said, after their number, if there is more than one
  static <T> Answer<T> single(List<T> found, String code, String none, String several) {
    return switch (found.size()) {
      case 1 -> Answer.ok(found.getFirst());
      case 0 -> Answer.no(code, none);
      default -> Answer.no(code, found.size() + several);
    };
  }

  static <T> Answer<T> no(Refusal refusal) {
    return Answer.no(refusal.code().name(), refusal.sentence());
  }

  static <T> Answer<T> stateFailed(IOException cause) {
    LOG.error("journal failed", cause);
    return Answer.no(
        "STORE_FAILED",
        "Nothing was changed, because the shell's journal cannot be written. Look at the disk of"
            + " the host's home folder; the log has the cause.");
  }
}
