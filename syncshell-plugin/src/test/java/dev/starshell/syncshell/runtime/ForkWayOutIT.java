package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.counts;
import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.control.PeopleControl.InviteWish;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.membership.log.LogMessage.ForkShown;
import dev.starshell.syncshell.membership.log.LogMessageCodec;
import dev.starshell.syncshell.membership.log.LogRecord;
import dev.starshell.syncshell.membership.log.SecondHistory;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What people do when two histories of their shell were found: docs/MEMBERSHIP.md, "A way out".
final class ForkWayOutIT extends PairScene {
  private static final int MB = 1024 * 1024;

  @Test
  void theOwnerClosesTheShellAndInvitesToANewOneAndNothingIsSentAgain() throws IOException {
    ada.write("mods", "a.zip", 1, MB);
    shell.begin();
    ada.share("mods");
    until(() -> bob.installed().size() == 1);
    fork();
    assertThat(advice(ada)).contains("'sync leave --confirm' closes it for all", "'sync create");
    assertThat(advice(bob)).contains("owner", "new one", "'sync leave'");
    assertThat(ada.control().people().invite(plain())).isInstanceOf(Answer.No.class);

    ok(ada.control().leave());
    until(() -> bob.control().status().role().equals("none"));
    ok(ada.control().create("Raid night again"));
    ok(bob.control().join(ok(ada.control().people().invite(plain())).code()));

    shell.awaitSync();
    until(() -> Files.exists(bob.mods().resolve("Raid night again/ada/mods/a.zip")));
    assertThat(counts(bob).contentBytesReceived()).isEqualTo(MB);
  }

  @Test
  void aMemberLeavesByItselfAndAfterARestartToo() throws IOException {
    shell.begin();
    fork();
    bob.restart();
    assertThat(advice(bob)).contains("two histories");

    ok(bob.control().leave());

    assertThat(bob.control().status().role()).isEqualTo("none");
    bob.restart();
    assertThat(bob.control().status().role()).isEqualTo("none");
    assertThat(advice(bob)).doesNotContain("two histories");
  }

  /// The owner has sealed another last record for somebody else, who shows it to bob.
  private void fork() throws IOException {
    LogRecord ours =
        record(
            bob.journal()
                .logRecords(bob.runtime().membership().record().orElseThrow().shell(), 0, 100)
                .getLast());
    LogRecord theirs = SecondHistory.of(ada.identity, ours);
    Bytes shown = LogMessageCodec.write(new ForkShown(ours.toBytes(), theirs.toBytes()));
    ShellRuntime runtime = bob.runtime();
    runtime.frame().loop().post(() -> runtime.membership().toldOnLink(ada.key(), shown));
    for (TestMember member : List.of(ada, bob)) {
      until(() -> member.hasNotice("MEMBERSHIP_FORK") && advice(member).contains("two histories"));
    }
  }

  private static LogRecord record(Bytes kept) {
    return switch (LogRecord.read(kept)) {
      case Verdict.Accepted<LogRecord>(LogRecord record) -> record;
      case Verdict.Refused<LogRecord> refused -> throw new AssertionError(refused.refusal());
    };
  }

  private static InviteWish plain() {
    return InviteWish.plain(1, Duration.ofHours(1));
  }

  private static String advice(TestMember member) {
    return member.control().status().advice();
  }
}
