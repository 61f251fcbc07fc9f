package dev.starshell.host.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.api.command.Command;
import dev.starshell.api.command.Reply;
import dev.starshell.host.admin.CommandLine.Cut;
import dev.starshell.host.admin.CommandTable.Lookup;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommandTableTest {
  private static final CommandTable TABLE =
      CommandTable.EMPTY
          .with("p", command("sync status"))
          .with("p", command("sync share"))
          .with("p", command("sync share list"))
          .with("host", command("stop"));

  @Test
  void theLongestPathWins() {
    assertThat(TABLE.find(List.of("sync", "share", "list", "x")))
        .isInstanceOfSatisfying(
            Lookup.Found.class,
            found -> {
              assertThat(found.command().path()).containsExactly("sync", "share", "list");
              assertThat(found.parameters()).containsExactly("x");
            });
  }

  @Test
  void whatIsNoLongerPathIsAParameter() {
    assertThat(TABLE.find(List.of("sync", "share", "lost")))
        .isInstanceOfSatisfying(
            Lookup.Found.class, found -> assertThat(found.parameters()).containsExactly("lost"));
  }

  @Test
  void theBeginningOfSeveralPathsNamesThem() {
    assertThat(TABLE.find(List.of("sync")))
        .isEqualTo(
            new Lookup.Incomplete("sync", List.of("sync share", "sync share list", "sync status")));
  }

  @ParameterizedTest
  @CsvSource({
    "sync sttaus,sync status",
    "snyc status,sync status",
    "sync statsu now please,sync status",
    "sotp,stop",
    "sync frobnicate,sync"
  })
  void anUnknownLineSuggestsTheNearest(String line, String nearest) {
    assertThat(TABLE.find(List.of(line.split(" "))))
        .isEqualTo(new Lookup.Unknown(line, Optional.of(nearest)));
  }

  @Test
  void nothingNearSuggestsNothing() {
    assertThat(TABLE.find(List.of("xyzzy")))
        .isEqualTo(new Lookup.Unknown("xyzzy", Optional.empty()));
  }

  @Test
  void aPathIsRegisteredOnce() {
    assertThatThrownBy(() -> TABLE.with("other", command("stop")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("host");
  }

  @Test
  void removingAnOwnerLeavesTheOthers() {
    assertThat(TABLE.withoutOwner("p").startingWith(List.of()))
        .extracting(c -> String.join(" ", c.path()))
        .containsExactly("stop");
  }

  @ParameterizedTest
  @CsvSource({"s,stop|sync", "sync s,share|status", "'sync share ',list", "'sync ',share|status"})
  void completionOffersTheNextWord(String line, String words) {
    assertThat(TABLE.completions(line)).containsExactly(words.split("\\|"));
  }

  @Test
  void helpForAPrefixShowsOnlyThose() {
    assertThat(CommandHelp.of(TABLE, List.of("sync", "share")))
        .isInstanceOfSatisfying(Reply.Done.class, done -> assertThat(done.lines()).hasSize(2));
    assertThat(CommandHelp.of(TABLE, List.of("nonsense")))
        .isInstanceOfSatisfying(
            Reply.Failed.class, failed -> assertThat(failed.code()).isEqualTo("COMMAND_UNKNOWN"));
  }

  @Test
  void wordsKeepWhatIsQuoted() {
    assertThat(CommandLine.cut("  sync share \"C:\\my mods\\\" --as 'it is \"x\"' '' a'b c'd"))
        .isEqualTo(
            new Cut.Words(
                List.of("sync", "share", "C:\\my mods\\", "--as", "it is \"x\"", "", "ab cd")));
    assertThat(CommandLine.cut(" \t ")).isEqualTo(new Cut.Words(List.of()));
  }

  @ParameterizedTest
  @CsvSource({"sync \"x,COMMAND_QUOTE_OPEN", "sync it's,COMMAND_QUOTE_OPEN"})
  void anOpenQuoteIsRefused(String line, String code) {
    assertThat(CommandLine.cut(line))
        .isInstanceOfSatisfying(
            Cut.Broken.class, broken -> assertThat(broken.code()).isEqualTo(code));
  }

  @Test
  void aLineBeyondItsLimitIsRefusedAndOneAtItIsNot() {
    assertThat(CommandLine.cut("x".repeat(CommandLine.LINE_CHARS_MAX)))
        .isInstanceOf(Cut.Words.class);
    assertThat(CommandLine.cut("x".repeat(CommandLine.LINE_CHARS_MAX + 1)))
        .isInstanceOf(Cut.Broken.class);
  }

  @Test
  void displayTextLosesWhatMovesTheCursorOrTurnsTheLine() {
    assertThat(DisplayText.safe("a\u001b[2Jb\u202ec\u0000d\te\ud83d\ude00\udfff"))
        .isEqualTo("a\ufffd[2Jb\ufffdc\ufffdd\te\ud83d\ude00\ufffd");
  }

  private static Command command(String path) {
    return new Command(List.of(path.split(" ")), "", "does " + path, _ -> Reply.done("done"));
  }
}
