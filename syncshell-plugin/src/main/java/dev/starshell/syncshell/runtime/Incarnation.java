package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.seal.Session;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.SignalMessage;
import dev.starshell.syncshell.protocol.SignalMessage.Answer;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import dev.starshell.syncshell.protocol.SignalMessage.Candidates;
import dev.starshell.syncshell.protocol.SignalMessage.Declined;
import dev.starshell.syncshell.protocol.SignalMessage.Handshake;
import dev.starshell.syncshell.protocol.SignalMessage.LinkWanted;
import dev.starshell.syncshell.protocol.SignalMessage.Offer;
import dev.starshell.syncshell.protocol.SignalMessage.Sealed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a link has of one generation: the keys of its handshake, the signals that are sealed with
/// them, then its bundle and session. Belongs to the shell's loop.
final class Incarnation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Incarnation.class);

  /// Sealed signals that wait for the end of their handshake. Unit: bytes.
  private static final int EARLY_BYTES_MAX = 1024 * 1024;

  private final MemberKey peer;
  private final LinkParts parts;
  private final LinkListener.LinkNews news;
  private BundleSettings settings;

  /// Until the bundle has them.
  private @Nullable Session keys;

  private @Nullable SealedSignalling sealing;
  private @Nullable LinkSession session;

  /// Sealed signals that came before their keys.
  private final List<Bytes> early = new ArrayList<>();

  private int earlyBytes;

  Incarnation(MemberKey peer, boolean leading, LinkParts parts, LinkListener.LinkNews news) {
    this.peer = peer;
    this.parts = parts;
    this.news = news;
    this.settings = new BundleSettings(parts.associations(), parts.channels(), leading);
  }

  /// The session, once the bundle is opened.
  @Nullable LinkSession session() {
    return session;
  }

  /// The handshake is over: the leader opens its bundle, the follower waits for the first offer.
  void begin(Session made) {
    List<Bytes> waiting = List.copyOf(early);
    close();
    keys = made;
    sealing = new SealedSignalling(made);
    if (settings.leading()) {
      openBundle(made.generation());
    }
    waiting.forEach(this::sealedCame);
  }

  /// Seals and sends a session description or candidate of this side.
  void describe(long generation, SignalMessage message) {
    SealedSignalling now = sealing;
    if (now != null && now.generation() == generation) {
      parts.signal(peer, now.seal(message));
    }
  }

  /// Takes a sealed signal of the generation that is being made.
  void sealedCame(Bytes sealed) {
    SealedSignalling now = sealing;
    if (now == null) {
      keepEarly(sealed);
      return;
    }
    switch (now.open(sealed)) {
      case DecodeResult.Decoded<SignalMessage>(SignalMessage message) -> apply(message);
      case DecodeResult.Malformed<SignalMessage>(PeerFault fault) -> parts.refused(peer, fault);
      case DecodeResult.Incomplete<SignalMessage> _ ->
          throw new IllegalStateException("a signal is whole");
    }
  }

  private void keepEarly(Bytes sealed) {
    if (early.size() < EarlySignals.COUNT_MAX && earlyBytes + sealed.length() <= EARLY_BYTES_MAX) {
      early.add(sealed);
      earlyBytes += sealed.length();
    }
  }

  /// Takes what was sealed for the generation that is being made. The follower opens its side with
  /// the first offer, which says how the channels are laid out.
  private void apply(SignalMessage message) {
    if (message instanceof Offer offer && session == null && !settings.leading()) {
      if (offer.channels() <= offer.associations()) {
        LOG.info("offer without channels for all associations member={}", peer);
        return;
      }
      settings = new BundleSettings(offer.associations(), offer.channels(), false);
      openBundle(offer.generation());
    }
    LinkSession to = session;
    if (to == null) {
      LOG.info("description before an offer member={}", peer);
      return;
    }
    int associations = settings.associations();
    switch (message) {
      case Offer offer when offer.association() < associations && !settings.leading() ->
          to.bundle().applyOffer(offer.association(), offer.sdp());
      case Answer answer when answer.association() < associations && settings.leading() ->
          to.bundle().applyAnswer(answer.association(), answer.sdp());
      case Offer _, Answer _ ->
          LOG.info("description out of place member={} associations={}", peer, associations);
      case Candidates found when found.association() >= associations ->
          LOG.info("candidate of no association member={} limit={}", peer, associations);
      case Candidates found -> {
        for (Candidate candidate : found.candidates()) {
          to.bundle().addCandidate(found.association(), candidate);
        }
      }
      case LinkWanted _,
          Declined _,
          Handshake _,
          Sealed _,
          SignalMessage.Silent _,
          SignalMessage.Membership _,
          SignalMessage.Left _ ->
          throw new IllegalStateException("not a description: " + message);
    }
  }

  private void openBundle(long generation) {
    Session given = keys;
    if (given == null) {
      throw new IllegalStateException("no keys of generation=" + generation);
    }
    keys = null;
    LinkListener listener = new LinkListener(peer, generation, settings, parts.loop(), news);
    Bundle bundle = parts.openBundle(settings, given, listener);
    LinkSession made = parts.session(peer, generation, bundle, settings);
    session = made;
    listener.attach(made);
  }

  /// Ends what belongs to the generation.
  @Override
  public void close() {
    early.clear();
    earlyBytes = 0;
    Session unused = keys;
    keys = null;
    if (unused != null) {
      unused.close();
    }
    SealedSignalling signalling = sealing;
    sealing = null;
    if (signalling != null) {
      signalling.close();
    }
    LinkSession old = session;
    session = null;
    if (old != null) {
      old.close();
    }
  }
}
