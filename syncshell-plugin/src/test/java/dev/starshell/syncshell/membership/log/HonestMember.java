package dev.starshell.syncshell.membership.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.machine.Step;
import java.util.ArrayList;
import java.util.List;

/// A member that does what its machine says, and checks after each event that nothing was taken
/// back.
final class HonestMember {
  final Identity identity;
  final List<LogRecord> kept;
  LogStanding standing;
  private long serial = 1_000;

  HonestMember(Identity identity, List<LogRecord> known) {
    this.identity = identity;
    this.kept = new ArrayList<>(known);
    this.standing = LogStanding.Following.of(LogBook.empty(Town.SHELL).replayed(known));
  }

  MemberKey key() {
    return identity.key();
  }

  LogState state() {
    return standing.book().state().orElseThrow();
  }

  LogHead head() {
    return state().head();
  }

  boolean isForked() {
    return standing instanceof LogStanding.Forked;
  }

  /// Signed for the epoch that this member knows.
  Proposal act(LogAct act) {
    return new SignedAct(Town.SHELL, state().epoch(), ++serial, key(), act).sign(identity);
  }

  List<LogAction> on(LogEvent event) {
    LogHead before = head();
    boolean wasForked = isForked();
    Step<LogStanding, LogAction> step = LogMachine.next(standing, event);
    standing = step.state();
    for (LogAction action : step.actions()) {
      if (action instanceof LogAction.Keep(List<LogRecord> records)) {
        assertThat(records.getFirst().place().sequence()).isEqualTo(kept.size());
        kept.addAll(records);
      }
    }
    assertThat(standing.book().count()).as("kept before used").isEqualTo(kept.size());
    assertThat(standing.book().knows(before)).as("nothing is taken back").isTrue();
    assertThat(wasForked && !isForked()).as("a fork is never healed").isFalse();
    return step.actions();
  }
}
