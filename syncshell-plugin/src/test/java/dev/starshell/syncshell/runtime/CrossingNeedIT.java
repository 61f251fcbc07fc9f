package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.protocol.ControlFragments;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.Want;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A receiver that grew tired of waiting asks again while the answer is on its way.
final class CrossingNeedIT {
  private static final Root UNKNOWN = new Root(Digest.of(new byte[Digest.LENGTH_BYTES]));

  @TempDir Path temp;
  private TestShell shell;
  private TestMember ada;
  private TestMember bob;
  private Forger said;

  @BeforeEach
  void begin() throws IOException {
    shell = new TestShell(temp, "ada", "bob");
    ada = shell.member(0);
    bob = shell.member(1);
    said = new Forger(bob.key(), ada.key());
    shell.net.sealed = false;
    shell.net.filter = said;
    shell.begin();
  }

  @AfterEach
  void end() throws IOException {
    shell.close();
  }

  @Test
  void aNeedThatCrossesAnOfferTakesItsPlaceWithoutAFault() {
    said.keepBack(ContractOffered.class);
    need(1);
    until(() -> offered(1));

    need(2);

    until(() -> offered(2));
    assertThat(ok(ada.control().audit(1000))).noneMatch(entry -> entry.event().equals("FAULT"));
    assertThat(ada.control().status().links()).isEqualTo(1);
  }

  private void need(long number) {
    Need need = new Need(number, List.of(new Want(UNKNOWN, List.of(new ChunkRange(0, 1)))));
    MemoryBundle link = shell.net.between(bob.key(), ada.key());
    ControlFragments.of(need).forEach(frame -> link.inject(ControlOutbox.CHANNEL, frame));
  }

  private boolean offered(long need) {
    return said.heard(ContractOffered.class).stream().anyMatch(offer -> offer.need() == need);
  }
}
