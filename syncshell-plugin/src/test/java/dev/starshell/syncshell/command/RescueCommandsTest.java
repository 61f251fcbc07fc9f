package dev.starshell.syncshell.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.api.command.Invocation;
import dev.starshell.api.command.Reply;
import dev.starshell.syncshell.control.RescueControl;
import dev.starshell.syncshell.control.ShellControl.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RescueCommandsTest {
  private final List<String> asked = new ArrayList<>();
  private boolean isPrivate;

  private final class Desk implements RescueControl {
    @Override
    public Answer<RescueCodeView> make(Optional<String> member, Duration validFor) {
      asked.add("make " + member.orElse("-") + " " + validFor);
      return Answer.ok(
          new RescueCodeView("fback1abc", "12ab", member.orElse(""), 0, List.of("a.example:7443")));
    }

    @Override
    public Answer<String> use(String code) {
      asked.add("use " + code);
      return Answer.no("RECOVERY_CODE_USED", "It was used.");
    }

    @Override
    public List<RescueView> codes() {
      return List.of(new RescueView("12ab", true, "ada", "open", 0));
    }

    @Override
    public Answer<String> cancel() {
      asked.add("cancel");
      return Answer.ok("Ended.");
    }
  }

  private Reply run(String word, String input, String... rest) {
    return new RescueCommands(new Desk(), () -> isPrivate)
        .all().stream()
            .filter(one -> one.path().equals(List.of("sync", "recovery", word)))
            .findFirst()
            .orElseThrow()
            .handler()
            .handle(new Invocation(List.of(rest), input));
  }

  @Test
  void aCodeIsShownWithWhatItIsGoodForAndWhereItLeads() {
    Reply.Done reply = (Reply.Done) run("code", "", "ada", "--valid", "90m");

    assertThat(asked).containsExactly("make ada PT1H30M");
    assertThat(reply.lines().getFirst()).isEqualTo("fback1abc");
    assertThat(String.join(" ", reply.lines()))
        .contains("ada can use it once", "a.example:7443", "restarts");
    assertThat(reply.data()).containsEntry("code", "fback1abc").containsKey("qr");
    assertThat(((Reply.Done) run("code", "", "--qr")).lines()).hasSizeGreaterThan(10);
  }

  @Test
  void aSpanThatNoCodeMayHaveIsRefused() {
    for (String wrong : List.of("0h", "25h", "1441m", "1", "1d", "-1h", "99999h")) {
      assertThat(run("code", "", "--valid", wrong)).as(wrong).isInstanceOf(Reply.Failed.class);
    }
    assertThat(RescueCommands.span("24H")).contains(Duration.ofHours(24));
    assertThat(RescueCommands.span("1440m")).contains(Duration.ofHours(24));
    assertThat(asked).isEmpty();
  }

  @Test
  void aCodeMayBePipedInOrBrokenBySpaces() {
    run("use", "fback1abc");
    run("use", "", "fback1", "abc");

    assertThat(asked).containsExactly("use fback1abc", "use fback1abc");
    assertThat(run("use", " ")).isInstanceOf(Reply.Failed.class);
  }

  @Test
  void codesAreListedAndEnded() {
    assertThat(((Reply.Done) run("codes", "")).lines())
        .singleElement()
        .asString()
        .contains("12ab", "made here", "open", "ada");
    run("code", "", "--cancel");
    assertThat(asked).containsExactly("cancel");
  }

  @Test
  void inPrivacyModeNobodyShowsItsAddressByACodeWithoutSayingSo() {
    isPrivate = true;

    assertThat(((Reply.Failed) run("code", "", "ada")).code()).isEqualTo("PRIVACY_BLOCKED");
    assertThat(((Reply.Failed) run("use", "fback1abc")).code()).isEqualTo("PRIVACY_BLOCKED");
    assertThat(asked).isEmpty();
    Reply _ = run("code", "", "--cancel");
    Reply _ = run("code", "", "ada", "--show-address");
    Reply _ = run("use", "fback1abc", "--show-address");
    assertThat(asked).containsExactly("cancel", "make ada PT1H", "use fback1abc");
  }
}
