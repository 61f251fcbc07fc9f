package dev.starshell.syncshell.carrier.sealed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.starshell.syncshell.carrier.CarrierFactory;
import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleListener;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.carrier.SecureCarrier.SecureListener;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.Secret;
import dev.starshell.syncshell.crypto.seal.Session;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Both ends of a sealed link. What was sent lies with the carrier until it is delivered.
final class SealedPair {
  static final int ASSOCIATIONS = 2;
  static final int CHANNELS = 5;

  final Side leader;
  final Side follower;

  /// What becomes of a session description between the members.
  UnaryOperator<String> onItsWay = UnaryOperator.identity();

  record Sent(int channel, byte[] frame) {}

  /// @param secret what the handshake gave
  SealedPair(long generation, int secret) {
    leader = new Side(true, generation, secret);
    follower = new Side(false, generation, secret);
  }

  static String sdp(String pair) {
    return "v=0\r\na=fingerprint:sha-256 " + (pair + ":").repeat(31) + pair + "\r\n";
  }

  /// Opens both bundles; no description is known.
  void begin() {
    leader.begin();
    follower.begin();
  }

  void describe() {
    begin();
    for (int i = 0; i < ASSOCIATIONS; i++) {
      String offer = sdp("A" + (char) ('A' + i));
      String answer = sdp("1" + i);
      leader.carrier.told().offerMade(i, offer);
      follower.bundle().applyOffer(i, onItsWay.apply(offer));
      follower.carrier.told().answerMade(i, answer);
      leader.bundle().applyAnswer(i, answer);
    }
  }

  void open() {
    describe();
    leader.carrier.told().opened();
    follower.carrier.told().opened();
  }

  void deliver() {
    List.copyOf(leader.carrier.out)
        .forEach(sent -> follower.carrier.told().received(sent.channel(), sent.frame()));
    List.copyOf(follower.carrier.out)
        .forEach(sent -> leader.carrier.told().received(sent.channel(), sent.frame()));
  }

  /// The codes of all failures.
  List<String> told() {
    List<String> all = new ArrayList<>(leader.failures);
    all.addAll(follower.failures);
    return all;
  }

  /// One end and what it hears.
  static final class Side implements SecureListener {
    final Carrier carrier = new Carrier();
    final List<byte[]> frames = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    final List<PeerFault> faults = new ArrayList<>();
    final List<String> news = new ArrayList<>();
    final List<Integer> writable = new ArrayList<>();
    final Secret root;
    int opened;
    private final boolean leading;
    private final Session session;
    private @Nullable Bundle bundle;

    Side(boolean leading, long generation, int secret) {
      this.leading = leading;
      byte[] bytes = new byte[32];
      bytes[0] = (byte) secret;
      this.root = Secret.taking(bytes);
      this.session = Session.begin(leading, generation, Sha256.of(new byte[] {1}), root);
    }

    void begin() {
      bundle =
          new SealingCarrier(carrier)
              .open(new BundleSettings(ASSOCIATIONS, CHANNELS, leading), session, this);
    }

    Bundle bundle() {
      return Objects.requireNonNull(bundle);
    }

    boolean send(int channel, String text) {
      return bundle().send(channel, text.getBytes(UTF_8));
    }

    List<String> texts() {
      return frames.stream().map(frame -> new String(frame, UTF_8)).toList();
    }

    @Override
    public void refused(PeerFault fault) {
      faults.add(fault);
    }

    @Override
    public void offerMade(int association, String sdp) {
      news.add("offer");
    }

    @Override
    public void answerMade(int association, String sdp) {
      news.add("answer");
    }

    @Override
    public void candidateFound(int association, Candidate candidate) {
      news.add("candidate");
    }

    @Override
    public void candidateRefused(int association, String reason) {
      news.add("candidate refused");
    }

    @Override
    public void opened() {
      opened++;
    }

    @Override
    public void failed(int association, String code, String sentence) {
      failures.add(code);
    }

    @Override
    public void received(int channel, byte[] frame) {
      frames.add(frame);
    }

    @Override
    public void writable(int channel) {
      writable.add(channel);
    }
  }

  /// Keeps what is sent.
  static final class Carrier implements CarrierFactory, Bundle {
    final List<Sent> out = new ArrayList<>();
    final List<String> applied = new ArrayList<>();
    private @Nullable BundleListener listener;
    int room = Integer.MAX_VALUE;
    int refused = -1;
    byte[] lastRefused = new byte[0];
    boolean closed;
    boolean broken;

    BundleListener told() {
      return Objects.requireNonNull(listener);
    }

    @Override
    public Bundle open(BundleSettings settings, BundleListener listener) {
      if (broken) {
        throw new IllegalStateException("broken");
      }
      this.listener = listener;
      return this;
    }

    @Override
    public void applyOffer(int association, String sdp) {
      applied.add(sdp);
    }

    @Override
    public void applyAnswer(int association, String sdp) {
      applied.add(sdp);
    }

    @Override
    public void addCandidate(int association, Candidate candidate) {}

    @Override
    public boolean send(int channel, byte[] frame) {
      if (room == 0 || channel == refused) {
        lastRefused = frame;
        return false;
      }
      room--;
      out.add(new Sent(channel, frame));
      return true;
    }

    @Override
    public long bufferedBytes(int channel) {
      return 0;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
