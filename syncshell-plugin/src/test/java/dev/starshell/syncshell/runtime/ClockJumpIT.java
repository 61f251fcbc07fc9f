package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.counts;
import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.control.OpenInviteView;
import dev.starshell.syncshell.control.PeopleControl.InviteWish;
import dev.starshell.syncshell.control.RecoveryControl;
import dev.starshell.syncshell.control.ShellControl.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Clocks on the wall that jump: spans are measured by another clock, and go on as they were.
final class ClockJumpIT extends TrioScene {
  private static final int MB = 1024 * 1024;
  private static final Duration DAY = Duration.ofDays(1);

  private byte[] content = {};

  /// Bob receives slowly from Ada, who hosts; some of it has come.
  private void beginSlowly() throws IOException {
    content = ada.write("mods", "big.zip", 1, 12 * MB);
    shell.begin();
    shell.net.nanosPerFrame = 3_000_000;
    ada.share("mods");
    until(() -> counts(bob).contentBytesReceived() > MB);
    // However long the test is held up now, the transfer is not over.
    shell.net.nanosPerFrame = 50_000_000;
  }

  private RecoveryControl ofBob() {
    return bob.control().recoveries();
  }

  private static String outcome(Answer<?> answer) {
    return answer instanceof Answer.No<?> ? codeOf(answer) : "OK";
  }

  /// For longer than sessions and codes are left without a look.
  private static void stays(Callable<Boolean> condition) {
    Awaitility.await()
        .during(Duration.ofMillis(1_500))
        .atMost(Duration.ofSeconds(20))
        .until(condition);
  }

  @Test
  void aTransferDoesNotNoticeThatClocksJumpADayEitherWay() throws IOException {
    beginSlowly();

    bob.skew = DAY;
    ada.skew = DAY.negated();
    long at = counts(bob).contentBytesReceived();
    until(() -> counts(bob).contentBytesReceived() > at + MB);
    bob.skew = DAY.negated();
    ada.skew = DAY;
    until(() -> counts(bob).contentBytesReceived() > at + 2 * MB);
    shell.net.nanosPerFrame = 0;
    until(() -> bob.installed().size() == 1);

    assertThat(bob.installed().get("ada/mods/big.zip")).isEqualTo(content);
    assertThat(counts(bob).contentBytesReceived()).isEqualTo(content.length);
    assertThat(counts(bob).duplicateBytes()).isZero();
    assertThat(ofBob().stats().outages()).isEmpty();
    assertThat(ada.control().recoveries().stats().outages()).isEmpty();
  }

  @Test
  void aLostLinkComesBackAndItsSessionIsKeptHoweverFarTheClockJumps() throws IOException {
    beginSlowly();
    ada.close();
    until(() -> ofBob().list().size() == 1);

    bob.skew = Duration.ofDays(30);
    stays(() -> ofBob().list().size() == 1);
    bob.skew = Duration.ofDays(-30);
    stays(() -> ofBob().list().size() == 1);
    shell.net.nanosPerFrame = 0;
    ada.open();
    until(() -> bob.installed().size() == 1 && ofBob().list().isEmpty());

    assertThat(bob.installed().get("ada/mods/big.zip")).isEqualTo(content);
    assertThat(ofBob().stats().savedBytes()).isPositive();
    assertThat(ofBob().stats().recovered()).isEqualTo(1);
  }

  @Test
  void betweenTwoRunsTheClockOnTheWallCountsAndOneThatWentBackIsNoTime() throws IOException {
    beginSlowly();
    ada.close();
    until(() -> ofBob().list().size() == 1);
    String session = ofBob().list().getFirst().id();

    bob.skew = DAY.negated();
    bob.restart();
    until(() -> ofBob().list().size() == 1);
    bob.skew = DAY;
    bob.restart();
    until(() -> ofBob().list().size() == 1);
    bob.skew = Duration.ofDays(8);
    bob.restart();
    until(() -> outcome(ofBob().show(session)).equals("RECOVERY_EXPIRED"));

    assertThat(ofBob().list()).isEmpty();
  }

  @Test
  void aRecoveryCodeHoldsForItsSpanThoughTheClockOfItsMakerJumps() throws IOException {
    shell.begin();
    ada.close();
    shell.net.cut();
    until(() -> bob.control().status().links() == 0 && cleo.control().status().links() == 0);
    String code = codeByBob(HOUR);

    bob.skew = DAY;
    Answer<String> inTime = cleo.control().rescues().use(code);

    assertThat(outcome(inTime)).isEqualTo("OK");
  }

  private String codeByBob(Duration validFor) {
    return ok(bob.control().rescues().make(Optional.empty(), validFor)).code();
  }

  @Test
  void afterAnActThatIsDatedADayAheadOthersWaitAndSayWhy() throws IOException {
    ada.open();
    ok(ada.control().create("Raid night"));
    ada.skew = DAY;
    ok(ada.control().people().invite(InviteWish.plain(1, HOUR)));

    ada.skew = Duration.ZERO;
    Answer<?> early = ada.control().people().invite(InviteWish.plain(1, HOUR));
    ada.skew = DAY;
    Answer<?> inTime = ada.control().people().invite(InviteWish.plain(1, HOUR));

    assertThat(inviteStates()).containsExactlyInAnyOrder("open", "open");
    ada.skew = Duration.ofDays(2);
    ok(ada.control().people().invite(InviteWish.plain(1, HOUR)));
    ada.skew = Duration.ZERO;
    assertThat(inviteStates()).containsExactlyInAnyOrder("expired", "expired", "open");
    assertThat(outcome(early)).isEqualTo("LOG_TIME");
    assertThat(outcome(inTime)).isEqualTo("OK");
  }

  private List<String> inviteStates() {
    return ok(ada.control().people().invites()).stream().map(OpenInviteView::state).toList();
  }

  @Test
  void whoseClockIsADayBehindIsToldWhatIsWrongAndComesInWhenItIsRight() throws IOException {
    ada.open();
    ok(ada.control().create("Raid night"));
    bob.skew = DAY.negated();
    bob.open();

    String code = ok(ada.control().people().invite(InviteWish.plain(1, HOUR))).code();
    Answer<String> early = bob.control().join(code);
    until(() -> bob.notices.stream().anyMatch(notice -> notice.code().equals("LOG_TIME")));
    bob.skew = Duration.ZERO;
    bob.restart();

    until(() -> bob.control().status().links() == 1);
    assertThat(outcome(early)).isNotEqualTo("OK");
  }
}
