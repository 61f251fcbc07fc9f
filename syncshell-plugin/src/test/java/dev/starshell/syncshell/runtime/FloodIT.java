package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.protocol.ControlFragments;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.TransferMessage.Heartbeat;
import dev.starshell.syncshell.protocol.TransferMessage.ManifestGiven;
import dev.starshell.syncshell.protocol.TransferMessage.ManifestWanted;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// More well-formed messages than anybody needs.
final class FloodIT extends HostileScene {
  @Test
  void aFloodOfMessagesEndsTheLinkItComesOnAndNoOther() throws IOException {
    byte[] beat = ControlFragments.of(new Heartbeat(1)).getFirst();
    MemoryBundle link = shell.net.between(mallory.key(), ada.key());
    byte[] wanted = cleo.write("fine", "fine.zip", 3, 3 * MB);

    for (int i = 0; i < 3 * ControlShare.PACE.burst(); i++) {
      link.inject(ControlOutbox.CHANNEL, beat);
    }
    cleo.share("fine");

    until(() -> ada.installed().containsKey("cleo/fine/fine.zip"));
    assertThat(ada.installed().get("cleo/fine/fine.zip")).isEqualTo(wanted);
    until(() ->
        isAudited(FaultCode.RATE_LIMITED.name()) || isAudited(FaultCode.CONTRACT_VIOLATION.name()));
    forger.behave();
    goesOn();
  }

  @Test
  void askingForAManifestAgainAndAgainIsNotAnsweredAgainAndAgain() throws IOException {
    adaShares();
    until(() -> mallory.installed().containsKey("ada/good/good.zip"));
    int before = forger.heard(ManifestGiven.class).size();
    MemoryBundle link = shell.net.between(mallory.key(), ada.key());
    byte[] question = ControlFragments.of(new ManifestWanted(1)).getFirst();

    for (int i = 0; i < 5_000; i++) {
      link.inject(ControlOutbox.CHANNEL, question);
    }

    thenNamed(FaultCode.RATE_LIMITED);
    assertThat(forger.heard(ManifestGiven.class).size() - before)
        .isLessThan((int) Exchange.DEAR_PACE.burst() * 2);
  }
}
