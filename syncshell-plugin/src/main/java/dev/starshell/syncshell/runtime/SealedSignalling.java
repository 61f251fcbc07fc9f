package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.seal.Session;
import dev.starshell.syncshell.crypto.seal.SignalOpener;
import dev.starshell.syncshell.crypto.seal.SignalSealer;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.SignalCodec;
import dev.starshell.syncshell.protocol.SignalMessage;
import dev.starshell.syncshell.protocol.SignalMessage.Answer;
import dev.starshell.syncshell.protocol.SignalMessage.Candidates;
import dev.starshell.syncshell.protocol.SignalMessage.Declined;
import dev.starshell.syncshell.protocol.SignalMessage.Handshake;
import dev.starshell.syncshell.protocol.SignalMessage.Left;
import dev.starshell.syncshell.protocol.SignalMessage.LinkWanted;
import dev.starshell.syncshell.protocol.SignalMessage.Membership;
import dev.starshell.syncshell.protocol.SignalMessage.Offer;
import dev.starshell.syncshell.protocol.SignalMessage.Sealed;
import dev.starshell.syncshell.protocol.SignalMessage.Silent;

/// Seals and opens the session descriptions and candidates of one generation. Belongs to the
/// shell's loop.
final class SealedSignalling implements AutoCloseable {
  private final long generation;
  private final SignalSealer sealer;
  private final SignalOpener opener;

  /// @param session stays the caller's
  SealedSignalling(Session session) {
    this.generation = session.generation();
    this.sealer = session.signalSealer();
    this.opener = session.signalOpener();
  }

  long generation() {
    return generation;
  }

  Sealed seal(SignalMessage message) {
    return new Sealed(sealer.seal(SignalCodec.encode(message)));
  }

  /// What was sealed, if it belongs there and is of this generation.
  DecodeResult<SignalMessage> open(Bytes sealed) {
    return switch (opener.open(sealed)) {
      case DecodeResult.Malformed<Bytes>(PeerFault fault) -> new DecodeResult.Malformed<>(fault);
      case DecodeResult.Incomplete<Bytes> _ -> malformed("sealed signal cut");
      case DecodeResult.Decoded<Bytes>(Bytes content) ->
          switch (SignalCodec.decode(content)) {
            case DecodeResult.Malformed<SignalMessage> malformed -> malformed;
            case DecodeResult.Incomplete<SignalMessage> _ -> malformed("signal cut");
            case DecodeResult.Decoded<SignalMessage> decoded -> checked(decoded);
          };
    };
  }

  private DecodeResult<SignalMessage> checked(DecodeResult.Decoded<SignalMessage> decoded) {
    long stated =
        switch (decoded.message()) {
          case Offer offer -> offer.generation();
          case Answer answer -> answer.generation();
          case Candidates candidates -> candidates.generation();
          case LinkWanted _, Declined _, Membership _, Left _, Handshake _, Sealed _, Silent _ -> 0;
        };
    return stated == generation ? decoded : malformed("sealed signal of generation=" + stated);
  }

  private static DecodeResult<SignalMessage> malformed(String detail) {
    return new DecodeResult.Malformed<>(new PeerFault(FaultCode.FRAME_MALFORMED, detail));
  }

  @Override
  public void close() {
    sealer.close();
    opener.close();
  }
}
