package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.counts;
import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.starshell.syncshell.control.RescueControl.RescueView;
import dev.starshell.syncshell.control.ShellControl.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// Members who find each other by a recovery code while the host of their shell is gone. Ada hosts.
final class RescueIT extends RescueScene {
  private static final int MB = 1024 * 1024;

  private static String codeBy(TestMember member, String... friend) {
    return codeBy(member, HOUR, friend);
  }

  private static String refused(Answer<?> answer) {
    return switch (answer) {
      case Answer.Ok<?> good -> throw new AssertionError("worked: " + good.value());
      case Answer.No<?> no -> {
        assertThat(no.sentence()).hasSizeGreaterThan(30);
        yield no.code();
      }
    };
  }

  @Test
  void aCodeBringsTheLinkBackAndTheRestOfTheTransferComesAndNothingTwice() throws IOException {
    byte[] content = bob.write("mods", "big.zip", 1, 12 * MB);
    shell.begin();
    shell.net.nanosPerFrame = 3_000_000;
    bob.share("mods");
    until(() -> counts(cleo).contentBytesReceived() > 2 * MB);
    // However long the test is held up now, the transfer is not over.
    shell.net.nanosPerFrame = 50_000_000;
    lose();
    shell.net.nanosPerFrame = 0;
    long before = counts(cleo).contentBytesReceived();

    String code = codeBy(bob, "cleo");
    ok(of(cleo).use(code));
    until(() -> cleo.installed().size() == 1);

    assertThat(before).isLessThan(12L * MB);
    assertThat(cleo.installed().get("bob/mods/big.zip")).isEqualTo(content);
    assertThat(counts(cleo).contentBytesReceived()).isEqualTo(12L * MB);
    assertThat(counts(cleo).duplicateBytes()).isZero();
    assertThat(isLinked(dave, bob)).isFalse();
    assertThat(of(bob).codes())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.made()).isTrue();
          assertThat(one.member()).isEqualTo("cleo");
          assertThat(one.state()).isEqualTo("joined");
        });
    assertThat(bob.notices).anyMatch(notice -> notice.text().contains("cleo uses your recovery"));
  }

  @Test
  void theWayStaysWhileTheHostIsGoneAndIsGivenUpWhenItIsBack() throws IOException {
    shell.begin();
    lose();
    String code = codeBy(bob);
    ok(of(cleo).use(code));
    until(() -> isLinked(cleo, bob));

    shell.net.cut();
    until(() -> !isLinked(cleo, bob));
    until(() -> isLinked(cleo, bob) && isLinked(bob, cleo));
    ada.open();
    shell.awaitLinks();
    look(bob);
    look(cleo);

    assertThat(of(cleo).codes()).isEmpty();
    assertThat(of(bob).codes()).extracting(RescueView::state).containsExactly("over");
    shell.net.cut();
    shell.awaitLinks();
    lose();
    assertThat(refused(of(cleo).use(code))).isEqualTo("RECOVERY_CODE_USED");
  }

  @Test
  void afterAChangeOfTheNetworkALinkByACodeIsMadeAnewOverTheRelayOfTheCode() throws IOException {
    shell.begin();
    lose();
    ok(of(cleo).use(codeBy(bob, "cleo")));
    until(() -> isSettled(cleo, bob) && isSettled(bob, cleo));
    Object outages = cleo.control().recoveries().stats().outages();
    long before = generation();
    shell.relay.dead.add(Star.idOf(cleo.key()));

    cleo.runtime().frame().loop().post(cleo.runtime()::renewLinks);

    until(() -> generation() > before && isSettled(cleo, bob) && isSettled(bob, cleo));
    assertThat(shell.relay.dead).isEmpty();
    long second = generation();
    bob.runtime().frame().loop().post(bob.runtime()::renewLinks);
    until(() -> generation() > second && isSettled(cleo, bob) && isSettled(bob, cleo));
    assertThat(cleo.control().recoveries().stats().outages()).isEqualTo(outages);
  }

  private static boolean isSettled(TestMember member, TestMember other) {
    ShellRuntime runtime = member.runtime();
    return runtime.frame().loop().ask(() -> runtime.links().isAlone(other.key()));
  }

  private long generation() throws IOException {
    return cleo.journal().generation(bob.key()).orElse(0);
  }

  /// Has all its codes look twice whether they are still needed.
  private static void look(TestMember member) {
    ShellRuntime runtime = member.runtime();
    for (int i = 0; i < 2; i++) {
      runtime
          .frame()
          .loop()
          .ask(() -> {
            runtime.membership().place().rescues().all().forEach(Rescue::look);
            return true;
          });
    }
  }

  @Test
  void aCodeWorksForOneMemberOnly() throws IOException {
    shell.begin();
    lose();
    String any = codeBy(bob);
    String forDave = codeBy(bob, "dave");
    ok(of(cleo).use(any));
    until(() -> isLinked(cleo, bob));

    assertThat(refused(of(dave).use(any))).isEqualTo("RECOVERY_CODE_USED");
    assertThat(refused(of(cleo).use(any))).isEqualTo("LINK_STANDS");
    assertThat(of(dave).codes()).isEmpty();
    ok(of(dave).use(forDave));
    until(() -> isLinked(dave, bob));
    // The same member may come again, after a restart say.
    cleo.restart();
    ok(of(cleo).use(any));
    until(() -> isLinked(cleo, bob));
  }

  @Test
  void aCodeThatIsWithdrawnOrForgottenByARestartSaysSo() throws IOException {
    shell.begin();
    lose();
    shell.relay.starless = "STAR_UNKNOWN";
    String withdrawn = codeBy(bob);
    assertThat(ok(of(bob).cancel())).contains("1 recovery code is ended");
    String forgotten = codeBy(bob);
    bob.restart();
    until(() -> bob.control().status().members() == 4);

    assertThat(refused(of(cleo).use(withdrawn))).isEqualTo("RECOVERY_CODE_GONE");
    assertThat(refused(of(cleo).use(forgotten))).isEqualTo("RECOVERY_CODE_GONE");
    assertThat(of(cleo).codes()).isEmpty();
    assertThat(of(bob).codes()).isEmpty();
  }

  @Test
  void theMakersClockEndsACodeThatNobodyHasUsed() throws IOException {
    shell.begin();
    lose();
    String code = ok(of(bob).make(Optional.empty(), Duration.ofSeconds(-5))).code();

    assertThat(refused(of(cleo).use(code))).isEqualTo("RECOVERY_CODE_EXPIRED");
    assertThat(of(cleo).codes()).isEmpty();
    look(bob);
    assertThat(of(bob).codes()).isEmpty();
  }

  @Test
  void ifTheMakerCannotBeReachedItIsSaidWhatToDoAndTheCodeIsNotSpent() throws IOException {
    shell.begin();
    lose();
    String code = codeBy(bob);
    bob.close();
    shell.relay.starless = "RELAY_UNREACHABLE";

    Answer<String> answer = of(cleo).use(code);

    assertThat(refused(answer)).isEqualTo("RECOVERY_CODE_UNREACHABLE");
    assertThat(((Answer.No<String>) answer).sentence()).contains("forward the port", "bob");
    assertThat(of(cleo).codes()).isEmpty();
  }

  @Test
  void noCodeIsMadeOrUsedForALinkThatStandsOrBySomebodyWhoMayNot() throws IOException {
    shell.begin();
    String code = codeBy(bob);

    assertThat(refused(of(cleo).use(code))).isEqualTo("LINK_STANDS");
    assertThat(refused(of(bob).use(code))).isEqualTo("RECOVERY_CODE_OWN");
    assertThat(refused(of(bob).make(Optional.of("cleo"), HOUR))).isEqualTo("LINK_STANDS");
    assertThat(refused(of(bob).make(Optional.of("eve"), HOUR))).isEqualTo("MEMBER_UNKNOWN");
    assertThat(refused(of(bob).make(Optional.of("bob"), HOUR))).isEqualTo("MEMBER_IS_SELF");
    for (int i = 1; i < 8; i++) {
      codeBy(bob);
    }
    assertThat(refused(of(bob).make(Optional.empty(), HOUR))).isEqualTo("RECOVERY_CODES_FULL");
    ok(of(bob).cancel());
    ok(cleo.control().people().block("bob", true));
    assertThat(refused(of(cleo).use(code))).isEqualTo("MEMBER_BLOCKED");
    ok(dave.control().leave());
    assertThat(refused(of(dave).use(code))).isEqualTo("NO_SHELL");
    assertThat(refused(of(dave).make(Optional.empty(), HOUR))).isEqualTo("NO_SHELL");
  }

  @Test
  void codesThatAreMadeAtOnceAreNeverMoreThanThereMayBe() throws IOException {
    shell.begin();
    for (int i = 1; i < 8; i++) {
      codeBy(bob);
    }
    int before = shell.relay.starCount();
    shell.relay.meanwhile.set(() -> codeBy(bob));

    assertThat(refused(of(bob).make(Optional.empty(), HOUR))).isEqualTo("RECOVERY_CODES_FULL");

    assertThat(of(bob).codes()).hasSize(8);
    assertThat(shell.relay.starCount()).isEqualTo(before + 1);
  }

  @Test
  void nothingStaysOfACodeThatNobodyWasGivenBecauseTheShellWasBusy() throws Exception {
    shell.begin();
    int before = shell.relay.starCount();
    CountDownLatch opened = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(1);
    shell.relay.meanwhile.set(() -> {
      bob.runtime().frame().loop().post(() -> Uninterruptibles.awaitUninterruptibly(busy));
      opened.countDown();
    });
    AtomicReference<Answer<?>> told = new AtomicReference<>();
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    Thread person =
        Thread.ofPlatform()
            .start(() -> {
              try {
                told.set(of(bob).make(Optional.empty(), HOUR));
              } catch (IllegalStateException e) {
                failure.set(e);
              }
            });
    opened.await();
    until(() -> person.getState() == Thread.State.TIMED_WAITING);

    // As the end of its patience would.
    person.interrupt();
    person.join();
    busy.countDown();

    assertThat(told).hasValue(null);
    assertThat(failure.get()).isNotNull();
    assertThat(of(bob).codes()).isEmpty();
    assertThat(shell.relay.starCount()).isEqualTo(before);
  }

  @Test
  void whoWasKickedNeitherMakesNorUsesACode() throws IOException {
    shell.begin();
    String byBob = codeBy(bob);
    String byDave = codeBy(dave);
    cleo.close();
    ok(ada.control().people().kick("cleo", ""));
    ok(ada.control().people().kick("dave", ""));
    until(() -> bob.control().status().members() == 2);
    ada.close();
    shell.net.cut();
    cleo.open();
    until(() -> cleo.control().status().members() == 4);

    // Cleo has not heard yet that she is out, and Bob has.
    assertThat(refused(of(cleo).use(byBob))).isEqualTo("NOT_A_MEMBER");
    assertThat(refused(of(bob).use(byDave))).isEqualTo("RECOVERY_CODE_STRANGER");
  }
}
