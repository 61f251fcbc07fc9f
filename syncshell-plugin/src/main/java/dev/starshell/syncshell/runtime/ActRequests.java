package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.membership.log.LogAct;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.runtime.Acts.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Has done what people want done to the shell, and says in their words what came of it. Thread: as
/// [ShellDesk].
final class ActRequests {
  private final ShellRuntime shell;

  ActRequests(ShellRuntime shell) {
    this.shell = shell;
  }

  /// Finds what is meant, and has an act about it done.
  ///
  /// @param found on the loop
  /// @param worked the sentence, made before it is done: a member that is taken out has no name
  ///   after
  <T> Answer<String> about(
      Function<LogState, Answer<T>> found, Function<T, LogAct> act, Function<T, String> worked) {
    CompletableFuture<Answer<String>> done = new CompletableFuture<>();
    shell.frame().loop().post(() -> about(found, act, worked, done));
    return Answers.await(done);
  }

  private <T> void about(
      Function<LogState, Answer<T>> found,
      Function<T, LogAct> act,
      Function<T, String> worked,
      CompletableFuture<Answer<String>> done) {
    ShellMembership membership = shell.membership();
    switch (membership.state().map(found).orElseGet(Answers::noShell)) {
      case Answer.No<T>(String code, String sentence) -> done.complete(Answer.no(code, sentence));
      case Answer.Ok<T>(T value) -> {
        String sentence = worked.apply(value);
        membership
            .acts()
            .propose(act.apply(value), outcome -> done.complete(told(outcome, sentence)));
      }
    }
  }

  /// What came of an act.
  static <T> Answer<T> told(Outcome outcome, T worked) {
    return outcome.isDone() ? Answer.ok(worked) : Answer.no(outcome.code(), outcome.sentence());
  }
}
