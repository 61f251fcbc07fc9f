package dev.starshell.syncshell.transfer;

import static dev.starshell.syncshell.receipt.ReceiptLine.DELIVERED;
import static dev.starshell.syncshell.transfer.Contracts.A1;
import static dev.starshell.syncshell.transfer.Contracts.A2;
import static dev.starshell.syncshell.transfer.Contracts.B1;
import static dev.starshell.syncshell.transfer.Contracts.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.contract.Needs;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.receipt.ReceiptLine;
import dev.starshell.syncshell.transfer.SendAction.OfferHighFive;
import dev.starshell.syncshell.transfer.SendAction.StreamParcels;
import dev.starshell.syncshell.transfer.SendEvent.Abandoned;
import dev.starshell.syncshell.transfer.SendEvent.Accepted;
import dev.starshell.syncshell.transfer.SendEvent.HighFiveCame;
import dev.starshell.syncshell.transfer.SendEvent.HighFiveOverdue;
import dev.starshell.syncshell.transfer.SendEvent.ParcelRefused;
import dev.starshell.syncshell.transfer.SendEvent.ParcelSent;
import dev.starshell.syncshell.transfer.SendEvent.ParcelSkipped;
import dev.starshell.syncshell.transfer.SendEvent.ReceiptsCame;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SendMachineTest {
  private static final Digest WRONG = Needs.root(99).digest();

  private SendState state = SendMachine.offered(SMALL);

  private List<SendAction> on(SendEvent event) {
    Step<SendState, SendAction> step = SendMachine.next(state, event);
    state = step.state();
    return step.actions();
  }

  private void onAll(SendEvent... events) {
    for (SendEvent event : events) {
      on(event);
    }
  }

  private Digest offered(List<SendAction> actions, int channel) {
    return actions.stream()
        .filter(OfferHighFive.class::isInstance)
        .map(OfferHighFive.class::cast)
        .filter(offer -> offer.channel() == channel)
        .findFirst()
        .orElseThrow()
        .receipts();
  }

  private void run() {
    on(new Accepted(SMALL.digest()));
  }

  private void assertAccused(FaultCode code, List<SendAction> actions) {
    assertThat(actions)
        .singleElement()
        .isInstanceOfSatisfying(
            SendAction.Accuse.class, accuse -> assertThat(accuse.fault().code()).isEqualTo(code));
    assertThat(state).isInstanceOf(SendState.Dropped.class);
  }

  @Test
  void nothingIsStreamedBeforeTheRightDigestCame() {
    assertThat(on(new Accepted(SMALL.digest())))
        .containsExactly(new StreamParcels(1, List.of(A1, B1)), new StreamParcels(2, List.of(A2)));
    assertThat(state).isInstanceOf(SendState.Running.class);
  }

  @Test
  void anotherDigestIsAViolation() {
    assertAccused(FaultCode.CONTRACT_VIOLATION, on(new Accepted(WRONG)));
  }

  @Test
  void verdictsBeforeTheAcceptanceAreOutOfOrder() {
    for (SendEvent event :
        List.of(
            new ReceiptsCame(List.of(A1)),
            new ParcelRefused(A1, FaultCode.DISK_FULL),
            new HighFiveCame(1, WRONG))) {
      state = SendMachine.offered(SMALL);
      assertAccused(FaultCode.OUT_OF_ORDER, on(event));
    }
  }

  @Test
  void ownEventsBeforeTheAcceptanceChangeNothing() {
    for (SendEvent event :
        List.of(
            new ParcelSent(A1),
            new ParcelSkipped(A1, FaultCode.SOURCE_GONE),
            new HighFiveOverdue(1))) {
      assertThat(SendMachine.next(state, event)).isEqualTo(Step.stay(state));
    }
  }

  @Test
  void anAbandonedOfferIsDropped() {
    assertThat(on(new Abandoned(FaultCode.PAUSED)))
        .containsExactly(new SendAction.Drop(FaultCode.PAUSED));
    assertThat(state).isEqualTo(new SendState.Dropped(FaultCode.PAUSED, 0));
  }

  @Test
  void anAcceptedContractOfNothingIsFinishedAtOnce() {
    state = SendMachine.offered(Contracts.NOTHING);

    assertThat(on(new Accepted(Contracts.NOTHING.digest())))
        .containsExactly(new SendAction.Finish(0, 0));
    assertThat(state).isInstanceOf(SendState.Closed.class);
  }

  @Test
  void anArchiveWithoutBytesIsNotStreamedAndMayHaveItsReceiptAtOnce() {
    state = SendMachine.offered(Contracts.EMPTY_ARCHIVE);

    assertThat(on(new Accepted(Contracts.EMPTY_ARCHIVE.digest()))).isEmpty();
    Digest receipts = offered(on(new ReceiptsCame(List.of(0))), 1);
    assertThat(on(new HighFiveCame(1, receipts))).contains(new SendAction.Finish(1, 0));
  }

  @Test
  void aSentParcelIsNotDeliveredBeforeItsReceipt() {
    run();
    onAll(new ParcelSent(A1), new ParcelSent(A2), new ParcelSent(B1));

    assertThat(((SendState.Running) state).delivered()).isZero();
    on(new ReceiptsCame(List.of(A1, A2)));
    assertThat(((SendState.Running) state).delivered()).isEqualTo(2);
  }

  @Test
  void theHighFiveIsOfferedWhenEveryParcelOfTheChannelHasItsVerdict() {
    run();
    onAll(new ParcelSent(A1), new ParcelSent(A2));
    assertThat(on(new ReceiptsCame(List.of(A1, A2))))
        .hasSize(1)
        .first()
        .isInstanceOfSatisfying(
            OfferHighFive.class, offer -> assertThat(offer.channel()).isEqualTo(2));
    assertThat(on(new ParcelSent(B1))).isEmpty();
    assertThat(on(new ReceiptsCame(List.of(B1))))
        .hasSize(1)
        .first()
        .isInstanceOfSatisfying(
            OfferHighFive.class, offer -> assertThat(offer.channel()).isEqualTo(1));
  }

  @Test
  void aChannelClosesWithTheSameDigestAndTheLastOneFinishes() {
    run();
    onAll(new ParcelSent(A1), new ParcelSent(A2), new ParcelSent(B1));
    List<SendAction> offers = on(new ReceiptsCame(List.of(A1, A2, B1)));
    Digest first = offered(offers, 1);
    Digest second = offered(offers, 2);

    assertThat(on(new HighFiveCame(2, second)))
        .containsExactly(
            new SendAction.CloseChannel(
                2, second, List.of(new ReceiptLine(A2, SMALL.parcel(A2).root(), 2, DELIVERED))));
    assertThat(((SendState.Running) state).isClosed(2)).isTrue();
    assertThat(on(new HighFiveCame(1, first)))
        .containsExactly(
            new SendAction.CloseChannel(
                1,
                first,
                List.of(
                    new ReceiptLine(A1, SMALL.parcel(A1).root(), 2, DELIVERED),
                    new ReceiptLine(B1, SMALL.parcel(B1).root(), 1, DELIVERED))),
            new SendAction.Finish(3, 0));
    assertThat(((SendState.Closed) state).delivered()).isEqualTo(3);
  }

  @Test
  void aHighFiveThatDoesNotFitIsAnInvalidReceipt() {
    for (SendEvent event :
        List.of(
            new HighFiveCame(1, WRONG), new HighFiveCame(2, WRONG), new HighFiveCame(9, WRONG))) {
      state = SendMachine.offered(SMALL);
      run();
      onAll(new ParcelSent(A1), new ParcelSent(A2), new ReceiptsCame(List.of(A1, A2)));
      assertAccused(FaultCode.RECEIPT_INVALID, on(event));
    }
  }

  @Test
  void falseReceiptsAreAccused() {
    for (SendEvent event :
        List.of(
            new ReceiptsCame(List.of(A1)),
            new ReceiptsCame(List.of(B1, 7)),
            new ReceiptsCame(List.of(-1)),
            new ParcelRefused(3, FaultCode.DISK_FULL))) {
      state = SendMachine.offered(SMALL);
      run();
      on(new ParcelSent(B1));
      assertAccused(FaultCode.RECEIPT_INVALID, on(event));
    }
  }

  @Test
  void aReceiptForASkippedOrRefusedParcelIsFalse() {
    run();
    on(new ParcelSkipped(A2, FaultCode.SOURCE_CHANGED));
    assertAccused(FaultCode.RECEIPT_INVALID, on(new ReceiptsCame(List.of(A2))));

    state = SendMachine.offered(SMALL);
    run();
    onAll(new ParcelSent(A2), new ParcelRefused(A2, FaultCode.DISK_FULL));
    assertAccused(FaultCode.RECEIPT_INVALID, on(new ReceiptsCame(List.of(A2))));
  }

  @Test
  void aRefusalAfterAReceiptIsFalseAndARepeatChangesNothing() {
    run();
    onAll(new ParcelSent(A2), new ReceiptsCame(List.of(A2)));

    assertThat(on(new ReceiptsCame(List.of(A2)))).isEmpty();
    assertAccused(FaultCode.RECEIPT_INVALID, on(new ParcelRefused(A2, FaultCode.STORE_FAILED)));
  }

  @Test
  void aRefusedParcelIsStoppedAndTheOthersGoOn() {
    run();

    assertThat(on(new ParcelRefused(A1, FaultCode.DISK_FULL)))
        .containsExactly(new SendAction.StopParcel(1, A1));
    assertThat(on(new ParcelRefused(A1, FaultCode.DISK_FULL))).isEmpty();
    assertThat(on(new ParcelSkipped(A1, FaultCode.NOT_WANTED))).isEmpty();
    on(new ParcelSent(B1));
    assertThat(on(new ReceiptsCame(List.of(B1))))
        .hasSize(1)
        .first()
        .isInstanceOf(OfferHighFive.class);
  }

  @Test
  void theHighFiveWaitsForTheStreamToLeaveARefusedParcel() {
    run();
    assertThat(on(new ParcelRefused(A2, FaultCode.DISK_FULL)))
        .containsExactly(new SendAction.StopParcel(2, A2));

    assertThat(on(new ParcelSkipped(A2, FaultCode.NOT_WANTED)))
        .singleElement()
        .isInstanceOf(OfferHighFive.class);
  }

  @Test
  void aSkippedSourceIsScannedAgainAndCountsWhenTheReceiverConfirms() {
    run();

    assertThat(on(new ParcelSkipped(A2, FaultCode.SOURCE_CHANGED)))
        .containsExactly(new SendAction.Rescan(A2, FaultCode.SOURCE_CHANGED));
    assertThat(on(new ParcelSkipped(A2, FaultCode.SOURCE_CHANGED))).isEmpty();
    assertThat(on(new ParcelRefused(A2, FaultCode.SOURCE_CHANGED)))
        .singleElement()
        .isInstanceOf(OfferHighFive.class);
  }

  @Test
  void anUnansweredHighFiveIsRepeatedAndGivenUpAtLast() {
    run();
    on(new ParcelSent(A2));
    Digest receipts = offered(on(new ReceiptsCame(List.of(A2))), 2);

    for (int i = 1; i < Limits.HIGH_FIVE_TRIES; i++) {
      assertThat(on(new HighFiveOverdue(2))).containsExactly(new OfferHighFive(2, receipts));
    }
    assertThat(on(new HighFiveOverdue(2))).containsExactly(new SendAction.Drop(FaultCode.STALLED));
    assertThat(state).isEqualTo(new SendState.Dropped(FaultCode.STALLED, 1));
  }

  @Test
  void aLateTimerOfAClosedOrStreamingChannelChangesNothing() {
    run();
    assertThat(on(new HighFiveOverdue(1))).isEmpty();
    on(new ParcelSent(A2));
    Digest receipts = offered(on(new ReceiptsCame(List.of(A2))), 2);
    on(new HighFiveCame(2, receipts));

    assertThat(on(new HighFiveOverdue(2))).isEmpty();
    assertThat(on(new HighFiveCame(2, receipts))).isEmpty();
  }

  @Test
  void aSecondAcceptanceIsOutOfOrder() {
    run();
    assertAccused(FaultCode.OUT_OF_ORDER, on(new Accepted(SMALL.digest())));
  }

  @Test
  void aParcelThatTheContractDoesNotHaveIsOurMistake() {
    run();
    assertThatThrownBy(() -> on(new ParcelSent(3))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void abandoningARunningContractDropsIt() {
    run();
    assertThat(on(new Abandoned(FaultCode.GOING_AWAY)))
        .containsExactly(new SendAction.Drop(FaultCode.GOING_AWAY));
  }

  @Test
  void aClosedContractTakesRepeatsAndRefusesContradictions() {
    run();
    onAll(new ParcelSent(A1), new ParcelSent(A2), new ParcelSent(B1));
    List<SendAction> offers = on(new ReceiptsCame(List.of(A1, A2, B1)));
    onAll(new HighFiveCame(1, offered(offers, 1)), new HighFiveCame(2, offered(offers, 2)));
    SendState closed = state;

    for (SendEvent late :
        List.of(
            new ReceiptsCame(List.of(A1)),
            new HighFiveCame(1, offered(offers, 1)),
            new ParcelSent(A1),
            new ParcelSkipped(A1, FaultCode.SOURCE_GONE),
            new HighFiveOverdue(1),
            new Abandoned(FaultCode.PAUSED))) {
      assertThat(SendMachine.next(closed, late)).isEqualTo(Step.stay(closed));
    }
    for (SendEvent wrong :
        List.of(
            new ReceiptsCame(List.of(3)),
            new ParcelRefused(A1, FaultCode.DISK_FULL),
            new HighFiveCame(1, WRONG))) {
      state = closed;
      assertAccused(FaultCode.RECEIPT_INVALID, on(wrong));
    }
    state = closed;
    assertAccused(FaultCode.OUT_OF_ORDER, on(new Accepted(SMALL.digest())));
  }

  @Test
  void aDroppedContractTakesNothing() {
    on(new Abandoned(FaultCode.PAUSED));
    for (SendEvent late :
        List.of(
            new Accepted(SMALL.digest()),
            new ParcelSent(77),
            new ParcelSkipped(A1, FaultCode.SOURCE_GONE),
            new ReceiptsCame(List.of(77)),
            new ParcelRefused(A1, FaultCode.DISK_FULL),
            new HighFiveCame(1, WRONG),
            new HighFiveOverdue(1),
            new Abandoned(FaultCode.STALLED))) {
      assertThat(SendMachine.next(state, late)).isEqualTo(Step.stay(state));
    }
  }
}
