package dev.starshell.syncshell.carrier.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.starshell.syncshell.carrier.CarrierFactory;
import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleListener;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.carrier.SecureCarrier.SecureListener;
import dev.starshell.syncshell.carrier.sealed.SealingCarrier;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.Secret;
import dev.starshell.syncshell.crypto.seal.Session;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Both ends of one sealed generation that has TCP beside a stand-in of four associations.
final class DirectPair implements AutoCloseable {
  static final int ASSOCIATIONS = 4;
  static final int CHANNELS = 8;

  final Carriers carriers;
  final Side leader;
  final Side follower;

  /// What becomes of an offer, and of an answer, between the members.
  UnaryOperator<String> offersOnTheirWay = UnaryOperator.identity();

  UnaryOperator<String> answersOnTheirWay = UnaryOperator.identity();

  /// Both sides' carriers, which outlive a generation.
  record Carriers(HeldCarrier leader, HeldCarrier follower) implements AutoCloseable {
    static Carriers open() throws IOException {
      return new Carriers(HeldCarrier.open(), HeldCarrier.open());
    }

    @Override
    public void close() {
      leader.close();
      follower.close();
    }
  }

  /// A carrier whose next generation gets the stand-in that was laid ready.
  static final class HeldCarrier implements AutoCloseable {
    final DirectCarrier carrier;
    private final NextStandIn next;

    private HeldCarrier(DirectCarrier carrier, NextStandIn next) {
      this.carrier = carrier;
      this.next = next;
    }

    static HeldCarrier open() throws IOException {
      NextStandIn next = new NextStandIn();
      return new HeldCarrier(new DirectCarrier(next, 0), next);
    }

    @Override
    public void close() {
      carrier.close();
    }
  }

  /// With carriers of its own, which close with it: what is lost young rests.
  static DirectPair open() throws IOException {
    return new DirectPair(Carriers.open(), 1);
  }

  DirectPair(Carriers carriers, long generation) {
    this.carriers = carriers;
    leader = new Side(carriers.leader(), true, generation);
    follower = new Side(carriers.follower(), false, generation);
  }

  void offer(int association) {
    String offer = sdp("A" + association);
    leader.base.listener().offerMade(association, offer);
    follower
        .bundle()
        .applyOffer(association, offersOnTheirWay.apply(leader.descriptions[association]));
  }

  void answer(int association) {
    String answer = sdp("1" + association);
    follower.base.listener().answerMade(association, answer);
    leader
        .bundle()
        .applyAnswer(association, answersOnTheirWay.apply(follower.descriptions[association]));
  }

  private static String sdp(String pair) {
    return "v=0\r\na=fingerprint:sha-256 " + (pair + ":").repeat(31) + pair + "\r\n";
  }

  void describe() {
    for (int i = 0; i < ASSOCIATIONS; i++) {
      offer(i);
      answer(i);
    }
  }

  /// Brings all that the stand-ins have, in any order.
  void deliver(Random chance) {
    boolean more = true;
    while (more) {
      boolean leaderFirst = chance.nextBoolean();
      Side one = leaderFirst ? leader : follower;
      Side other = leaderFirst ? follower : leader;
      more = one.base.deliverOne(other.base, chance) || other.base.deliverOne(one.base, chance);
    }
  }

  boolean isOpen() {
    return leader.opened.get() > 0 && follower.opened.get() > 0;
  }

  @Override
  public void close() {
    leader.bundle().close();
    follower.bundle().close();
    carriers.close();
  }

  /// One end and what it hears.
  static final class Side implements SecureListener {
    final StandInBundle base = new StandInBundle();
    final String[] descriptions = new String[ASSOCIATIONS];
    final List<String> texts = new CopyOnWriteArrayList<>();
    final List<String> failures = new CopyOnWriteArrayList<>();
    final List<PeerFault> accusations = new CopyOnWriteArrayList<>();
    final AtomicInteger opened = new AtomicInteger();
    private final Bundle bundle;

    Side(HeldCarrier held, boolean leading, long generation) {
      byte[] secret = new byte[32];
      secret[0] = 7;
      Session session =
          Session.begin(leading, generation, Sha256.of(new byte[] {1}), Secret.taking(secret));
      held.next.bundle = base;
      bundle =
          new SealingCarrier(held.carrier)
              .open(new BundleSettings(ASSOCIATIONS, CHANNELS, leading), session, this);
    }

    Bundle bundle() {
      return bundle;
    }

    boolean send(int channel, String text) {
      return bundle.send(channel, text.getBytes(UTF_8));
    }

    @Override
    public void refused(PeerFault fault) {
      accusations.add(fault);
    }

    @Override
    public void offerMade(int association, String sdp) {
      descriptions[association] = sdp;
    }

    @Override
    public void answerMade(int association, String sdp) {
      descriptions[association] = sdp;
    }

    @Override
    public void candidateFound(int association, Candidate candidate) {}

    @Override
    public void opened() {
      opened.incrementAndGet();
    }

    @Override
    public void failed(int association, String code, String sentence) {
      failures.add(code);
    }

    @Override
    public void received(int channel, byte[] frame) {
      texts.add(
          opened.get() == 0 ? "before it was open" : channel + " " + new String(frame, UTF_8));
    }

    @Override
    public void writable(int channel) {}
  }

  private static final class NextStandIn implements CarrierFactory {
    @Nullable StandInBundle bundle;

    @Override
    public Bundle open(BundleSettings settings, BundleListener listener) {
      return Objects.requireNonNull(bundle).open(settings, listener);
    }

    @Override
    public void close() {}
  }
}
