package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.failpoint.Failpoint;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.HighFiveStatement;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.ReceiptStatement;
import dev.starshell.syncshell.protocol.TransferMessage.HighFive;
import dev.starshell.syncshell.protocol.TransferMessage.HighFiveAnswered;
import dev.starshell.syncshell.receipt.Delivery;
import dev.starshell.syncshell.receipt.Receipt;
import dev.starshell.syncshell.receipt.ReceiptCodec;
import dev.starshell.syncshell.transfer.SendAction;

/// The sender's part in high fives: signs them, checks the answers and keeps those as proofs of
/// delivery. Belongs to the shell's loop.
final class FiveOffers {
  private final LinkSession session;
  private final ExchangeParts parts;
  private final RepeatCount times = new RepeatCount();

  FiveOffers(LinkSession session, ExchangeParts parts) {
    this.session = session;
    this.parts = parts;
  }

  /// Says what the receiver has signed for.
  void offer(long contract, SendAction.OfferHighFive offer) {
    HighFiveStatement statement = statement(contract, offer.channel(), offer.receipts());
    session.send(
        new HighFive(
            contract,
            offer.channel(),
            offer.receipts(),
            parts.highFives().offer(session.peer(), statement)));
    Failpoint.HIGH_FIVE_SENT.pass();
  }

  /// Checks an answer about the contract that runs, or ran last; names what is wrong with it.
  boolean isGood(HighFiveAnswered answer) {
    if (times.more(answer.contract(), answer.channel()) > RepeatCount.TIMES_MAX) {
      session.accuse(
          new PeerFault(
              FaultCode.OUT_OF_ORDER, "answer of channel=" + answer.channel() + " too often"));
      return false;
    }
    ReceiptStatement receipt =
        new ReceiptStatement(
            statement(answer.contract(), answer.channel(), answer.receipts()),
            answer.epoch(),
            answer.seconds());
    if (!parts.highFives().isAnswered(session.peer(), receipt, answer.signature())) {
      session.accuse(new PeerFault(FaultCode.RECEIPT_INVALID, "signature of a high five is wrong"));
      return false;
    }
    return true;
  }

  /// The receiver's signature is proof of delivery.
  void keep(Contract contract, SendAction.CloseChannel close, HighFiveAnswered answer) {
    Delivery delivery =
        new Delivery(
            parts.highFives().shell(),
            parts.frame().self(),
            session.peer(),
            session.generation(),
            contract.id(),
            close.channel(),
            contract.digest(),
            close.lines());
    Bytes receipt =
        ReceiptCodec.write(
            new Receipt(delivery, answer.epoch(), answer.seconds(), answer.signature()));
    parts
        .frame()
        .facts()
        .write(
            journal -> journal.receipts().keep(session.peer(), receipt),
            Failpoint.RECEIPTS_KEPT::pass);
  }

  private HighFiveStatement statement(long contract, int channel, Digest receipts) {
    return new HighFiveStatement(session.generation(), contract, channel, receipts);
  }
}
