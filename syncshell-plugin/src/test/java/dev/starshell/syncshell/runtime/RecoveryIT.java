package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.counts;
import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.control.RecoveryControl;
import dev.starshell.syncshell.control.RecoveryStatsView;
import dev.starshell.syncshell.control.RecoveryView;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.control.StatusView;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What becomes of links that are lost with something under way.
final class RecoveryIT extends PairScene {
  private static final int MB = 1024 * 1024;

  private byte[] content = {};

  /// A slow transfer of which the first megabytes have come.
  private void beginSlowly() throws IOException {
    content = ada.write("mods", "big.zip", 1, 12 * MB);
    shell.begin();
    shell.net.nanosPerFrame = 3_000_000;
    ada.share("mods");
    until(() -> counts(bob).contentBytesReceived() > 2 * MB);
    // However long the test is held up now, the transfer is not over.
    shell.net.nanosPerFrame = 50_000_000;
  }

  private RecoveryControl ofBob() {
    return bob.control().recoveries();
  }

  private static String codeOf(Answer<?> answer) {
    return answer instanceof Answer.No<?> no ? no.code() : "OK";
  }

  private RecoveryView onlyOfBob() {
    until(() -> ofBob().list().size() == 1);
    return ofBob().list().getFirst();
  }

  @Test
  void aDropLeavesASessionThatEndsWhenTheRestAndOnlyTheRestHasCome() throws IOException {
    beginSlowly();

    shell.net.cut();
    RecoveryView session = onlyOfBob();
    // The parts are first looked up when the contract is agreed, and nothing has come yet.
    until(() -> ofBob().list().getFirst().parts().stream().anyMatch(it -> it.chunksHere() > 0));
    RecoveryView.Part part = ofBob().list().getFirst().parts().getFirst();
    shell.net.nanosPerFrame = 0;
    until(() -> bob.installed().size() == 1);
    until(() -> ofBob().list().isEmpty() && ada.control().recoveries().list().isEmpty());

    assertThat(session.member()).isEqualTo("ada");
    assertThat(session.contracts()).hasSize(1).allMatch(RecoveryView.Agreed::incoming);
    assertThat(part.archive()).isEqualTo("big.zip");
    assertThat(part.chunksHere()).isBetween(1, part.chunks() - 1);
    assertThat(bob.installed().get("ada/mods/big.zip")).isEqualTo(content);
    assertThat(counts(bob).contentBytesReceived()).isEqualTo(12L * MB);
    assertThat(counts(bob).duplicateBytes()).isZero();
    RecoveryStatsView stats = ofBob().stats();
    // The other side may have noticed first, and begun anew.
    assertThat(stats.outages()).hasSize(1).containsValue(1L);
    assertThat(stats.outages().keySet()).containsAnyOf("CARRIER_FAILED", "REPLACED");
    assertThat(stats.recovered()).isEqualTo(1);
    assertThat(stats.attempts()).isPositive();
    assertThat(stats.savedBytes()).isBetween(2L * MB, 12L * MB);
    assertThat(stats.againBytes()).isZero();
    assertThat(stats.longestMillis()).isPositive();
    assertThat(codeOf(ofBob().show(session.id()))).isEqualTo("RECOVERY_UNKNOWN");
    assertThat(ada.control().recoveries().stats().recovered()).isEqualTo(1);
  }

  @Test
  void aSessionSurvivesTheRestartOfItsProcess() throws IOException {
    beginSlowly();
    // It is kept from the first contract on: a process that is killed writes no more.
    until(() -> bob.journal().recoveries().all().size() == 1);
    assertThat(ofBob().list()).isEmpty();
    bob.close();
    until(() -> ada.control().recoveries().list().size() == 1);
    ada.close();
    shell.net.nanosPerFrame = 0;

    bob.open();
    RecoveryView session = onlyOfBob();
    Answer<RecoveryView> shown = ofBob().show(session.id());
    Answer<String> resumed = ofBob().resume("ada");
    ada.open();
    until(() -> bob.installed().size() == 1);
    until(() -> ofBob().list().isEmpty() && ada.control().recoveries().list().isEmpty());

    assertThat(session.cause()).isIn("RESTARTED", "PEER_AWAY", "RELAY_LOST");
    assertThat(ok(shown).id()).isEqualTo(session.id());
    assertThat(ok(resumed)).contains("ada");
    assertThat(bob.installed().get("ada/mods/big.zip")).isEqualTo(content);
    assertThat(counts(bob).contentBytesReceived()).isLessThan(10L * MB);
    assertThat(ofBob().stats().savedBytes()).isGreaterThan(2L * MB);
    assertThat(bob.journal().recoveries().all()).isEmpty();
  }

  @Test
  void theAccountOfAnOutageSurvivesAStopRightAfterIt() throws IOException {
    shell.begin();
    shell.net.cut();
    until(() -> !ofBob().stats().outages().isEmpty());

    bob.restart();

    assertThat(ofBob().stats().outages().values()).containsExactly(1L);
  }

  @Test
  void statusSaysWhichLinksAreLostAndWhatIsDone() throws IOException {
    beginSlowly();
    StatusView before = ada.control().status();
    bob.close();

    until(() -> ada.control().status().recovering().links() == 1);
    until(() -> ada.control().status().othersOnline() == 0);
    StatusView.Recovering lost = ada.control().status().recovering();

    assertThat(before.recovering().links()).isZero();
    assertThat(before.recovering().sessions()).isZero();
    assertThat(lost.sessions()).isEqualTo(1);
    assertThat(lost.cause()).isEqualTo("PEER_AWAY");
    assertThat(lost.sentence()).isEqualTo("bob is offline");
    assertThat(lost.nextSeconds()).isBetween(1L, 90L);
    shell.net.nanosPerFrame = 0;
  }

  @Test
  void whenTheRelayIsGoneTooStatusSaysThat() throws IOException {
    beginSlowly();
    ada.close();

    until(() -> bob.control().status().recovering().cause().equals("RELAY_LOST"));

    assertThat(bob.control().status().recovering().sentence()).isEqualTo("the relay is not there");
    shell.net.nanosPerFrame = 0;
  }

  @Test
  void aSessionOfAMemberThatIsKickedEndsAndSaysSo() throws IOException {
    beginSlowly();
    bob.close();
    until(() -> ada.control().recoveries().list().size() == 1);
    String id = ada.control().recoveries().list().getFirst().id();

    ok(ada.control().people().kick("bob", ""));
    until(() -> ada.control().recoveries().list().isEmpty());

    assertThat(codeOf(ada.control().recoveries().resume(id))).isEqualTo("RECOVERY_NOT_A_MEMBER");
    assertThat(ada.journal().recoveries().all()).isEmpty();
    shell.net.nanosPerFrame = 0;
  }

  @Test
  void aDiscardedSessionIsGoneForGoodAndWhatHasComeStays() throws IOException {
    beginSlowly();
    ada.close();
    String id = onlyOfBob().id();

    ok(ofBob().discard(id));

    assertThat(ofBob().list()).isEmpty();
    until(() -> bob.journal().recoveries().all().isEmpty());
    assertThat(codeOf(ofBob().discard(id))).isEqualTo("RECOVERY_UNKNOWN");
    shell.net.nanosPerFrame = 0;
    ada.open();
    until(() -> bob.installed().size() == 1);
    assertThat(counts(bob).contentBytesReceived()).isEqualTo(12L * MB);
  }

  @Test
  void aSessionThatIsTooOldOrOfAnotherShellIsNotUsed() throws IOException {
    shell.begin();
    bob.close();
    ada.journal().recoveries().keep(bob.key(), RecoverySamples.ofAnotherShell(bob.key()));
    ada.restart();

    until(() -> ada.journal().recoveries().all().isEmpty());

    assertThat(codeOf(ada.control().recoveries().show(RecoverySamples.idElsewhere(bob.key()))))
        .isEqualTo("RECOVERY_OTHER_SHELL");
    assertThat(codeOf(ada.control().recoveries().show("r-00000000"))).isEqualTo("RECOVERY_UNKNOWN");
    ada.journal()
        .recoveries()
        .keep(bob.key(), RecoverySamples.of(ada.runtime().shellId().orElseThrow(), bob.key(), 1));
    ada.restart();
    until(() -> ada.journal().recoveries().all().isEmpty());
    assertThat(codeOf(ada.control().recoveries().resume("bob"))).isEqualTo("RECOVERY_EXPIRED");
  }

  @Test
  void aDamagedSessionIsNamedAndCanBeDiscarded() throws IOException {
    shell.begin();
    bob.close();
    ada.journal().recoveries().keep(bob.key(), RecoverySamples.DAMAGED);
    ada.restart();
    until(() -> ada.control().status().members() == 2);

    assertThat(ada.hasNotice("RECOVERY_DAMAGED")).isTrue();
    assertThat(codeOf(ada.control().recoveries().show("bob"))).isEqualTo("RECOVERY_DAMAGED");
    ok(ada.control().recoveries().discard("bob"));
    assertThat(ada.journal().recoveries().all()).isEmpty();
    assertThat(Optional.of(codeOf(ada.control().recoveries().show("bob"))))
        .contains("RECOVERY_UNKNOWN");
  }
}
