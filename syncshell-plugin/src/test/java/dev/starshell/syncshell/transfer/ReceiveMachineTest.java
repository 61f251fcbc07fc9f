package dev.starshell.syncshell.transfer;

import static dev.starshell.syncshell.transfer.Contracts.A;
import static dev.starshell.syncshell.transfer.Contracts.A1;
import static dev.starshell.syncshell.transfer.Contracts.A2;
import static dev.starshell.syncshell.transfer.Contracts.B;
import static dev.starshell.syncshell.transfer.Contracts.B1;
import static dev.starshell.syncshell.transfer.Contracts.C;
import static dev.starshell.syncshell.transfer.Contracts.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.contract.Needs;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.transfer.ReceiveAction.AnswerHighFive;
import dev.starshell.syncshell.transfer.ReceiveAction.Finish;
import dev.starshell.syncshell.transfer.ReceiveAction.FlushRoot;
import dev.starshell.syncshell.transfer.ReceiveAction.PublishRoot;
import dev.starshell.syncshell.transfer.ReceiveAction.RefuseParcel;
import dev.starshell.syncshell.transfer.ReceiveAction.SendReceipts;
import dev.starshell.syncshell.transfer.ReceiveEvent.Abandoned;
import dev.starshell.syncshell.transfer.ReceiveEvent.HighFiveCame;
import dev.starshell.syncshell.transfer.ReceiveEvent.ParcelLost;
import dev.starshell.syncshell.transfer.ReceiveEvent.ParcelStored;
import dev.starshell.syncshell.transfer.ReceiveEvent.PublishFailed;
import dev.starshell.syncshell.transfer.ReceiveEvent.RootFlushed;
import dev.starshell.syncshell.transfer.ReceiveEvent.RootsPublished;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReceiveMachineTest {
  private static final Digest WRONG = Needs.root(99).digest();

  private ReceiveState state = ReceiveMachine.begin(SMALL).state();

  private List<ReceiveAction> on(ReceiveEvent event) {
    Step<ReceiveState, ReceiveAction> step = ReceiveMachine.next(state, event);
    state = step.state();
    return step.actions();
  }

  private static Board judged(Contract contract, List<Integer> delivered) {
    Board.Edit edit = Board.of(contract).edit();
    delivered.forEach(edit::delivered);
    return edit.done();
  }

  private static Digest allDelivered(int channel) {
    return judged(SMALL, List.of(A1, A2, B1)).receipts(channel);
  }

  private void receiveAll() {
    on(new ParcelStored(A1));
    on(new ParcelStored(A2));
    on(new ParcelStored(B1));
    on(new RootsPublished(List.of(A, B)));
  }

  private void assertAccused(List<ReceiveAction> actions) {
    assertThat(actions)
        .singleElement()
        .isInstanceOfSatisfying(
            ReceiveAction.Accuse.class,
            accuse -> assertThat(accuse.fault().code()).isEqualTo(FaultCode.RECEIPT_INVALID));
    assertThat(state).isEqualTo(new ReceiveState.Dropped(FaultCode.RECEIPT_INVALID));
  }

  @Test
  void anArchiveWithoutBytesIsPublishedAtOnce() {
    Step<ReceiveState, ReceiveAction> step = ReceiveMachine.begin(Contracts.EMPTY_ARCHIVE);
    state = step.state();

    assertThat(step.actions()).containsExactly(new PublishRoot(C));
    assertThat(on(new RootsPublished(List.of(C)))).containsExactly(new SendReceipts(List.of(0)));
  }

  @Test
  void aContractOfNothingIsFinishedAtOnce() {
    Step<ReceiveState, ReceiveAction> step = ReceiveMachine.begin(Contracts.NOTHING);

    assertThat(step.actions()).containsExactly(new Finish(List.of(), List.of()));
    assertThat(step.state()).isInstanceOf(ReceiveState.Finished.class);
  }

  @Test
  void aCutArchiveIsPublishedWhenItsLastParcelIsStored() {
    assertThat(on(new ParcelStored(A1))).isEmpty();
    assertThat(on(new ParcelStored(A1))).isEmpty();
    assertThat(on(new ParcelStored(A2))).containsExactly(new PublishRoot(A));
  }

  @Test
  void noReceiptIsSentBeforeTheArchiveIsPublished() {
    on(new ParcelStored(A1));
    assertThat(on(new RootsPublished(List.of(A)))).isEmpty();
    assertThat(on(new ParcelStored(A2))).doesNotHaveAnyElementsOfTypes(SendReceipts.class);

    assertThat(on(new RootsPublished(List.of(A))))
        .containsExactly(new SendReceipts(List.of(A1, A2)));
    assertThat(on(new RootsPublished(List.of(A)))).isEmpty();
  }

  @Test
  void oneBatchOfArchivesIsOneMessageOfReceipts() {
    on(new ParcelStored(A1));
    on(new ParcelStored(A2));
    on(new ParcelStored(B1));

    assertThat(on(new RootsPublished(List.of(A, B, Needs.root(50)))))
        .containsExactly(new SendReceipts(List.of(A1, A2, B1)));
  }

  @Test
  void aLostParcelIsRefusedAtOnceAndTheRestOfTheArchiveFlushed() {
    assertThat(on(new ParcelLost(A1, FaultCode.CHUNK_HASH_MISMATCH)))
        .containsExactly(new RefuseParcel(A1, FaultCode.CHUNK_HASH_MISMATCH));
    assertThat(on(new ParcelStored(A1))).isEmpty();
    assertThat(on(new ParcelStored(A2))).containsExactly(new FlushRoot(A, List.of(A2)));
    assertThat(on(new RootFlushed(A, List.of(A2)))).containsExactly(new SendReceipts(List.of(A2)));
    assertThat(on(new RootFlushed(A, List.of(A2)))).isEmpty();
  }

  @Test
  void anArchiveOfWhichEverythingIsLostIsNotFlushed() {
    on(new ParcelLost(A1, FaultCode.SOURCE_GONE));
    assertThat(on(new ParcelLost(A2, FaultCode.SOURCE_GONE)))
        .containsExactly(new RefuseParcel(A2, FaultCode.SOURCE_GONE));
  }

  @Test
  void aStoredParcelCannotBeLostAnyMore() {
    on(new ParcelStored(A1));
    assertThat(on(new ParcelLost(A1, FaultCode.STORE_FAILED))).isEmpty();
  }

  @Test
  void anArchiveThatCannotBePublishedIsRefusedParcelByParcel() {
    on(new ParcelStored(A1));
    assertThat(on(new PublishFailed(A, FaultCode.DISK_FULL))).isEmpty();
    on(new ParcelStored(A2));

    assertThat(on(new PublishFailed(A, FaultCode.DISK_FULL)))
        .containsExactly(
            new RefuseParcel(A1, FaultCode.DISK_FULL), new RefuseParcel(A2, FaultCode.DISK_FULL));
    assertThat(on(new RootsPublished(List.of(A)))).isEmpty();
  }

  @Test
  void aFlushThatFailsRefusesWhatWasStored() {
    on(new ParcelLost(A1, FaultCode.SOURCE_GONE));
    on(new ParcelStored(A2));

    assertThat(on(new PublishFailed(A, FaultCode.STORE_FAILED)))
        .containsExactly(new RefuseParcel(A2, FaultCode.STORE_FAILED));
  }

  @Test
  void theHighFiveClosesAChannelAndTheLastOneFinishes() {
    receiveAll();

    assertThat(on(new HighFiveCame(1, allDelivered(1))))
        .containsExactly(new AnswerHighFive(1, allDelivered(1)));
    assertThat(((ReceiveState.Receiving) state).isClosed(1)).isTrue();
    assertThat(on(new HighFiveCame(2, allDelivered(2))))
        .containsExactly(
            new AnswerHighFive(2, allDelivered(2)), new Finish(List.of(A, B), List.of()));
  }

  @Test
  void aRepeatedHighFiveIsAnsweredAgainAlsoAfterTheEnd() {
    receiveAll();
    on(new HighFiveCame(1, allDelivered(1)));

    assertThat(on(new HighFiveCame(1, allDelivered(1))))
        .containsExactly(new AnswerHighFive(1, allDelivered(1)));
    on(new HighFiveCame(2, allDelivered(2)));
    assertThat(on(new HighFiveCame(1, allDelivered(1))))
        .containsExactly(new AnswerHighFive(1, allDelivered(1)));
    assertAccused(on(new HighFiveCame(2, WRONG)));
  }

  @Test
  void aHighFiveWithOpenParcelsAWrongDigestOrAnUnknownChannelIsInvalid() {
    assertAccused(on(new HighFiveCame(1, allDelivered(1))));

    for (ReceiveEvent wrong :
        List.of(new HighFiveCame(1, allDelivered(2)), new HighFiveCame(3, WRONG))) {
      state = ReceiveMachine.begin(SMALL).state();
      receiveAll();
      assertAccused(on(wrong));
    }
    state = ReceiveMachine.begin(SMALL).state();
    receiveAll();
    on(new HighFiveCame(1, allDelivered(1)));
    assertAccused(on(new HighFiveCame(1, WRONG)));
  }

  @Test
  void theEndNamesWhatFailedAndWhy() {
    on(new ParcelLost(A1, FaultCode.SOURCE_CHANGED));
    on(new ParcelStored(A2));
    on(new RootFlushed(A, List.of(A2)));
    on(new ParcelStored(B1));
    on(new RootsPublished(List.of(B)));
    Board board =
        judged(SMALL, List.of(A2, B1)).edit().refused(A1, FaultCode.SOURCE_CHANGED).done();

    on(new HighFiveCame(2, board.receipts(2)));
    assertThat(on(new HighFiveCame(1, board.receipts(1))))
        .contains(new Finish(List.of(B), List.of(new FailedRoot(A, FaultCode.SOURCE_CHANGED))));
  }

  @Test
  void aParcelThatTheContractDoesNotHaveIsOurMistake() {
    assertThatThrownBy(() -> on(new ParcelStored(3))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> on(new ParcelLost(-1, FaultCode.STORE_FAILED)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void abandoningDropsAndNothingMattersAfterwards() {
    assertThat(on(new Abandoned(FaultCode.PAUSED)))
        .containsExactly(new ReceiveAction.Drop(FaultCode.PAUSED));
    assertLateEventsChangeNothing(new HighFiveCame(1, WRONG));
  }

  @Test
  void lateEventsOfAFinishedContractChangeNothing() {
    receiveAll();
    on(new HighFiveCame(1, allDelivered(1)));
    on(new HighFiveCame(2, allDelivered(2)));
    assertThat(state).isInstanceOf(ReceiveState.Finished.class);

    assertLateEventsChangeNothing(new Abandoned(FaultCode.STALLED));
  }

  private void assertLateEventsChangeNothing(ReceiveEvent another) {
    for (ReceiveEvent late :
        List.of(
            new ParcelStored(A1),
            new ParcelLost(77, FaultCode.STORE_FAILED),
            new RootsPublished(List.of(A)),
            new PublishFailed(A, FaultCode.STORE_FAILED),
            new RootFlushed(A, List.of(A1)),
            another)) {
      assertThat(ReceiveMachine.next(state, late)).isEqualTo(Step.stay(state));
    }
  }

  @Test
  void receiptsOfOneChannelFitNoOtherContract() {
    Contract other =
        Contract.of(
            new dev.starshell.syncshell.protocol.TransferMessage.ContractOffered(
                2, 1, SMALL.parcels(), List.of()));
    Root unused = SMALL.parcel(A1).root();

    assertThat(unused).isEqualTo(A);
    assertThat(judged(other, List.of(A1, A2, B1)).receipts(1)).isNotEqualTo(allDelivered(1));
  }
}
