package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.counts;
import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.protocol.ControlFragments;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.TransferMessage;
import dev.starshell.syncshell.protocol.TransferMessage.DataArrived;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Mallory is a real member whose messages are forged on their way. Ada must name what is wrong,
/// end that link only, lose nothing, and take it up again when Mallory behaves.
abstract class HostileScene {
  static final int MB = 1024 * 1024;

  @TempDir Path temp;
  TestShell shell;
  TestMember ada;
  TestMember mallory;
  TestMember cleo;
  Forger forger;
  long cleosGeneration;

  @BeforeEach
  void begin() throws IOException {
    shell = new TestShell(temp, "ada", "mallory", "cleo");
    ada = shell.member(0);
    mallory = shell.member(1);
    cleo = shell.member(2);
    forger = new Forger(mallory.key(), ada.key());
    shell.net.sealed = false;
    shell.net.filter = forger;
    shell.begin();
    cleosGeneration = ada.journal().generation(cleo.key()).orElse(0);
  }

  @AfterEach
  void end() throws IOException {
    shell.close();
  }

  void control(byte[] frame) {
    shell.net.between(mallory.key(), ada.key()).inject(ControlOutbox.CHANNEL, frame);
  }

  void say(TransferMessage message) {
    ControlFragments.of(message).forEach(this::control);
  }

  /// Mallory's real host knows nothing of these frames, and is not to hear that they came.
  void data(byte[] frame, int... channels) {
    forger.keepBack(DataArrived.class);
    MemoryBundle link = shell.net.between(mallory.key(), ada.key());
    for (int channel : channels) {
      link.inject(channel, frame);
    }
  }

  boolean isAudited(String code) {
    return ok(ada.control().audit(1000)).stream()
        .anyMatch(entry -> entry.event().equals("FAULT") && entry.subject().startsWith(code));
  }

  /// Ada names the fault; then Mallory behaves, and all goes on by itself.
  void thenNamed(FaultCode code) throws IOException {
    until(() -> isAudited(code.name()) && ada.hasNotice(code.name()));
    forger.behave();
    goesOn();
  }

  void goesOn() throws IOException {
    byte[] late = mallory.write("late", "late.zip", 77, MB);
    mallory.share("late");
    until(() -> Arrays.equals(late, ada.installed().get("mallory/late/late.zip")));
    assertThat(ada.journal().generation(cleo.key()).orElse(0)).isEqualTo(cleosGeneration);
    assertThat(counts(ada).duplicateBytes()).isZero();
  }

  /// Mallory offers an archive and forges while it is sent.
  void malloryShares() throws IOException {
    mallory.write("bad", "bad.zip", 9, 3 * MB);
    mallory.share("bad");
  }

  void adaShares() throws IOException {
    ada.write("good", "good.zip", 8, 3 * MB);
    ada.share("good");
  }

  static Digest digest(int seed) {
    byte[] bytes = new byte[Digest.LENGTH_BYTES];
    Arrays.fill(bytes, (byte) seed);
    return Digest.of(bytes);
  }

  static Root root(int seed) {
    return new Root(digest(seed));
  }
}
