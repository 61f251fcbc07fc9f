package dev.starshell.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.host.http.StarInbox.Received;
import dev.starshell.host.relay.RelayBackoff;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Asking a relay that does not answer, by a clock that leaps at each look.
final class StarInboxTest {
  // Ahead of the real one: nothing is heard after a question.
  private long nanos = System.nanoTime() + Duration.ofHours(1).toNanos();
  private final StarInbox inbox =
      new StarInbox(() -> {}, () -> nanos += StarInbox.ANSWER_WITHIN.toNanos());

  @Test
  void afterAChangeOfTheNetworkTheNextAttemptDoesNotWait() throws InterruptedException {
    StarSession session = joined();

    inbox.probe(true);

    assertThat(received(session)).isInstanceOf(Received.Over.class);
    assertThat(inbox.takeHurry()).isTrue();
  }

  @Test
  void afterSilenceTheNextAttemptWaitsAsAfterAnyLoss() throws InterruptedException {
    StarSession session = joined();

    inbox.probe(false);

    assertThat(received(session)).isInstanceOf(Received.Over.class);
    assertThat(inbox.takeHurry()).isFalse();
  }

  @Test
  void aChangeOfTheNetworkHurriesAQuestionThatSilenceHasAsked() throws InterruptedException {
    StarSession session = joined();

    inbox.probe(false);
    inbox.probe(true);

    assertThat(received(session)).isInstanceOf(Received.Over.class);
    assertThat(inbox.takeHurry()).isTrue();
  }

  @Test
  void aSessionAfterOneThatSilenceHasCostIsDoubtedWhenItIsSteady() throws InterruptedException {
    StarSession first = joined();
    inbox.probe(false);
    assertThat(received(first)).isInstanceOf(Received.Over.class);
    StarSession second = joined();

    inbox.probe(false);
    Received young = received(second);
    nanos += RelayBackoff.STEADY_AFTER.toNanos();
    inbox.probe(false);
    Received steady = received(second);

    assertThat(young).isInstanceOf(Received.Silence.class);
    assertThat(steady).isInstanceOf(Received.Over.class);
  }

  @Test
  void aSessionThatTheRelayHasNotLetInIsNotDoubted() throws InterruptedException {
    StarSession session = new StarSession(inbox::note);

    inbox.probe(false);

    assertThat(received(session)).isInstanceOf(Received.Silence.class);
  }

  private StarSession joined() {
    StarSession session = new StarSession(inbox::note);
    inbox.joined(session);
    return session;
  }

  private Received received(StarSession session) throws InterruptedException {
    // Whatever waits is taken first, and no time passes but the clock's.
    return inbox.receive(session, nanos);
  }
}
