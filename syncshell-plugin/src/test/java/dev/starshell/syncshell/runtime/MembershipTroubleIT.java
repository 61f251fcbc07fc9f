package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.control.CreatedView;
import dev.starshell.syncshell.control.ShellControl.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A shell is made, entered and kept at bad moments.
final class MembershipTroubleIT extends TrioScene {
  @BeforeEach
  void openThem() throws IOException {
    openAll();
  }

  @Test
  void anOwnerWhosePortIsTakenKeepsItsShellAndOpensItLater() throws IOException {
    ok(ada.control().create("Raid night"));
    shell.relay.refusal = "PORT_TAKEN";

    ada.restart();
    until(() -> ada.control().status().relay().equals("PORT_TAKEN"));

    assertThat(ada.control().status().role()).isEqualTo("owner");
    assertThat(codeOf(ada.control().create("Another"))).isEqualTo("SHELL_EXISTS");
    shell.relay.refusal = "";
    until(() -> ada.control().status().relay().equals("connected"));
    assertThat(ada.control().status().shell()).isEqualTo("Raid night");
    ok(bob.control().join(invite()));
  }

  @Test
  void aShellThatCannotBeOpenedIsNotMade() {
    shell.relay.refusal = "PORT_TAKEN";

    assertThat(codeOf(ada.control().create("Raid night"))).isEqualTo("PORT_TAKEN");

    assertThat(ada.control().status().role()).isEqualTo("none");
    shell.relay.refusal = "";
    assertThat(ok(ada.control().create("Raid night")).shell()).isEqualTo("Raid night");
  }

  @Test
  void ofManyCreatesAtOnceOneMakesTheShell() throws Exception {
    List<Answer<CreatedView>> answers =
        atOnce(
            () -> ada.control().create("One"),
            () -> ada.control().create("Two"),
            () -> ada.control().create("Three"));

    assertThat(answers).filteredOn(Answer.Ok.class::isInstance).hasSize(1);
    assertThat(answers)
        .filteredOn(Answer.No.class::isInstance)
        .allMatch(answer -> codeOf(answer).equals("SHELL_EXISTS"));
    String made = ada.control().status().shell();
    ada.restart();
    assertThat(ada.control().status().shell()).isEqualTo(made);
  }

  @Test
  void ofTwoWhoRaceForASingleUseInviteOneGetsIn() throws Exception {
    ok(ada.control().create("Raid night"));
    String code = invite();

    List<Answer<String>> answers =
        atOnce(() -> bob.control().join(code), () -> cleo.control().join(code));

    assertThat(answers).filteredOn(Answer.Ok.class::isInstance).hasSize(1);
    assertThat(answers)
        .filteredOn(Answer.No.class::isInstance)
        .allMatch(answer -> codeOf(answer).equals("INVITE_SPENT"));
    assertThat(ada.control().members()).hasSize(2);
  }

  @Test
  void joiningAtARelayThatIsAwaySaysSoAndGoesOnByItself() throws IOException {
    ok(ada.control().create("Raid night"));
    String code = invite();
    ada.close();

    Answer<String> answer = bob.control().join(code);

    assertThat(codeOf(answer)).isEqualTo("RELAY_UNREACHABLE");
    assertThat(bob.control().status().role()).isEqualTo("joining");
    ada.open();
    until(() -> bob.control().status().role().equals("member"));
  }

  @Test
  void whoLeavesAndMakesAShellAtOnceStillHasItAfterARestart() throws IOException {
    ok(ada.control().create("First"));
    ok(ada.control().leave());
    ok(ada.control().create("Second"));

    ada.restart();

    assertThat(ada.control().status().shell()).isEqualTo("Second");
  }

  @Test
  void whoLeavesWhileJoiningIsToldThatJoiningIsOver() throws Exception {
    ok(ada.control().create("Raid night"));
    String code = invite();
    ada.close();

    List<Answer<String>> answers =
        atOnce(
            () -> bob.control().join(code),
            () -> {
              until(() -> bob.control().status().role().equals("joining"));
              return bob.control().leave();
            });

    assertThat(codeOf(answers.getFirst())).isEqualTo("JOIN_CANCELLED");
    assertThat(bob.control().status().role()).isEqualTo("none");
    ada.open();
  }

  /// An archive that can never be installed is due for installing again and again.
  @Test
  void leavingWorksThoughArchivesOfSeveralMembersWaitToBeInstalled() throws IOException {
    ok(ada.control().create("Raid night"));
    for (TestMember member : List.of(bob, cleo)) {
      ok(member.control().join(invite()));
      member.write("mods", "taken.zip", member.home.hashCode(), 100_000);
      member.share("mods");
    }
    shell.awaitLinks();
    // A folder where the archive should be: it stays a problem.
    until(() -> ada.installed().size() == 2);
    for (String name : List.of("bob", "cleo")) {
      Path file = ada.find(name + "/mods/taken.zip");
      Files.delete(file);
      Files.createDirectories(file.resolve("in the way"));
    }
    bob.write("mods", "more.zip", 5, 100_000);
    cleo.write("mods", "more.zip", 6, 100_000);
    bob.rescan("mods");
    cleo.rescan("mods");
    until(() ->
        ada.installed().keySet().containsAll(List.of("bob/mods/more.zip", "cleo/mods/more.zip")));

    ok(ada.control().leave());

    assertThat(ada.control().status().role()).isEqualTo("none");
    assertThat(ada.control().channels()).isEmpty();
    assertThat(ada.notices).noneMatch(notice -> notice.code().equals("INTERNAL_FAULT"));
    assertThat(bob.notices).noneMatch(notice -> notice.code().equals("INTERNAL_FAULT"));
    until(() -> bob.control().status().role().equals("none"));
    ok(ada.control().create("Another"));
  }

  @SafeVarargs
  private static <T> List<Answer<T>> atOnce(Callable<Answer<T>>... requests) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer<T>>> futures = threads.invokeAll(List.of(requests));
      List<Answer<T>> answers = new java.util.ArrayList<>();
      for (Future<Answer<T>> future : futures) {
        answers.add(future.get());
      }
      return answers;
    }
  }
}
