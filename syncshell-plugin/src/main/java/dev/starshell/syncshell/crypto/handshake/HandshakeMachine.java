package dev.starshell.syncshell.crypto.handshake;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.Secret;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.crypto.XWing;
import dev.starshell.syncshell.crypto.handshake.HandshakeAction.Establish;
import dev.starshell.syncshell.crypto.handshake.HandshakeAction.Refuse;
import dev.starshell.syncshell.crypto.handshake.HandshakeAction.Send;
import dev.starshell.syncshell.crypto.handshake.HandshakeEvent.Abandoned;
import dev.starshell.syncshell.crypto.handshake.HandshakeEvent.Begun;
import dev.starshell.syncshell.crypto.handshake.HandshakeEvent.Came;
import dev.starshell.syncshell.crypto.handshake.HandshakeMessage.Confirmation;
import dev.starshell.syncshell.crypto.handshake.HandshakeMessage.Opening;
import dev.starshell.syncshell.crypto.handshake.HandshakeMessage.Proof;
import dev.starshell.syncshell.crypto.handshake.HandshakeMessage.Reply;
import dev.starshell.syncshell.crypto.handshake.HandshakeState.Answered;
import dev.starshell.syncshell.crypto.handshake.HandshakeState.Established;
import dev.starshell.syncshell.crypto.handshake.HandshakeState.Expected;
import dev.starshell.syncshell.crypto.handshake.HandshakeState.Opened;
import dev.starshell.syncshell.crypto.handshake.HandshakeState.Waiting;
import dev.starshell.syncshell.crypto.seal.Session;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import java.util.List;
import java.util.Optional;

/// Decides what follows in the handshakes with one member.
///
/// - any → Opened: the leader's link begins a generation; the first message goes out.
/// - any → Answered: the follower took a first message of a new generation; the second goes out.
/// - Opened → Established: the second message was right; the third goes out, then the keys.
/// - Answered → Established: the third message was right; the keys go out.
/// - any → Waiting: the link gave the generation up.
///
/// A message that is refused changes nothing, so that nobody can end a handshake by throwing
/// messages into it; who has waited too long is up to the link. Checks go from cheap to dear, and
/// before the signature no key work is done for anybody.
///
/// Secrets of a state that is left are cleared, so a state must not be used again after `next`.
public final class HandshakeMachine {
  private HandshakeMachine() {}

  /// The state before anything came.
  ///
  /// @param lastGeneration from the journal; 0 when there was none
  public static HandshakeState start(Pair pair, long lastGeneration) {
    return new Waiting(pair, lastGeneration);
  }

  /// Takes one event and clears its chance.
  public static Step<HandshakeState, HandshakeAction> next(
      HandshakeState state, HandshakeEvent event) {
    return switch (event) {
      case Begun begun -> {
        try (Entropy entropy = begun.entropy()) {
          yield whenBegun(state, begun, entropy);
        }
      }
      case Came came -> {
        try (Entropy entropy = came.entropy()) {
          yield whenCame(state, came, entropy);
        }
      }
      case Abandoned _ -> {
        clear(state);
        yield switch (state) {
          case Waiting _, Established _ -> Step.stay(state);
          case Opened _, Answered _ -> Step.to(new Waiting(state.pair(), state.lastGeneration()));
        };
      }
    };
  }

  private static Step<HandshakeState, HandshakeAction> whenBegun(
      HandshakeState state, Begun begun, Entropy entropy) {
    Pair pair = state.pair();
    if (!pair.leading()) {
      throw new IllegalStateException("only the leader begins a handshake");
    }
    if (begun.generation() <= state.lastGeneration()) {
      throw new IllegalArgumentException(
          "generation=" + begun.generation() + " is not over " + state.lastGeneration());
    }
    clear(state);
    Secret keySeed = entropy.keySeed();
    Opening unsigned =
        new Opening(
            begun.standing().at(begun.generation()),
            pair.ends(),
            entropy.nonce(),
            Bytes.copyOf(XWing.publicKey(keySeed)),
            Bytes.copyOf(new byte[Signatures.LENGTH_BYTES]));
    byte[] signature =
        pair.self().sign(SignatureLabel.HANDSHAKE_OPENING, HandshakeCodec.openingBody(unsigned));
    Bytes message =
        HandshakeCodec.encode(
            new Opening(
                unsigned.context(),
                unsigned.ends(),
                unsigned.nonce(),
                unsigned.key(),
                Bytes.copyOf(signature)));
    Digest opening = Sha256.of(message.toArray());
    return new Step<>(
        new Opened(pair, begun.generation(), begun.standing().epoch(), opening, keySeed),
        List.of(new Send(begun.generation(), message)));
  }

  private static Step<HandshakeState, HandshakeAction> whenCame(
      HandshakeState state, Came came, Entropy entropy) {
    return switch (HandshakeCodec.decode(came.message())) {
      case DecodeResult.Malformed<HandshakeMessage>(PeerFault fault) -> refuse(state, fault);
      case DecodeResult.Incomplete<HandshakeMessage> _ ->
          refuse(state, FaultCode.FRAME_MALFORMED, "handshake cut at " + came.message().length());
      case DecodeResult.Decoded<HandshakeMessage>(HandshakeMessage message) ->
          switch (message) {
            case Opening opening -> whenOpening(state, opening, came, entropy);
            case Reply reply -> whenReply(state, reply, came);
            case Confirmation confirmation ->
                whenConfirmation(state, confirmation, came.standing());
          };
    };
  }

  private static Step<HandshakeState, HandshakeAction> whenOpening(
      HandshakeState state, Opening opening, Came came, Entropy entropy) {
    Digest hash = Sha256.of(came.message().toArray());
    Optional<PeerFault> fault = OpeningCheck.check(state, opening, hash, came);
    if (fault.isPresent()) {
      return refuse(state, fault.get());
    }
    Optional<XWing.Encapsulation> made = encapsulate(opening, entropy);
    if (made.isEmpty()) {
      return refuse(state, FaultCode.KEY_WEAK, "key of an opening");
    }
    clear(state);
    return answer(state.pair(), opening, hash, made.get(), new Own(came.standing(), entropy));
  }

  private static Optional<XWing.Encapsulation> encapsulate(Opening opening, Entropy entropy) {
    try (Secret fresh = entropy.encapsulationSeed()) {
      return XWing.encapsulate(opening.key().toArray(), fresh);
    }
  }

  /// What this side brings to an answer.
  private record Own(Standing standing, Entropy entropy) {}

  private static Step<HandshakeState, HandshakeAction> answer(
      Pair pair, Opening opening, Digest hash, XWing.Encapsulation made, Own own) {
    Proof none =
        new Proof(
            Bytes.copyOf(new byte[Signatures.LENGTH_BYTES]),
            Bytes.copyOf(new byte[Proof.TAG_BYTES]));
    Reply unproven =
        new Reply(hash, own.standing().log(), own.entropy().nonce(), made.ciphertext(), none);
    Digest transcript = KeySchedule.replyTranscript(hash, HandshakeCodec.replyBody(unproven));
    try (KeySchedule schedule = KeySchedule.begin(transcript, made.shared())) {
      Bytes signature =
          Bytes.copyOf(pair.self().sign(SignatureLabel.HANDSHAKE_REPLY, transcript.toBytes()));
      Proof proof = new Proof(signature, schedule.followerTag(opening.ends()));
      Bytes message =
          HandshakeCodec.encode(
              new Reply(hash, unproven.log(), unproven.nonce(), made.ciphertext(), proof));
      Digest confirmed = KeySchedule.confirmationTranscript(transcript, proof);
      Secret tag = Secret.taking(schedule.leaderTag(opening.ends(), confirmed).toArray());
      Expected expected = new Expected(confirmed, tag, schedule.sessionRoot(confirmed));
      long generation = opening.context().generation();
      return new Step<>(
          new Answered(pair, opening.context(), hash, expected),
          List.of(new Send(generation, message)));
    }
  }

  private static Step<HandshakeState, HandshakeAction> whenReply(
      HandshakeState state, Reply reply, Came came) {
    if (!state.pair().leading()) {
      return refuse(state, FaultCode.OUT_OF_ORDER, "reply of a leader");
    }
    if (!(state instanceof Opened now) || !now.opening().equals(reply.opening())) {
      return refuse(state, FaultCode.HANDSHAKE_REPLAY, "reply to another opening");
    }
    if (came.standing().epoch() != now.epoch()) {
      return refuse(state, FaultCode.STALE_EPOCH, "epoch=" + now.epoch() + " is over");
    }
    Digest transcript =
        KeySchedule.replyTranscript(reply.opening(), HandshakeCodec.signedPart(came.message()));
    if (!isSigned(state, SignatureLabel.HANDSHAKE_REPLY, transcript, reply.proof().signature())) {
      return refuse(state, FaultCode.HANDSHAKE_FORGED, "signature of a reply");
    }
    if (came.standing().contradicts(reply.log())) {
      return refuse(state, FaultCode.MEMBERSHIP_FORK, "log " + reply.log());
    }
    Optional<Secret> shared = XWing.decapsulate(now.keySeed(), reply.ciphertext().toArray());
    if (shared.isEmpty()) {
      return refuse(state, FaultCode.KEY_WEAK, "ciphertext of a reply");
    }
    try (KeySchedule schedule = KeySchedule.begin(transcript, shared.get())) {
      if (!isEqual(schedule.followerTag(now.pair().ends()), reply.proof().tag())) {
        return refuse(state, FaultCode.HANDSHAKE_UNCONFIRMED, "tag of a reply");
      }
      return confirm(now, reply, transcript, schedule);
    }
  }

  private static Step<HandshakeState, HandshakeAction> confirm(
      Opened now, Reply reply, Digest transcript, KeySchedule schedule) {
    Digest confirmed = KeySchedule.confirmationTranscript(transcript, reply.proof());
    Bytes signature =
        Bytes.copyOf(
            now.pair().self().sign(SignatureLabel.HANDSHAKE_CONFIRMATION, confirmed.toBytes()));
    Proof proof = new Proof(signature, schedule.leaderTag(now.pair().ends(), confirmed));
    Bytes message = HandshakeCodec.encode(new Confirmation(confirmed, proof));
    Session session =
        Session.begin(true, now.lastGeneration(), confirmed, schedule.sessionRoot(confirmed));
    clear(now);
    return new Step<>(
        new Established(now.pair(), now.lastGeneration(), now.opening()),
        List.of(new Send(now.lastGeneration(), message), new Establish(session, reply.log())));
  }

  private static Step<HandshakeState, HandshakeAction> whenConfirmation(
      HandshakeState state, Confirmation confirmation, Standing standing) {
    if (state.pair().leading()) {
      return refuse(state, FaultCode.OUT_OF_ORDER, "confirmation of a follower");
    }
    if (!(state instanceof Answered now)
        || !now.expected().transcript().equals(confirmation.transcript())) {
      return refuse(state, FaultCode.HANDSHAKE_REPLAY, "confirmation of another handshake");
    }
    if (standing.epoch() != now.context().epoch()) {
      return refuse(state, FaultCode.STALE_EPOCH, "epoch=" + now.context().epoch() + " is over");
    }
    Expected expected = now.expected();
    if (!isSigned(
        state,
        SignatureLabel.HANDSHAKE_CONFIRMATION,
        expected.transcript(),
        confirmation.proof().signature())) {
      return refuse(state, FaultCode.HANDSHAKE_FORGED, "signature of a confirmation");
    }
    if (!expected.tag().matches(Secret.taking(confirmation.proof().tag().toArray()))) {
      return refuse(state, FaultCode.HANDSHAKE_UNCONFIRMED, "tag of a confirmation");
    }
    expected.tag().close();
    Session session =
        Session.begin(false, now.lastGeneration(), expected.transcript(), expected.root());
    return new Step<>(
        new Established(now.pair(), now.lastGeneration(), now.opening()),
        List.of(new Establish(session, now.context().log())));
  }

  private static boolean isSigned(
      HandshakeState state, SignatureLabel label, Digest transcript, Bytes signature) {
    MemberKey peer = state.pair().peer();
    return Signatures.verify(peer, label, transcript.toBytes(), signature.toArray());
  }

  private static boolean isEqual(Bytes one, Bytes other) {
    return java.security.MessageDigest.isEqual(one.toArray(), other.toArray());
  }

  private static void clear(HandshakeState state) {
    switch (state) {
      case Waiting _, Established _ -> {}
      case Opened now -> now.keySeed().close();
      case Answered now -> {
        now.expected().tag().close();
        now.expected().root().close();
      }
    }
  }

  private static Step<HandshakeState, HandshakeAction> refuse(
      HandshakeState state, FaultCode code, String detail) {
    return refuse(state, new PeerFault(code, detail));
  }

  private static Step<HandshakeState, HandshakeAction> refuse(
      HandshakeState state, PeerFault fault) {
    return new Step<>(state, List.of(new Refuse(fault)));
  }
}
