package dev.starshell.syncshell.transfer;

import static dev.starshell.syncshell.transfer.Contracts.A;
import static dev.starshell.syncshell.transfer.Contracts.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.contract.Needs;
import dev.starshell.syncshell.protocol.DataFrame;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.transfer.ChannelCursor.Verdict;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChannelCursorTest {
  private static final ChunkList LIST =
      Needs.chunks(20_000, 20_001, 20_002, 20_003, 20_004, 20_005);
  private static final Root EMPTY = Contracts.C;

  private final ChannelCursor cursor = new ChannelCursor(1);

  private static Contract contract(long id) {
    return Contract.of(
        new ContractOffered(
            id,
            id,
            List.of(
                new Parcel(A, 1, List.of(new ChunkRange(1, 3), new ChunkRange(5, 6))),
                new Parcel(A, 2, List.of(new ChunkRange(3, 4))),
                new Parcel(EMPTY, 1, List.of()),
                new Parcel(B, 1, List.of(new ChunkRange(0, 1)))),
            List.of()));
  }

  private void begin(long id) {
    cursor.begin(contract(id), _ -> LIST);
  }

  private Verdict chunk(long contract, int parcel, int chunk, int length) {
    return cursor.accept(new DataFrame.Chunk(contract, parcel, chunk, ByteBuffer.allocate(length)));
  }

  private Verdict skip(long contract, int parcel) {
    return cursor.accept(new DataFrame.Skipped(contract, parcel, FaultCode.SOURCE_CHANGED));
  }

  private static void assertFault(FaultCode code, Verdict verdict) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Faulty.class, bad -> assertThat(bad.fault().code()).isEqualTo(code));
  }

  @Test
  void exactlyTheContractedChunksAreExpectedInOrder() {
    begin(1);

    assertThat(chunk(1, 0, 1, 20_001)).isEqualTo(new Verdict.Expected(0, A, 1, false));
    assertThat(chunk(1, 0, 2, 20_002)).isEqualTo(new Verdict.Expected(0, A, 2, false));
    assertThat(chunk(1, 0, 5, 20_005)).isEqualTo(new Verdict.Expected(0, A, 5, true));
    assertThat(chunk(1, 3, 0, 20_000)).isEqualTo(new Verdict.Expected(3, B, 0, true));
  }

  @Test
  void aSkipLeadsToTheNextParcelFromAnyChunk() {
    begin(1);
    chunk(1, 0, 1, 20_001);

    assertThat(skip(1, 0)).isEqualTo(new Verdict.Skipped(0, A, FaultCode.SOURCE_CHANGED));
    assertThat(chunk(1, 3, 0, 20_000)).isEqualTo(new Verdict.Expected(3, B, 0, true));
  }

  @Test
  void everyOtherFrameIsAViolation() {
    List<DataFrame> wrong =
        List.of(
            new DataFrame.Chunk(1, 0, 0, ByteBuffer.allocate(20_000)),
            new DataFrame.Chunk(1, 0, 2, ByteBuffer.allocate(20_002)),
            new DataFrame.Chunk(1, 1, 3, ByteBuffer.allocate(20_003)),
            new DataFrame.Chunk(1, 3, 0, ByteBuffer.allocate(20_000)),
            new DataFrame.Chunk(1, 9, 1, ByteBuffer.allocate(20_001)),
            new DataFrame.Chunk(1, 0, 1, ByteBuffer.allocate(20_000)),
            new DataFrame.Chunk(1, 0, 1, ByteBuffer.allocate(20_002)),
            new DataFrame.Chunk(2, 0, 1, ByteBuffer.allocate(20_001)),
            new DataFrame.Skipped(1, 3, FaultCode.SOURCE_GONE));

    begin(1);
    for (DataFrame frame : wrong) {
      assertFault(FaultCode.CONTRACT_VIOLATION, cursor.accept(frame));
    }
    assertThat(chunk(1, 0, 1, 20_001)).isInstanceOf(Verdict.Expected.class);
  }

  @Test
  void aChunkTwiceIsAViolation() {
    begin(1);
    chunk(1, 0, 1, 20_001);

    assertFault(FaultCode.CONTRACT_VIOLATION, chunk(1, 0, 1, 20_001));
  }

  @Test
  void dataBeforeAnyContractIsAViolation() {
    assertFault(FaultCode.CONTRACT_VIOLATION, chunk(1, 0, 1, 20_001));
  }

  @Test
  void dataAfterTheLastParcelOrOfAPassedContractIsForAClosedChannel() {
    begin(1);
    skip(1, 0);
    skip(1, 3);
    assertFault(FaultCode.CHANNEL_CLOSED, chunk(1, 3, 0, 20_000));
    begin(2);
    assertFault(FaultCode.CHANNEL_CLOSED, chunk(1, 3, 0, 20_000));
  }

  @Test
  void framesLeftBehindByAnAbandonedContractAreLateUntilTheNextOneSpeaks() {
    begin(1);
    chunk(1, 0, 1, 20_001);
    cursor.abandon();
    assertThat(chunk(1, 0, 2, 20_002)).isEqualTo(new Verdict.Late());
    begin(2);
    assertThat(chunk(1, 0, 5, 20_005)).isEqualTo(new Verdict.Late());
    cursor.abandon();
    begin(3);
    assertThat(skip(1, 3)).isEqualTo(new Verdict.Late());
    assertThat(chunk(2, 0, 1, 20_001)).isEqualTo(new Verdict.Late());
    assertFault(FaultCode.CHANNEL_CLOSED, skip(1, 3));

    assertThat(chunk(3, 0, 1, 20_001)).isInstanceOf(Verdict.Expected.class);
    assertFault(FaultCode.CHANNEL_CLOSED, chunk(2, 0, 2, 20_002));
  }

  @Test
  void theTailOfARefusedParcelIsLateWhenTheNextContractBegan() {
    begin(1);
    chunk(1, 0, 1, 20_001);
    begin(2);

    assertThat(skip(1, 0)).isEqualTo(new Verdict.Late());
    assertThat(chunk(2, 0, 1, 20_001)).isInstanceOf(Verdict.Expected.class);
  }

  @Test
  void aChannelWithoutParcelsTakesNothing() {
    ChannelCursor other = new ChannelCursor(7);
    other.begin(contract(1), _ -> LIST);

    assertFault(
        FaultCode.CHANNEL_CLOSED,
        other.accept(new DataFrame.Chunk(1, 0, 1, ByteBuffer.allocate(20_001))));
  }

  @Test
  void contractsCountUp() {
    begin(2);
    assertThatThrownBy(() -> begin(2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> begin(1)).isInstanceOf(IllegalArgumentException.class);
  }
}
