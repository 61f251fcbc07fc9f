package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.counts;
import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.control.ShellControl.Direction;
import dev.starshell.syncshell.install.InstallSettings;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.manifest.AcceptPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ShellPairIT extends PairScene {
  private static final int MB = 1024 * 1024;

  @Test
  void filesOfBothSidesArriveWhole() throws IOException {
    byte[] big = ada.write("mods", "big.zip", 1, 3 * MB);
    byte[] empty = ada.write("mods", "sub/empty.zip", 2, 0);
    byte[] back = bob.write("packs", "back.pmp", 3, MB);
    shell.begin();
    ada.share("mods");
    bob.share("packs");

    shell.awaitSync();
    until(() -> bob.installed().size() == 2 && ada.installed().size() == 1);

    assertThat(bob.installed().get("ada/mods/big.zip")).isEqualTo(big);
    assertThat(bob.installed().get("ada/mods/sub/empty.zip")).isEqualTo(empty);
    assertThat(ada.installed().get("bob/packs/back.pmp")).isEqualTo(back);
    assertThat(counts(bob).duplicateBytes()).isZero();
  }

  @Test
  void equalContentAtManyPathsTravelsOnce() throws IOException {
    for (int i = 0; i < 10; i++) {
      ada.write("mods", "copy" + i + ".zip", 7, MB);
    }
    shell.begin();
    ada.share("mods");

    until(() -> bob.installed().size() == 10);

    assertThat(counts(ada).contentBytesSent()).isEqualTo(MB);
    assertThat(counts(bob).archivesReceived()).isEqualTo(1);
  }

  @Test
  void anUpdateTransfersOnlyNewChunks() throws IOException {
    byte[] old = ada.write("mods", "big.zip", 1, 8 * MB);
    shell.begin();
    ada.share("mods");
    until(() -> bob.installed().size() == 1);
    long before = counts(ada).contentBytesSent();
    byte[] changed = new byte[old.length + 1000];
    new Random(5).nextBytes(changed);
    System.arraycopy(old, 0, changed, 0, 5000);
    System.arraycopy(old, 5000, changed, 6000, old.length - 5000);

    ada.write("mods", "big.zip", changed);
    ada.rescan("mods");
    until(() -> Arrays.equals(changed, bob.installed().get("ada/mods/big.zip")));

    assertThat(counts(ada).contentBytesSent() - before)
        .isPositive()
        .isLessThanOrEqualTo(3L * Limits.CHUNK_BYTES_MAX);
  }

  @Test
  void aFileThatIsNotSharedAnyMoreIsKeptAndListed() throws IOException {
    ada.write("mods", "a.zip", 1, MB);
    ada.write("mods", "b.zip", 2, MB);
    shell.begin();
    ada.share("mods");
    until(() -> bob.installed().size() == 2);

    Files.delete(ada.folder("mods").resolve("a.zip"));
    ada.rescan("mods");
    shell.awaitSync();
    until(() -> bob.control().libraries().received().getFirst().kept() == 1);
    ok(ada.control().unshare("mods"));
    until(() -> bob.control().libraries().received().getFirst().kept() == 2);

    assertThat(bob.installed()).hasSize(2);
  }

  @Test
  void whatIsKeptGoesWhenAPersonSaysSo() throws IOException {
    ada.write("mods", "gone.zip", 1, 100_000);
    ada.write("mods", "changed.zip", 2, 100_000);
    ada.write("mods", "stays.zip", 3, 100_000);
    shell.begin();
    ada.share("mods");
    until(() -> bob.installed().size() == 3);
    Files.delete(ada.folder("mods").resolve("gone.zip"));
    Files.delete(ada.folder("mods").resolve("changed.zip"));
    ada.rescan("mods");
    until(() -> bob.control().libraries().received().getFirst().kept() == 2);
    Path changed = bob.find("changed.zip");
    Files.delete(changed);
    Files.write(changed, new byte[] {1, 2, 3});

    TestShell.ok(bob.control().removeUnoffered("ada"));

    until(() -> bob.installed().size() == 2);
    assertThat(bob.installed()).containsOnlyKeys("ada/mods/changed.zip", "ada/mods/stays.zip");
    assertThat(bob.control().removeUnoffered("nobody"))
        .isInstanceOfSatisfying(
            Answer.No.class, no -> assertThat(no.code()).isEqualTo("MEMBER_UNKNOWN"));
  }

  @Test
  void aFileThatIsNotSharedAnyMoreIsDeletedWhereThePolicySaysSo() throws IOException {
    bob.removal = InstallSettings.DELETE;
    ada.write("mods", "a.zip", 1, MB);
    ada.write("mods", "b.zip", 2, MB);
    shell.begin();
    ada.share("mods");
    until(() -> bob.installed().size() == 2);

    Files.delete(ada.folder("mods").resolve("a.zip"));
    ada.rescan("mods");

    until(() -> bob.installed().size() == 1);
    assertThat(bob.installed()).containsOnlyKeys("ada/mods/b.zip");
  }

  @Test
  void whereThePolicyIsToAskNothingComesBeforeAPull() throws IOException {
    bob.policy = AcceptPolicy.of(AcceptPolicy.Mode.ASK);
    ada.write("mods", "a.zip", 1, MB);
    shell.begin();
    ada.share("mods");
    until(() -> bob.control().status().wanted().held() == 1);
    shell.awaitSync();
    assertThat(counts(ada).contentBytesSent()).isZero();

    ok(bob.control().pull(Optional.of("ada")));

    until(() -> bob.installed().size() == 1);
    assertThat(bob.control().status().wanted().held()).isZero();
  }

  @Test
  void aPauseInTheMiddleStopsTheBytesAndAResumeSendsTheRest() throws IOException {
    ada.write("mods", "big.zip", 1, 24 * MB);
    shell.begin();
    shell.net.nanosPerFrame = 2_000_000;
    ada.share("mods");
    until(() -> counts(bob).contentBytesReceived() > 2 * MB);
    // However long the test is held up now, the transfer is not over.
    shell.net.nanosPerFrame = 20_000_000;

    ok(bob.control().pause(true));
    shell.awaitStill(bob);
    long paused = counts(bob).contentBytesReceived();
    assertThat(paused).isLessThan(20 * MB);
    assertThat(bob.control().status().inSync()).isFalse();
    shell.net.nanosPerFrame = 0;
    ok(bob.control().pause(false));
    until(() -> bob.installed().size() == 1);

    assertThat(counts(bob).contentBytesReceived()).isEqualTo(24 * MB);
    assertThat(counts(ada).contentBytesSent() - 24 * MB)
        .isLessThanOrEqualTo(Limits.LINK_WINDOW_BYTES);
  }

  @Test
  void aPausedSenderSendsNothingHoweverOftenItIsAsked() throws IOException {
    ada.write("mods", "a.zip", 1, MB);
    shell.begin();
    ok(ada.control().pause(true));
    ada.share("mods");
    until(() -> bob.hasNotice("PAUSED"));

    assertThat(counts(ada).contentBytesSent()).isZero();
    ok(ada.control().pause(false));
    ok(bob.control().pull(Optional.empty()));

    until(() -> bob.installed().size() == 1);
  }

  @Test
  void anUploadLimitHoldsAndItsEndIsHeededInTheMiddle() throws IOException {
    shell.begin();
    ok(ada.control().limit(Direction.UPLOAD, 2 * MB));
    ada.write("mods", "slow.zip", 1, 4 * MB);
    long begun = System.nanoTime();
    ada.share("mods");
    until(() -> bob.installed().size() == 1);
    // A second's worth may go at once; a busy machine only makes it longer.
    assertThat(System.nanoTime() - begun).isGreaterThan(900_000_000L);

    // At this rate it would take four minutes.
    ok(ada.control().limit(Direction.UPLOAD, 64 * 1024));
    ada.write("mods", "slower.zip", 2, 16 * MB);
    ada.rescan("mods");
    until(() -> counts(bob).contentBytesReceived() > 4 * MB);
    ok(ada.control().limit(Direction.UPLOAD, 0));

    until(() -> bob.installed().size() == 2);
  }

  @Test
  void aMemberThatLeavesIsGoneFromTheOwnersRosterAndKeepsItsFiles() throws IOException {
    ada.write("mods", "a.zip", 1, MB);
    shell.begin();
    ada.share("mods");
    until(() -> bob.installed().size() == 1);

    ok(bob.control().leave());

    until(() -> ada.control().members().size() == 1 && ada.control().status().links() == 0);
    assertThat(bob.control().status().role()).isEqualTo("none");
    assertThat(bob.installed()).hasSize(1);
  }

  @Test
  void theOwnerClosesTheShellForAll() throws IOException {
    shell.begin();

    ok(ada.control().leave());

    until(() -> bob.control().status().role().equals("none"));
    assertThat(bob.hasNotice("SHELL_CLOSED")).isTrue();
    assertThat(ada.control().status().role()).isEqualTo("none");
  }

  @Test
  void eitherSideComesBackAfterARestartAndNothingIsSentAgain() throws IOException {
    ada.write("mods", "a.zip", 1, 2 * MB);
    bob.write("packs", "b.zip", 2, 2 * MB);
    shell.begin();
    ada.share("mods");
    bob.share("packs");
    shell.awaitSync();
    until(() -> bob.installed().size() == 1 && ada.installed().size() == 1);
    long generation = bob.journal().generation(ada.key()).orElse(0);

    bob.restart();
    shell.awaitLinks();
    shell.awaitSync();
    ada.restart();
    shell.awaitLinks();
    shell.awaitSync();

    assertThat(bob.journal().generation(ada.key()).orElse(0)).isGreaterThan(generation + 1);
    assertThat(counts(ada).contentBytesSent()).isZero();
    assertThat(counts(bob).contentBytesSent()).isZero();
  }

  @Test
  void anInstalledFileThatWasDeletedByHandIsBackAfterARestart() throws IOException {
    byte[] content = ada.write("mods", "a.zip", 1, MB);
    ada.write("mods", "b.zip", 2, MB);
    shell.begin();
    ada.share("mods");
    until(() -> bob.installed().size() == 2);
    Files.delete(bob.find("a.zip"));

    bob.restart();

    until(() -> bob.installed().size() == 2);
    assertThat(bob.installed().get("ada/mods/a.zip")).isEqualTo(content);
    assertThat(counts(bob).contentBytesReceived()).isZero();
  }

  @Test
  void aLinkThatIsCutAgainAndAgainStillBringsEveryByte() throws IOException {
    byte[] one = ada.write("mods", "one.zip", 1, 12 * MB);
    byte[] two = ada.write("mods", "two.zip", 2, 6 * MB);
    shell.begin();
    Random random = new Random(42);
    ada.share("mods");
    int cuts = 0;
    while (cuts < 20 && bob.installed().size() < 2) {
      int before = shell.net.cuts.get();
      shell.net.cutAfter(random.nextInt(900 * 1024));
      until(() -> shell.net.cuts.get() > before || bob.installed().size() == 2);
      cuts = shell.net.cuts.get();
      shell.nudge();
    }

    until(() -> bob.installed().size() == 2);
    assertThat(cuts).isGreaterThanOrEqualTo(10);
    assertThat(bob.installed().get("ada/mods/one.zip")).isEqualTo(one);
    assertThat(bob.installed().get("ada/mods/two.zip")).isEqualTo(two);
    assertThat(counts(ada).contentBytesSent() - 18L * MB)
        .isLessThanOrEqualTo((long) cuts * Limits.LINK_WINDOW_BYTES);
    assertThat(counts(bob).contentBytesReceived()).isEqualTo(18L * MB);
    assertThat(counts(bob).duplicateBytes()).isZero();
  }

  @Test
  void aCarrierThatTakesNothingForAWhileLosesNothing() throws IOException {
    byte[] big = ada.write("mods", "big.zip", 1, 8 * MB);
    shell.begin();
    shell.net.nanosPerFrame = 1_000_000;
    ada.share("mods");
    for (int i = 0; i < 5; i++) {
      long had = counts(bob).contentBytesReceived();
      until(() -> counts(bob).contentBytesReceived() > had || bob.installed().size() == 1);
      shell.net.refusing = true;
      shell.awaitStill(bob);
      shell.net.stopRefusing();
    }

    until(() -> bob.installed().size() == 1);
    assertThat(bob.installed().get("ada/mods/big.zip")).isEqualTo(big);
    assertThat(counts(ada).contentBytesSent()).isEqualTo(8L * MB);
  }

  @Test
  void aPresenceThatIsToldTwiceChangesNothing() throws IOException {
    ada.write("mods", "a.zip", 1, MB);
    shell.begin();
    long generation = bob.journal().generation(ada.key()).orElse(0);

    shell.relay.replace(Star.idOf(bob.key()));
    shell.relay.replace(Star.idOf(ada.key()));
    ada.share("mods");
    until(() -> bob.installed().size() == 1);

    assertThat(bob.journal().generation(ada.key()).orElse(0)).isEqualTo(generation);
  }
}
