package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.control.HistoryControl;
import dev.starshell.syncshell.control.HistoryControl.ChangeView;
import dev.starshell.syncshell.control.HistoryControl.VersionView;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Versions of the installed set, and the way back, between two members.
final class HistoryIT extends PairScene {
  private static final String PLACE = "ada/mods/a.zip";

  private byte[] content(int version) throws IOException {
    byte[] content = ada.write("mods", "a.zip", version, 100_000 + version);
    ada.rescan("mods");
    return content;
  }

  private byte[] bring(int version) throws IOException {
    byte[] content = content(version);
    until(() -> java.util.Arrays.equals(bob.installed().get(PLACE), content));
    return content;
  }

  private void begin() throws IOException {
    ada.write("mods", "a.zip", 1, 100_001);
    ada.write("mods", "b.zip", 9, 1_000);
    shell.begin();
    ada.share("mods");
    until(() -> bob.installed().size() == 2);
    shell.awaitSync();
  }

  private HistoryControl ofBob() {
    return bob.control().history();
  }

  private static String refusal(Answer<?> answer) {
    return answer instanceof Answer.No<?> no ? no.code() : "worked";
  }

  @Test
  void versionsTellWhoChangedWhat() throws IOException {
    begin();
    bring(2);
    shell.awaitSync();

    HistoryControl.Listing listing = ok(ofBob().list());

    assertThat(listing.versions()).extracting(VersionView::number).containsExactly(2L, 1L);
    assertThat(listing.versions().getFirst().by()).isEqualTo("ada");
    assertThat(listing.versions().getFirst().changed()).isEqualTo(1);
    assertThat(listing.versions().getLast().added()).isEqualTo(2);
    assertThat(listing.held()).isEmpty();
    assertThat(ok(ofBob().show("2")).changes())
        .containsExactly(new ChangeView("changed", "ada", "mods/a.zip", 100_001, 100_002));
  }

  @Test
  void anOlderSetHoldsAgainstTheNextManifestAndOverARestartUntilItIsEnded() throws IOException {
    begin();
    byte[] first = bob.installed().get(PLACE);
    bring(2);
    shell.awaitSync();

    ok(ofBob().rollback(Optional.empty()));

    assertThat(bob.installed().get(PLACE)).isEqualTo(first);
    assertThat(ok(ofBob().list()).held()).isEqualTo(OptionalLong.of(1));
    byte[] third = content(3);
    long before = TestShell.counts(bob).archivesReceived();
    until(() -> TestShell.counts(bob).archivesReceived() > before);
    shell.awaitSync();
    assertThat(bob.installed().get(PLACE)).isEqualTo(first);
    bob.restart();
    shell.awaitSync();
    assertThat(bob.installed().get(PLACE)).isEqualTo(first);
    assertThat(bob.hasNotice("INSTALL_HELD")).isTrue();

    ok(ofBob().end());

    until(() -> java.util.Arrays.equals(bob.installed().get(PLACE), third));
    assertThat(ok(ofBob().list()).held()).isEmpty();
    assertThat(refusal(ofBob().end())).isEqualTo("NOT_HELD");
  }

  @Test
  void aHeldVersionThatCannotBeGoneBackToIsToldOfAtTheStart() throws IOException {
    begin();
    bob.journal().put("install/held", Bytes.copyOf("7".getBytes(StandardCharsets.US_ASCII)));

    bob.restart();

    until(() ->
        bob.notices.stream()
            .anyMatch(notice ->
                notice.code().equals("INSTALL_HELD") && notice.text().contains("may not be")));
    ok(ofBob().end());
    bring(2);
  }

  @Test
  void whatCannotBeGoneBackToIsRefusedWithAReason() throws IOException {
    begin();

    assertThat(refusal(ofBob().rollback(Optional.of("7")))).isEqualTo("VERSION_UNKNOWN");
    assertThat(refusal(ofBob().rollback(Optional.of("x")))).isEqualTo("VERSION_UNKNOWN");
    assertThat(refusal(ofBob().show("7"))).isEqualTo("VERSION_UNKNOWN");
    assertThat(ok(ofBob().list()).held()).isEmpty();
    assertThat(refusal(ada.control().history().rollback(Optional.empty())))
        .isEqualTo("HISTORY_EMPTY");
    bring(2);
  }

  @Test
  void aSetThatArrivesAfterItsHoldWasEndedIsNeverReturnedTo() throws Exception {
    begin();
    bring(2);
    byte[] third = bring(3);
    shell.awaitSync();
    CountDownLatch mayArrive = new CountDownLatch(1);
    bob.beforeInstalls = () -> await(mayArrive);
    CompletableFuture<Answer<String>> late = rollbackMeanwhile(2);
    ok(ofBob().end());
    bob.beforeInstalls = () -> {};
    mayArrive.countDown();
    ok(late.get(10, TimeUnit.SECONDS));
    until(() -> java.util.Arrays.equals(bob.installed().get(PLACE), third));
    bob.beforeInstalls = HistoryIT::fail;

    assertThat(refusal(ofBob().rollback(Optional.of("1")))).isEqualTo("ROLLBACK_FAILED");

    until(() -> ok(ofBob().list()).held().isEmpty());
    bob.beforeInstalls = () -> {};
  }

  @Test
  void aFailureOfWhatWasEndedLeavesTheSameWishOfLaterAlone() throws Exception {
    begin();
    byte[] first = bob.installed().get(PLACE);
    bring(2);
    shell.awaitSync();
    CountDownLatch mayFail = new CountDownLatch(1);
    AtomicBoolean failed = new AtomicBoolean();
    bob.beforeInstalls =
        () -> {
          if (!Thread.currentThread().getName().startsWith("look")
              && failed.compareAndSet(false, true)) {
            await(mayFail);
            fail();
          }
        };
    CompletableFuture<Answer<String>> ended = rollbackMeanwhile(1);
    ok(ofBob().end());
    CompletableFuture<Answer<String>> later = rollbackMeanwhile(1);
    mayFail.countDown();

    assertThat(refusal(ended.get(10, TimeUnit.SECONDS))).isEqualTo("ROLLBACK_FAILED");
    ok(later.get(10, TimeUnit.SECONDS));

    until(() -> java.util.Arrays.equals(bob.installed().get(PLACE), first));
    assertThat(ok(ofBob().list()).held()).isEqualTo(OptionalLong.of(1));
  }

  private CompletableFuture<Answer<String>> rollbackMeanwhile(long version) {
    CompletableFuture<Answer<String>> answer =
        CompletableFuture.supplyAsync(() -> ofBob().rollback(Optional.of(Long.toString(version))));
    until(() -> ok(ofBob().list()).held().equals(OptionalLong.of(version)));
    return answer;
  }

  private static void fail() {
    throw new IllegalStateException("as if");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
