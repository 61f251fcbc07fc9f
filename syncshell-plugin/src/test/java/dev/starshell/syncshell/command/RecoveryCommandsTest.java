package dev.starshell.syncshell.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.api.command.Invocation;
import dev.starshell.api.command.Reply;
import dev.starshell.syncshell.control.RecoveryControl;
import dev.starshell.syncshell.control.RecoveryStatsView;
import dev.starshell.syncshell.control.RecoveryView;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.control.StatusView.Recovering;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RecoveryCommandsTest {
  private static final RecoveryView SESSION =
      new RecoveryView(
          "r-abcdefgh",
          "ada",
          "p1-key",
          "waiting",
          true,
          "2026-01-01T00:00:00Z",
          "2026-01-08T00:00:00Z",
          "SILENT",
          "nothing was heard of ada for too long",
          2,
          8,
          5,
          6,
          1,
          List.of(new RecoveryView.Part("big.zip", 3, 9)),
          List.of(new RecoveryView.Agreed(true, 4, 1, 2)),
          List.of("turn:example.org:3478"));

  private final List<String> asked = new ArrayList<>();

  /// Answers what is asked and notes it.
  private final class Desk implements RecoveryControl {
    @Override
    public List<RecoveryView> list() {
      return List.of(SESSION);
    }

    @Override
    public Answer<RecoveryView> show(String written) {
      return written.equals(SESSION.id())
          ? Answer.ok(SESSION)
          : Answer.no("RECOVERY_UNKNOWN", "There is none.");
    }

    @Override
    public Answer<String> resume(String written) {
      asked.add("resume " + written);
      return Answer.ok("Trying.");
    }

    @Override
    public Answer<String> resumeAll() {
      asked.add("resume all");
      return Answer.ok("Trying.");
    }

    @Override
    public Answer<String> discard(String written) {
      asked.add("discard " + written);
      return Answer.ok("Forgotten.");
    }

    @Override
    public RecoveryStatsView stats() {
      return new RecoveryStatsView(
          1,
          Map.of("SILENT", 2L, "PEER_AWAY", 1L),
          9,
          Map.of("NO_ANSWER", 6L),
          2,
          1,
          List.of(new RecoveryStatsView.Within(500, 2)),
          400,
          1_500,
          500,
          500,
          2_000_000,
          0);
    }
  }

  private Reply.Done run(String word, String... rest) {
    return (Reply.Done)
        new RecoveryCommands(new Desk())
            .all().stream()
                .filter(one -> one.path().equals(List.of("sync", "recovery", word)))
                .findFirst()
                .orElseThrow()
                .handler()
                .handle(new Invocation(List.of(rest), ""));
  }

  @Test
  void theListTellsNameStateReasonAndNextTry() {
    Reply.Done reply = run("list");

    assertThat(reply.lines())
        .singleElement()
        .asString()
        .contains("r-abcdefgh", "ada", "waiting", "nothing was heard of ada", "next try in 8 s");
  }

  @Test
  void oneSessionIsShownWithItsPartsContractsAndServers() {
    assertThat(run("show", "r-abcdefgh").lines())
        .anyMatch(line -> line.contains("big.zip: 3 of 9 chunks"))
        .anyMatch(line -> line.contains("in 4: 1 of 2 parcels"))
        .anyMatch(line -> line.contains("turn:example.org:3478"));
  }

  @Test
  void allIsTheWordForEverySession() {
    run("resume", "all");
    run("resume", "ada");
    run("discard", "r-abcdefgh");

    assertThat(asked).containsExactly("resume all", "resume ada", "discard r-abcdefgh");
  }

  @Test
  void theFiguresNameEachCause() {
    assertThat(run("stats").lines())
        .anyMatch(line -> line.startsWith("3 links lost, 2 came back"))
        .anyMatch(line -> line.equals("lost because: PEER_AWAY 1, SILENT 2"))
        .anyMatch(line -> line.contains("at most 1.5 s"))
        .anyMatch(line -> line.contains("2.0 MB were here already"));
  }

  @Test
  void statusSaysInWordsWhatIsBeingRecovered() {
    Recovering none = new Recovering(0, -1, "", "", 0, 0, 0, 0, List.of());
    Recovering two = new Recovering(2, 8, "SILENT", "ada is silent", 2, 0, 0, 0, List.of());
    Recovering trying = new Recovering(1, -1, "SILENT", "ada is silent", 1, 0, 0, 0, List.of());

    assertThat(RecoveryCommands.line(none)).isEmpty();
    assertThat(RecoveryCommands.line(two))
        .contains("2 links are being recovered; next try in 8 s: ada is silent");
    assertThat(RecoveryCommands.line(trying))
        .contains("1 link is being recovered; trying now: ada is silent");
  }
}
