package dev.starshell.syncshell.runtime;

import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.MemberSigner;
import dev.starshell.api.signal.RelayAddress;
import dev.starshell.api.signal.Signalling;
import dev.starshell.api.signal.StarConnection;
import dev.starshell.api.signal.StarId;
import dev.starshell.api.signal.StarListener;
import dev.starshell.api.signal.StarTicket;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.crypto.handshake.HandshakeCodec;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.membership.Endpoint;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.SignalCodec;
import dev.starshell.syncshell.protocol.SignalMessage;
import dev.starshell.syncshell.protocol.SignedSignal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection to a relay about one shell: signs what goes out, checks what comes in. Belongs to
/// the shell's loop; the host's threads only hand over.
final class Star implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Star.class);

  /// What an envelope is, for the relay's counts: a signal like any other.
  private static final int KIND_SIGNAL = 1;

  /// The first message of a new generation, or the follower's wish for one.
  private static final int KIND_RECONNECT_OFFER = 2;

  /// The follower's answer to it.
  private static final int KIND_RECONNECT_ANSWER = 3;

  private final ShellId shell;
  private final Identity identity;
  private final StarListenerOnLoop listener;
  private final Set<MemberKey> present = new HashSet<>();
  private @Nullable StarConnection connection;
  private String code = "connecting";
  private String sentence = "";
  private boolean connected;

  /// What waits for the relay to be there for certain, after the network has changed.
  private @Nullable Awaited whenProven;

  /// Hears of the star, on the loop.
  interface StarEvents {
    void connected(Set<MemberKey> present);

    void disconnected(String code, String sentence, boolean willRetry);

    void presence(MemberKey member, boolean present);

    /// A signal whose signature is right. Whether its sender belongs to the shell is not decided
    /// here.
    void signalCame(MemberKey from, SignalMessage message);
  }

  Star(ShellId shell, Identity identity, ShellLoop loop, StarEvents events) {
    this.shell = shell;
    this.identity = identity;
    this.listener = new StarListenerOnLoop(loop, events);
  }

  /// Connects, and connects again until closed.
  ///
  /// @param addresses where the relay may be, tried in order
  void connect(
      Signalling signalling,
      StarId id,
      List<RelayAddress> addresses,
      byte[] pin,
      Bytes credential) {
    StarTicket ticket =
        new StarTicket(id, addresses, pin, new Signer(identity), credential.toArray());
    connection = signalling.connect(ticket, listener);
  }

  static RelayAddress address(Endpoint endpoint) {
    return new RelayAddress(endpoint.host(), endpoint.port());
  }

  /// Where members find a relay; this one too.
  static List<Endpoint> endpoints(HostedStar hosted) {
    List<Endpoint> endpoints = new ArrayList<>();
    hosted.addresses().stream()
        .limit(Limits.INVITE_ENDPOINTS_MAX)
        .map(address -> Endpoint.ifValid(address.host(), address.port()))
        .flatMap(Optional::stream)
        .forEach(endpoints::add);
    return endpoints;
  }

  static MemberId idOf(MemberKey key) {
    return MemberId.of(key.toBytes());
  }

  static MemberKey keyOf(MemberId id) {
    return MemberKey.of(id.toBytes());
  }

  Set<MemberKey> present() {
    return present;
  }

  boolean isConnected() {
    return connected;
  }

  /// `connected`, `connecting` or a code.
  String word() {
    return connected ? "connected" : code;
  }

  String sentence() {
    return connected ? "" : sentence;
  }

  /// Signs a message and hands it to the relay. Lost if the relay is away: whoever needs an answer
  /// asks again.
  void send(MemberKey to, SignalMessage message) {
    StarConnection now = connection;
    note(to, message, now != null && now.send(idOf(to), KIND_SIGNAL, signed(to, message)));
    if (now != null
        && message instanceof SignalMessage.Silent(long _, long millis)
        && millis >= Limits.SILENCE_LONG.toMillis()) {
      // What took the path, a forgetful router say, may have taken this connection.
      now.probeAfterSilence();
    }
  }

  /// The same, for what begins or answers a generation: the relay keeps it for a member that is
  /// away, for ten minutes, and the newest of this side alone.
  void reconnect(MemberKey to, long generation, SignalMessage message) {
    StarConnection now = connection;
    boolean isAnswer =
        message instanceof SignalMessage.Handshake(Bytes shaken)
            && shaken.length() != HandshakeCodec.OPENING_BYTES;
    int kind = isAnswer ? KIND_RECONNECT_ANSWER : KIND_RECONNECT_OFFER;
    note(
        to, message, now != null && now.reconnect(idOf(to), kind, generation, signed(to, message)));
  }

  private byte[] signed(MemberKey to, SignalMessage message) {
    Bytes body = SignalCodec.encode(message);
    byte[] toSign =
        SignedSignal.bytesToSign(
            shell.digest().toBytes(), identity.key().toBytes(), to.toBytes(), body);
    Bytes signature = Bytes.copyOf(identity.sign(SignatureLabel.SIGNAL, toSign));
    return new SignedSignal(body, signature).encode();
  }

  private static void note(MemberKey to, SignalMessage message, boolean sent) {
    if (!sent) {
      LOG.debug("signal not sent to={} message={}", to, message.getClass().getSimpleName());
    }
  }

  /// This machine's network has changed: the connection may be dead without anybody's knowing.
  ///
  /// @param proven runs as soon as the relay answers, or is connected anew, unless that takes long
  void networkChanged(Runnable proven) {
    StarConnection asked = connection;
    if (asked != null) {
      whenProven = new Awaited(now(), proven);
      asked.probe();
    }
  }

  private void proven() {
    Awaited due = whenProven;
    whenProven = null;
    if (due != null) {
      due.proven(now());
    }
  }

  private static Moment now() {
    return new Moment(System.nanoTime());
  }

  @Override
  public void close() {
    StarConnection now = connection;
    connection = null;
    connected = false;
    if (now != null) {
      now.close();
    }
  }

  private record Signer(Identity identity) implements MemberSigner {
    @Override
    public MemberId id() {
      return idOf(identity.key());
    }

    @Override
    public byte[] sign(byte[] message) {
      return identity.signForeign(message);
    }
  }

  /// Hands what the host says over to the loop, unless the star was closed meanwhile.
  private final class StarListenerOnLoop implements StarListener {
    private final ShellLoop loop;
    private final StarEvents events;

    StarListenerOnLoop(ShellLoop loop, StarEvents events) {
      this.loop = loop;
      this.events = events;
    }

    private void onLoop(Runnable task) {
      loop.post(() -> {
        if (connection != null) {
          task.run();
        }
      });
    }

    @Override
    public void connected(Set<MemberId> others) {
      onLoop(() -> {
        connected = true;
        present.clear();
        others.forEach(id -> present.add(keyOf(id)));
        events.connected(Set.copyOf(present));
        proven();
      });
    }

    @Override
    public void alive() {
      onLoop(Star.this::proven);
    }

    @Override
    public void disconnected(String why, String how, boolean willRetry) {
      onLoop(() -> {
        connected = false;
        code = why;
        sentence = how;
        present.clear();
        events.disconnected(why, how, willRetry);
      });
    }

    @Override
    public void present(MemberId member) {
      onLoop(() -> {
        present.add(keyOf(member));
        events.presence(keyOf(member), true);
      });
    }

    @Override
    public void absent(MemberId member) {
      onLoop(() -> {
        present.remove(keyOf(member));
        events.presence(keyOf(member), false);
      });
    }

    @Override
    public void received(MemberId from, int kind, byte[] payload) {
      MemberKey sender = keyOf(from);
      if (kind < KIND_SIGNAL
          || kind > KIND_RECONNECT_ANSWER
          || !(SignedSignal.decode(payload) instanceof DecodeResult.Decoded<SignedSignal> signed)) {
        LOG.debug("signal malformed from={} kind={} bytes={}", sender, kind, payload.length);
        return;
      }
      byte[] toVerify =
          SignedSignal.bytesToSign(
              shell.digest().toBytes(),
              sender.toBytes(),
              identity.key().toBytes(),
              signed.message().message());
      if (!Signatures.verify(
          sender, SignatureLabel.SIGNAL, toVerify, signed.message().signature().toArray())) {
        LOG.warn("signal forged from={}", sender);
        return;
      }
      if (SignalCodec.decode(signed.message().message())
          instanceof DecodeResult.Decoded<SignalMessage> decoded) {
        onLoop(() -> events.signalCame(sender, decoded.message()));
      } else {
        LOG.debug("signal malformed from={}", sender);
      }
    }

    @Override
    public void refused(MemberId to, String why, String how) {
      LOG.info("relay refused an envelope to={} code={} sentence={}", to, why, how);
    }
  }
}
