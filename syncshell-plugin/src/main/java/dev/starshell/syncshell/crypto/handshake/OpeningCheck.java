package dev.starshell.syncshell.crypto.handshake;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.crypto.handshake.HandshakeEvent.Came;
import dev.starshell.syncshell.crypto.handshake.HandshakeMessage.Opening;
import dev.starshell.syncshell.crypto.handshake.HandshakeState.Answered;
import dev.starshell.syncshell.crypto.handshake.HandshakeState.Established;
import dev.starshell.syncshell.crypto.handshake.HandshakeState.Opened;
import dev.starshell.syncshell.crypto.handshake.HandshakeState.Waiting;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import java.util.Optional;

/// Whether a first message may be answered. From cheap to dear; what would alarm people stands
/// behind the signature.
final class OpeningCheck {
  private OpeningCheck() {}

  static Optional<PeerFault> check(HandshakeState state, Opening opening, Digest hash, Came came) {
    Standing standing = came.standing();
    HandshakeContext context = opening.context();
    if (!context.shell().equals(standing.shell())) {
      return fault(FaultCode.HANDSHAKE_MISDIRECTED, "shell " + context.shell());
    }
    if (!opening.ends().equals(state.pair().ends())) {
      return fault(
          FaultCode.HANDSHAKE_MISDIRECTED,
          "leader " + opening.ends().leader() + " follower " + opening.ends().follower());
    }
    if (state.pair().leading()) {
      return fault(FaultCode.OUT_OF_ORDER, "opening of a follower");
    }
    if (isKnown(state, hash)) {
      return fault(FaultCode.HANDSHAKE_REPLAY, "opening was taken before");
    }
    if (context.generation() <= state.lastGeneration()) {
      return fault(
          FaultCode.STALE_GENERATION,
          "generation=" + context.generation() + " is not over " + state.lastGeneration());
    }
    if (context.epoch() != standing.epoch()) {
      return fault(
          context.epoch() < standing.epoch() ? FaultCode.STALE_EPOCH : FaultCode.EPOCH_AHEAD,
          "epoch=" + context.epoch() + " here " + standing.epoch());
    }
    return checkSender(state.pair().peer(), opening, came);
  }

  private static Optional<PeerFault> checkSender(MemberKey peer, Opening opening, Came came) {
    if (Signatures.isWeak(peer)) {
      return fault(FaultCode.KEY_WEAK, "member " + peer);
    }
    if (!Signatures.verify(
        peer,
        SignatureLabel.HANDSHAKE_OPENING,
        HandshakeCodec.signedPart(came.message()),
        opening.signature().toArray())) {
      return fault(FaultCode.HANDSHAKE_FORGED, "signature of an opening");
    }
    return came.standing().contradicts(opening.context().log())
        ? fault(FaultCode.MEMBERSHIP_FORK, "log " + opening.context().log())
        : Optional.empty();
  }

  private static boolean isKnown(HandshakeState state, Digest hash) {
    return switch (state) {
      case Waiting _ -> false;
      case Opened now -> now.opening().equals(hash);
      case Answered now -> now.opening().equals(hash);
      case Established now -> now.opening().equals(hash);
    };
  }

  private static Optional<PeerFault> fault(FaultCode code, String detail) {
    return Optional.of(new PeerFault(code, detail));
  }
}
