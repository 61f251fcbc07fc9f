package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.counts;
import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.api.signal.MemberId;
import dev.starshell.syncshell.control.MemberView;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.crypto.handshake.HandshakeCodec;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.SignalCodec;
import dev.starshell.syncshell.protocol.SignalMessage;
import dev.starshell.syncshell.protocol.SignalMessage.Handshake;
import dev.starshell.syncshell.protocol.SignalMessage.Offer;
import dev.starshell.syncshell.protocol.SignedSignal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Handshakes whose messages are lost, repeated, or come from members that start anew; and frames
/// that are changed on their way.
final class HandshakeTroubleIT extends PairScene {
  private static final int MB = 1024 * 1024;

  @Test
  void aSignalThatComesThreeTimesCountsOnce() throws IOException {
    shell.relay.copies = 3;
    byte[] file = ada.write("mods", "a.zip", 1, MB);

    shell.begin();
    ada.share("mods");
    until(() -> bob.installed().size() == 1);

    assertThat(bob.installed().get("ada/mods/a.zip")).isEqualTo(file);
    assertThat(ada.notices).noneMatch(notice -> notice.level().name().equals("WARNING"));
    assertThat(bob.notices).noneMatch(notice -> notice.level().name().equals("WARNING"));
  }

  @Test
  void aSignalOfAnOldGenerationChangesNothing() throws IOException {
    shell.begin();
    List<MemoryRelay.Envelope> old = List.copyOf(shell.relay.routed);
    shell.net.cut();
    until(() -> generation(bob, ada) > 1);
    shell.awaitLinks();
    long generation = generation(bob, ada);

    old.stream().filter(envelope -> isAboutLink(envelope.message())).forEach(shell.relay::deliver);
    ada.write("mods", "a.zip", 1, MB);
    ada.share("mods");
    until(() -> bob.installed().size() == 1);

    assertThat(generation(bob, ada)).isEqualTo(generation);
    assertThat(bob.hasNotice("HANDSHAKE_FORGED")).isFalse();
  }

  @Test
  void anOpeningThatIsLostIsFollowedByANewGeneration() throws IOException {
    AtomicBoolean lost = new AtomicBoolean();
    shell.relay.lost =
        envelope ->
            isHandshake(envelope, HandshakeCodec.OPENING_BYTES) && lost.compareAndSet(false, true);

    shell.begin();

    assertThat(lost).isTrue();
    assertThat(generation(bob, ada)).isGreaterThan(1);
  }

  @Test
  void whoStartsAnewInTheMiddleOfAHandshakeIsLinkedAfterwards() throws IOException {
    shell.begin();
    AtomicInteger lost = new AtomicInteger();
    shell.relay.lost =
        envelope ->
            isHandshake(envelope, HandshakeCodec.CONFIRMATION_BYTES) && lost.incrementAndGet() > 0;
    shell.net.cut();
    until(() -> lost.get() > 0);
    long half = generation(bob, ada);

    shell.relay.lost = _ -> false;
    bob.restart();
    shell.awaitLinks();
    assertThat(generation(bob, ada)).isGreaterThan(half);

    ada.restart();
    shell.awaitLinks();
    assertThat(generation(ada, bob)).isEqualTo(generation(bob, ada));
  }

  @Test
  void anOfferThatIsNotSealedIsNamedAndIgnored() throws IOException {
    shell.begin();
    long generation = generation(ada, bob);

    Bytes offer = SignalCodec.encode(new Offer(generation + 1, 0, 1, 2, "v=0\r\n"));
    byte[] toSign =
        SignedSignal.bytesToSign(shellId(), bob.key().toBytes(), ada.key().toBytes(), offer);
    Bytes signature = Bytes.copyOf(bob.identity.sign(SignatureLabel.SIGNAL, toSign));
    shell.relay.deliver(
        new MemoryRelay.Envelope(
            Star.idOf(bob.key()),
            Star.idOf(ada.key()),
            new SignedSignal(offer, signature).encode()));

    until(() -> ada.hasNotice("SIGNAL_UNSEALED"));
    assertThat(generation(ada, bob)).isEqualTo(generation);
    assertThat(ada.control().status().links()).isEqualTo(1);
  }

  @Test
  void aFrameThatIsChangedOnItsWayEndsTheLinkAndTheNextOneBringsEverything() throws IOException {
    byte[] file = ada.write("mods", "a.zip", 1, 4 * MB);
    shell.begin();
    AtomicInteger frames = new AtomicInteger();
    shell.net.filter =
        (from, channel, frame) -> {
          byte[] passed = frame.clone();
          if (channel > 0 && frames.incrementAndGet() == 10) {
            passed[passed.length / 2] ^= 1;
          }
          return List.of(passed);
        };

    ada.share("mods");

    until(() -> bob.installed().size() == 1);
    assertThat(bob.installed().get("ada/mods/a.zip")).isEqualTo(file);
    assertThat(bob.hasNotice("FRAME_AUTH")).isTrue();
    assertThat(ok(bob.control().audit(100)))
        .anyMatch(entry -> entry.subject().startsWith("FRAME_AUTH"));
    assertThat(generation(bob, ada)).isEqualTo(2);
    assertThat(counts(bob).duplicateBytes()).isZero();
  }

  /// Bob was away when Cleo left, and the relay keeps the news from him: no keys until he hears.
  @Test
  void nobodyIsLinkedWhoHasNotHeardWhoLeft() throws IOException {
    TestMember cleo = three();
    bob.close();
    until(() -> ada.control().status().links() == 1);
    ok(cleo.control().leave());
    until(() -> ada.control().members().size() == 2);
    shell.relay.lost =
        envelope ->
            envelope.message() instanceof SignalMessage.Membership
                && envelope.to().equals(Star.idOf(bob.key()));
    shell.relay.routed.clear();
    bob.open();
    until(() ->
        shell.relay.routed.stream()
            .map(MemoryRelay.Envelope::message)
            .anyMatch(message ->
                message instanceof SignalMessage.Declined declined
                    && declined.reason().name().contains("EPOCH")));
    assertThat(bob.control().status().links()).isZero();

    shell.relay.lost = _ -> false;

    until(() -> bob.control().status().links() == 1 && ada.control().status().links() == 1);
    assertThat(bob.control().members()).hasSize(2);
  }

  /// A relay that keeps the news of a removal to itself does not keep it from those who are linked.
  @Test
  void newsOfARemovalNeedsNoRelay() throws IOException {
    TestMember cleo = three();
    shell.relay.lost =
        envelope ->
            envelope.message() instanceof SignalMessage.Membership
                && envelope.to().equals(Star.idOf(bob.key()));

    ok(ada.control().people().kick("cleo", "spam"));

    until(() -> bob.control().members().size() == 2);
    until(() -> bob.control().status().links() == 1);
    until(() -> cleo.control().status().role().equals("none"));
    assertThat(cleo.hasNotice("KICKED")).isTrue();
  }

  private TestMember three() throws IOException {
    shell.close();
    shell = new TestShell(temp.resolve("three"), "ada", "bob", "cleo");
    ada = shell.member(0);
    bob = shell.member(1);
    shell.begin();
    return shell.member(2);
  }

  /// The list arrives late, over a connection that was there all the time: whoever lacked it does
  /// not wait for the end of a rest, whether it leads or follows.
  @Test
  void whoHearsAtLastWhoLeftIsLinkedAtOnce() throws IOException {
    shell.close();
    shell = new TestShell(temp.resolve("four"), "ada", "bob", "cleo", "dora");
    ada = shell.member(0);
    TestMember dora = shell.member(3);
    shell.begin();
    List<TestMember> rest = List.of(shell.member(1), shell.member(2));
    assertThat(rest.stream().map(other -> other.key().compareTo(ada.key()) < 0).distinct())
        .as("one of them leads, one follows")
        .hasSize(2);
    List<MemoryRelay.Envelope> withheld = new CopyOnWriteArrayList<>();
    shell.relay.lost =
        envelope ->
            envelope.message() instanceof SignalMessage.Membership
                && !envelope.to().equals(Star.idOf(ada.key()))
                && withheld.add(envelope);
    for (TestMember other : rest) {
      other.close();
    }
    ok(dora.control().leave());
    until(() -> ada.control().members().size() == 3);
    shell.relay.routed.clear();
    for (TestMember other : rest) {
      other.open();
    }
    until(() -> rest.stream().allMatch(other -> declined(other) >= 3));
    for (TestMember other : rest) {
      until(() -> trouble(ada, other).startsWith("STALE_EPOCH: " + other.name + " does not know"));
      until(() -> trouble(other, ada).startsWith("EPOCH_AHEAD: ada knows more"));
    }

    Instant told = Instant.now();
    shell.relay.lost = _ -> false;
    withheld.forEach(shell.relay::deliver);
    until(() -> ada.control().status().links() == 2);

    // The rest after three failures is 3 to 5 s.
    assertThat(Duration.between(told, Instant.now())).isLessThan(Duration.ofSeconds(2));
  }

  /// What a member is told of its link to another.
  private static String trouble(TestMember member, TestMember other) {
    return member.control().members().stream()
        .filter(view -> view.name().equals(other.name))
        .map(MemberView::trouble)
        .findFirst()
        .orElse("");
  }

  /// How often a handshake between a member and Ada was declined for want of the list.
  private long declined(TestMember member) {
    List<MemberId> both = List.of(Star.idOf(ada.key()), Star.idOf(member.key()));
    return shell.relay.routed.stream()
        .filter(envelope -> both.contains(envelope.from()) && both.contains(envelope.to()))
        .filter(envelope ->
            envelope.message() instanceof SignalMessage.Declined declined
                && declined.reason().name().contains("EPOCH"))
        .count();
  }

  @Test
  void anOldWishThatTheRelayRepeatsCostsFewGenerations() throws IOException {
    shell.begin();
    boolean adaLeads = ada.key().compareTo(bob.key()) < 0;
    TestMember leader = adaLeads ? ada : bob;
    TestMember follower = adaLeads ? bob : ada;
    MemoryRelay.Envelope wish =
        shell.relay.routed.stream()
            .filter(envelope -> envelope.message() instanceof SignalMessage.LinkWanted)
            .filter(envelope -> envelope.from().equals(Star.idOf(follower.key())))
            .findFirst()
            .orElseThrow();
    shell.relay.lost = _ -> true;
    shell.net.cut();
    until(() -> leader.control().status().links() == 0);
    long before = generation(leader, follower);

    for (int i = 0; i < 400; i++) {
      shell.relay.deliver(wish);
    }

    until(() -> generation(leader, follower) > before + 10);
    AtomicLong last = new AtomicLong();
    Awaitility.await()
        .during(Duration.ofMillis(300))
        .until(() -> last.getAndSet(generation(leader, follower)) == last.get());
    assertThat(last.get() - before).isLessThan(Limits.HANDSHAKES_BURST + 5);
  }

  private byte[] shellId() {
    return ada.runtime()
        .frame()
        .loop()
        .ask(() -> ada.runtime().membership().state().orElseThrow().shell().digest().toBytes());
  }

  private static boolean isAboutLink(SignalMessage message) {
    return !(message instanceof SignalMessage.Membership)
        && !(message instanceof SignalMessage.LinkWanted);
  }

  private static boolean isHandshake(MemoryRelay.Envelope envelope, int bytes) {
    return envelope.message() instanceof Handshake(Bytes shaken) && shaken.length() == bytes;
  }

  private static long generation(TestMember member, TestMember other) throws IOException {
    return member.journal().generation(other.key()).orElse(0);
  }
}
