package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.OneArchive.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.DataFrameCodec;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.protocol.PeerFault;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IntakeTest {
  private static final int CHANNELS = 3;

  private final OneArchive store = new OneArchive(8);
  private final LinkMemory memory = new LinkMemory(256L * 1024 * 1024);
  private final Workers workers = new Workers("intake-test", 1, () -> {});
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<Long> grants = new CopyOnWriteArrayList<>();
  private final List<PeerFault> faults = new CopyOnWriteArrayList<>();
  private final Intake intake = new Intake(CHANNELS, store, workers, 0, memory, new Recorder());

  private final class Recorder implements Intake.IntakeListener {
    @Override
    public void progressed(Contract contract, int channel, int parcel, int payloadBytes) {}

    @Override
    public void parcelStored(long contract, int channel, int parcel) {
      told.add("stored " + parcel);
    }

    @Override
    public void parcelLost(long contract, int parcel, FaultCode reason) {
      told.add("lost " + parcel + " " + reason);
    }

    @Override
    public void grant(int channel, long limitBytes, int takenBytes) {
      grants.add(limitBytes);
    }

    @Override
    public void crowded() {
      told.add("crowded");
    }

    @Override
    public void late(int payloadBytes) {
      told.add("late " + payloadBytes);
    }

    @Override
    public void accuse(PeerFault fault) {
      faults.add(fault);
    }
  }

  @AfterEach
  void end() {
    workers.close();
  }

  private void begin(long contract, Parcel... parcels) {
    intake.begin(OneArchive.contract(contract, parcels), Map.of(OneArchive.ROOT, store.list));
  }

  @Test
  void aParcelIsStoredWhenItsLastChunkIs() throws InterruptedException {
    begin(1, OneArchive.parcel(1, 0, 2));
    intake.offer(1, frame(1, 0, 0));
    settle();
    assertThat(told).isEmpty();

    intake.offer(1, frame(1, 0, 1));
    settle();

    assertThat(told).containsExactly("stored 0");
    assertThat(store.written).containsExactly(0, 1);
  }

  @Test
  void whatIsUnderWayOfAnAbandonedContractIsLateAndNoFault() throws InterruptedException {
    begin(1, OneArchive.parcel(1, 0, 4));
    intake.offer(1, frame(1, 0, 0));
    intake.abandon(1);
    intake.offer(1, frame(1, 0, 1));
    begin(3, OneArchive.parcel(1, 1, 2));
    intake.offer(1, frame(1, 0, 2));
    intake.offer(1, frame(3, 0, 1));
    settle();

    assertThat(faults).isEmpty();
    assertThat(told).containsExactly("late 17000", "late 17000", "stored 0");
  }

  @Test
  void framesThatNobodyTakesAnyMoreGiveTheirRoomBack() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    workers.post(
        0,
        () -> {
          try {
            busy.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    intake.offer(1, frame(1, 0, 0));
    intake.offer(1, frame(1, 0, 1));
    Thread closing = Thread.ofPlatform().start(workers::close);
    while (closing.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    busy.countDown();
    closing.join();

    intake.offer(1, frame(1, 0, 2));

    assertThat(memory.takeData((int) memory.dataBytesMax(), false)).isTrue();
  }

  @Test
  void theFirstFaultIsToldAndNothingIsTakenAfterIt() throws InterruptedException {
    begin(1, OneArchive.parcel(1, 0, 4));
    for (int i = 0; i < 100; i++) {
      intake.offer(1, frame(1, 0, 3));
    }
    intake.offer(1, frame(1, 0, 0));
    settle();

    assertThat(faults).hasSize(1);
    assertThat(faults.getFirst().code()).isEqualTo(FaultCode.CONTRACT_VIOLATION);
    assertThat(store.written).isEmpty();
  }

  @Test
  void aBadChunkLosesItsParcelAtTheEndAndNoOther() throws InterruptedException {
    store.badChunk = 0;
    begin(1, OneArchive.parcel(1, 0, 2), OneArchive.parcel(2, 2, 3));
    intake.offer(1, frame(1, 0, 0));
    intake.offer(2, frame(1, 1, 2));
    settle();
    assertThat(told).containsExactly("stored 1");

    intake.offer(1, frame(1, 0, 1));
    settle();

    assertThat(told).containsExactly("stored 1", "lost 0 CHUNK_HASH_MISMATCH");
  }

  @Test
  void aBadChunkCannotBeHiddenByASkip() throws InterruptedException {
    store.badChunk = 0;
    begin(1, OneArchive.parcel(1, 0, 3));
    intake.offer(1, frame(1, 0, 0));
    intake.offer(1, DataFrameCodec.encodeSkipped(1, 0, FaultCode.SOURCE_CHANGED));
    settle();

    assertThat(told).containsExactly("lost 0 CHUNK_HASH_MISMATCH");
  }

  @Test
  void aSenderCannotBlameTheReceiversDisk() throws InterruptedException {
    begin(1, OneArchive.parcel(1, 0, 3));
    intake.offer(1, DataFrameCodec.encodeSkipped(1, 0, FaultCode.DISK_FULL));
    settle();

    assertThat(told).containsExactly("lost 0 SOURCE_GONE");
  }

  @Test
  void aFullDiskLosesAParcelOnceAndLetsItsRestGoBy() throws InterruptedException {
    store.full = true;
    begin(1, OneArchive.parcel(1, 0, 3));
    for (int chunk = 0; chunk < 3; chunk++) {
      intake.offer(1, frame(1, 0, chunk));
    }
    settle();

    assertThat(told).containsExactly("lost 0 DISK_FULL");
    assertThat(faults).isEmpty();
  }

  @Test
  void aSkippedParcelIsLostForTheSendersReason() throws InterruptedException {
    begin(1, OneArchive.parcel(1, 0, 3));
    intake.offer(1, frame(1, 0, 0));
    intake.offer(1, DataFrameCodec.encodeSkipped(1, 0, FaultCode.SOURCE_GONE));
    settle();

    assertThat(told).containsExactly("lost 0 SOURCE_GONE");
  }

  @Test
  void creditIsGivenForWhatWasTakenAndTheWindowIsNeverPassed() throws InterruptedException {
    OneArchive large = new OneArchive(10_000);
    Intake taking = new Intake(CHANNELS, large, workers, 0, memory, new Recorder());
    taking.begin(
        OneArchive.contract(1, OneArchive.parcel(1, 0, 10_000)),
        Map.of(OneArchive.ROOT, large.list));
    long window = LinkMemory.windowBytesMax(CHANNELS - 1);
    long half = window / 2;
    int frames = (int) (half / OneArchive.CHUNK_BYTES) + 1;
    for (int chunk = 0; chunk < frames; chunk++) {
      taking.offer(1, frame(1, 0, chunk));
    }
    settle();

    assertThat(grants).containsExactly(window, window + (long) frames * OneArchive.CHUNK_BYTES);
    assertThat(faults).isEmpty();
  }

  @Test
  void whatMayBeUnderWayIsSharedByAllLinksThatReceive() throws InterruptedException {
    long alone = memory.windowBytes(7);
    for (int i = 0; i < 8; i++) {
      memory.receiving();
    }
    assertThat(memory.windowBytes(7) * 7 * 8).isLessThanOrEqualTo(memory.dataBytesMax());
    assertThat(memory.windowBytes(7)).isLessThan(alone).isGreaterThan(LinkMemory.WINDOW_BYTES_MIN);

    begin(1, OneArchive.parcel(1, 0, 4));
    settle();
    assertThat(grants).containsExactly(memory.windowBytes(CHANNELS - 1));

    intake.ended();
    for (int i = 0; i < 8; i++) {
      memory.received();
    }
    assertThat(memory.windowBytes(7)).isEqualTo(alone);
  }

  @Test
  void aFloodOnOneLinkLeavesRoomForTheFirstFrameOfEveryOther() {
    memory.takeData((int) memory.dataBytesMax(), false);
    Intake other = new Intake(CHANNELS, store, workers, 0, memory, new Recorder());
    CountDownLatch gate = hold();

    assertThat(intake.offer(1, new byte[100])).isTrue();
    assertThat(other.offer(1, new byte[100])).isTrue();
    assertThat(told).isEmpty();
    assertThat(intake.offer(1, new byte[100])).isTrue();

    assertThat(told).containsExactly("crowded");
    assertThat(faults).isEmpty();
    gate.countDown();
  }

  @Test
  void whatWasTakenGivesItsRoomBack() throws InterruptedException {
    begin(1, OneArchive.parcel(1, 0, 2));
    intake.offer(1, frame(1, 0, 0));
    intake.offer(1, frame(1, 0, 1));
    settle();

    assertThat(memory.takeData((int) memory.dataBytesMax(), false)).isTrue();
    assertThat(memory.takeData(1, false)).isFalse();
  }

  @Test
  void chunkListsAndNeedsOfAllLinksAreBoundedAndAFewAlwaysFit() {
    assertThat(memory.takeAnswer(memory.answerBytesMax(), 0)).isTrue();
    assertThat(memory.takeAnswer(LinkMemory.FREE_BYTES, 1)).isFalse();
    assertThat(memory.takeAnswer(LinkMemory.FREE_BYTES, 0)).isTrue();

    memory.giveAnswer(memory.answerBytesMax() + LinkMemory.FREE_BYTES);

    assertThat(memory.takeAnswer(memory.answerBytesMax(), 0)).isTrue();
  }

  @Test
  void moreFramesThanMayWaitAreRefused() {
    int taken = takenWhileNothingMoves(1);

    assertThat(taken).isEqualTo(Intake.WAITING_FRAMES_MAX);
    assertThat(Intake.WAITING_FRAMES_MAX).isLessThan(Limits.INBOX_EVENTS_MAX / 4);
  }

  @Test
  void moreBytesThanAllWindowsAreRefused() {
    int taken = takenWhileNothingMoves(Limits.FRAME_BYTES_MAX);

    assertThat((long) taken * Limits.FRAME_BYTES_MAX)
        .isGreaterThan((CHANNELS - 1) * LinkMemory.windowBytesMax(CHANNELS - 1))
        .isLessThan((CHANNELS - 1) * LinkMemory.windowBytesMax(CHANNELS - 1) + 1024 * 1024);
  }

  /// How many frames of one size find room before the first is looked at.
  private int takenWhileNothingMoves(int frameBytes) {
    CountDownLatch gate = hold();
    int taken = 0;
    while (intake.offer(1, new byte[frameBytes])) {
      taken++;
    }
    gate.countDown();
    return taken;
  }

  /// Keeps the thread that takes frames busy.
  private CountDownLatch hold() {
    CountDownLatch gate = new CountDownLatch(1);
    workers.post(
        0,
        () -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return gate;
  }

  private void settle() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    workers.post(0, done::countDown);
    done.await();
  }
}
