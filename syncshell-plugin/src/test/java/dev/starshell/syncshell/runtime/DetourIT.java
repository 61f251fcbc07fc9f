package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.counts;
import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/// Archives that two members offer, of whom one may not supply them.
final class DetourIT extends TrioScene {
  private static final int MB = 1024 * 1024;

  /// Ada and Bob offer the same six archives, and all three know that. Nobody asks for anything
  /// yet.
  private void twoOfferTheSame() throws IOException {
    for (int i = 0; i < 6; i++) {
      ada.write("mods", "m" + i + ".zip", i, MB);
      bob.write("same", "s" + i + ".zip", i, MB);
    }
    shell.begin();
    shell.members.forEach(member -> ok(member.control().pause(true)));
    ada.share("mods");
    bob.share("same");
    until(() -> !ada.control().status().scanning() && !bob.control().status().scanning());
    until(() -> cleo.control().libraries().received().size() == 2);
  }

  @Test
  void whatAPausedMemberOffersComesFromAnother() throws IOException {
    twoOfferTheSame();

    // Ada stays paused.
    ok(bob.control().pause(false));
    ok(cleo.control().pause(false));

    until(() -> cleo.installed().size() == 12);
    assertThat(counts(cleo).contentBytesReceived()).isEqualTo(6L * MB);
    assertThat(counts(ada).contentBytesSent()).isZero();
  }

  @Test
  void amongThreeMembersEveryArchiveHasOneSource() throws IOException {
    twoOfferTheSame();

    shell.members.forEach(member -> ok(member.control().pause(false)));

    until(() -> cleo.installed().size() == 12);
    shell.awaitSync();
    assertThat(counts(cleo).contentBytesReceived()).isEqualTo(6L * MB);
    assertThat(counts(ada).contentBytesSent() + counts(bob).contentBytesSent()).isEqualTo(6L * MB);
    assertThat(counts(cleo).duplicateBytes()).isZero();
  }
}
