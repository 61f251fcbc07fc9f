package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.failpoint.Failpoint;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.HighFiveStatement;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.ReceiptStatement;
import dev.starshell.syncshell.protocol.TransferMessage.HighFive;
import dev.starshell.syncshell.protocol.TransferMessage.HighFiveAnswered;
import dev.starshell.syncshell.transfer.ReceiveAction;

/// The receiver's part in high fives: checks those of the sender and signs for them. Belongs to the
/// shell's loop.
final class FiveAnswers {
  private final LinkSession session;
  private final ExchangeParts parts;
  private final RepeatCount times = new RepeatCount();

  FiveAnswers(LinkSession session, ExchangeParts parts) {
    this.session = session;
    this.parts = parts;
  }

  /// Checks a high five of the contract that runs, or ran last; names what is wrong with it.
  boolean isGood(HighFive five) {
    if (times.more(five.contract(), five.channel()) > RepeatCount.TIMES_MAX) {
      session.accuse(
          new PeerFault(
              FaultCode.OUT_OF_ORDER, "high five of channel=" + five.channel() + " too often"));
      return false;
    }
    HighFiveStatement statement =
        new HighFiveStatement(
            session.generation(), five.contract(), five.channel(), five.receipts());
    if (!parts.highFives().isOffered(session.peer(), statement, five.signature())) {
      session.accuse(new PeerFault(FaultCode.RECEIPT_INVALID, "signature of a high five is wrong"));
      return false;
    }
    return true;
  }

  /// Signs for what came on a channel.
  ///
  /// @return whether it is the first time
  boolean answer(Contract contract, ReceiveAction.AnswerHighFive five) {
    boolean first = times.of(five.channel()) == 1;
    if (first) {
      parts.counters().highFives.increment();
      parts
          .audit()
          .add(
              "HIGH_FIVE",
              session.peer(),
              "answered, contract %d, channel %d, receipts %s"
                  .formatted(contract.id(), five.channel(), five.receipts()));
    }
    HighFiveStatement statement =
        new HighFiveStatement(session.generation(), contract.id(), five.channel(), five.receipts());
    ReceiptStatement receipt =
        new ReceiptStatement(
            statement, parts.highFives().epoch(), System.currentTimeMillis() / 1_000);
    session.send(
        new HighFiveAnswered(
            contract.id(),
            five.channel(),
            five.receipts(),
            receipt.epoch(),
            receipt.seconds(),
            parts.highFives().answer(session.peer(), receipt)));
    Failpoint.HIGH_FIVE_ANSWERED.pass();
    return first;
  }
}
