package dev.starshell.syncshell.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.DataFrame;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.receipt.ReceiptLine;
import dev.starshell.syncshell.transfer.ChannelCursor.Verdict;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// A sender and a receiver joined by channels that keep their order and lose nothing, and otherwise
/// run in any order. What the wire, the streams and the store do is played here; every decision is
/// the machines'.
final class TransferModel {
  /// How often something fails, of 100.
  record Chances(int skip, int badChunk, int publishFails, int overdue) {}

  private final Random random;
  private final Chances chances;
  private final Contract contract;
  private final Map<Root, ChunkList> lists;

  private SendState sender;
  private ReceiveState receiver;
  private final Queue<SendEvent> senderInbox = new ArrayDeque<>();
  private final Queue<ReceiveEvent> receiverInbox = new ArrayDeque<>();
  private final Queue<ReceiveEvent> toReceiver = new ArrayDeque<>();
  private final Queue<SendEvent> toSender = new ArrayDeque<>();
  private final Map<Integer, Queue<DataFrame>> wires = new TreeMap<>();
  private final Map<Integer, List<Integer>> streams = new TreeMap<>();
  private final Map<Integer, Integer> chunksSent = new HashMap<>();
  private final Set<Integer> stopped = new HashSet<>();
  private final Map<Integer, ChannelCursor> cursors = new TreeMap<>();
  private final List<Runnable> store = new ArrayList<>();
  private final List<Integer> offeredChannels = new ArrayList<>();

  private final Set<String> chunksSeen = new HashSet<>();
  private final Set<Integer> lost = new HashSet<>();
  private final Set<Integer> durableParcels = new HashSet<>();
  final Set<Integer> receipts = new HashSet<>();
  final Set<Integer> refusals = new HashSet<>();
  final List<SendAction.Finish> sendEnds = new ArrayList<>();
  final List<ReceiveAction.Finish> receiveEnds = new ArrayList<>();
  int answers;

  TransferModel(Contract contract, Map<Root, ChunkList> lists, Chances chances, Random random) {
    this.contract = contract;
    this.lists = lists;
    this.chances = chances;
    this.random = random;
    this.sender = SendMachine.offered(contract);
    Step<ReceiveState, ReceiveAction> begun = ReceiveMachine.begin(contract);
    this.receiver = begun.state();
    for (int channel : contract.channels()) {
      ChannelCursor cursor = new ChannelCursor(channel);
      cursor.begin(contract, root -> Objects.requireNonNull(lists.get(root)));
      cursors.put(channel, cursor);
      wires.put(channel, new ArrayDeque<>());
      streams.put(channel, new ArrayList<>());
    }
    toSender.add(new SendEvent.Accepted(contract.digest()));
    begun.actions().forEach(this::perform);
  }

  /// Runs until nothing is left to do.
  void run() {
    for (int steps = 0; ; steps++) {
      assertThat(steps).as("steps").isLessThan(200_000);
      List<Runnable> possible = possible();
      if (possible.isEmpty()) {
        return;
      }
      possible.get(random.nextInt(possible.size())).run();
    }
  }

  SendState sender() {
    return sender;
  }

  ReceiveState receiver() {
    return receiver;
  }

  private boolean happens(int chance) {
    return random.nextInt(100) < chance;
  }

  private List<Runnable> possible() {
    List<Runnable> possible = new ArrayList<>();
    if (!toSender.isEmpty()) {
      possible.add(() -> senderInbox.add(toSender.remove()));
    }
    if (!toReceiver.isEmpty()) {
      possible.add(() -> receiverInbox.add(toReceiver.remove()));
    }
    if (!senderInbox.isEmpty()) {
      possible.add(() -> {
        Step<SendState, SendAction> step = SendMachine.next(sender, senderInbox.remove());
        sender = step.state();
        step.actions().forEach(this::perform);
      });
    }
    if (!receiverInbox.isEmpty()) {
      possible.add(() -> {
        Step<ReceiveState, ReceiveAction> step =
            ReceiveMachine.next(receiver, receiverInbox.remove());
        receiver = step.state();
        step.actions().forEach(this::perform);
      });
    }
    streams.forEach((channel, parcels) -> {
      if (!parcels.isEmpty()) {
        possible.add(() -> stream(channel, parcels));
      }
    });
    wires.forEach((channel, wire) -> {
      if (!wire.isEmpty()) {
        possible.add(() -> receive(channel, wire.remove()));
      }
    });
    if (!store.isEmpty()) {
      possible.add(() -> store.remove(random.nextInt(store.size())).run());
    }
    if (!offeredChannels.isEmpty() && sender instanceof SendState.Running) {
      // A timer that fires early is the same as an answer that is late.
      if (happens(chances.overdue())) {
        int at = random.nextInt(offeredChannels.size());
        int channel = offeredChannels.get(at);
        offeredChannels.subList(at, at + 1).clear();
        possible.add(() -> senderInbox.add(new SendEvent.HighFiveOverdue(channel)));
      }
    }
    return possible;
  }

  private void stream(int channel, List<Integer> parcels) {
    int parcel = parcels.getFirst();
    List<Integer> chunks = chunks(contract.parcel(parcel).chunks());
    int sent = chunksSent.merge(parcel, 0, Integer::sum);
    Queue<DataFrame> wire = Objects.requireNonNull(wires.get(channel));
    if (stopped.contains(parcel) || happens(chances.skip())) {
      FaultCode reason = stopped.contains(parcel) ? FaultCode.NOT_WANTED : FaultCode.SOURCE_CHANGED;
      parcels.removeFirst();
      senderInbox.add(new SendEvent.ParcelSkipped(parcel, reason));
      wire.add(new DataFrame.Skipped(contract.id(), parcel, reason));
      return;
    }
    int chunk = chunks.get(sent);
    chunksSent.put(parcel, sent + 1);
    if (sent + 1 == chunks.size()) {
      parcels.removeFirst();
      senderInbox.add(new SendEvent.ParcelSent(parcel));
    }
    int length =
        Objects.requireNonNull(lists.get(contract.parcel(parcel).root())).lengthBytes(chunk);
    wire.add(new DataFrame.Chunk(contract.id(), parcel, chunk, ByteBuffer.allocate(length)));
  }

  private static List<Integer> chunks(List<ChunkRange> ranges) {
    List<Integer> chunks = new ArrayList<>();
    for (ChunkRange range : ranges) {
      for (int chunk = range.from(); chunk < range.to(); chunk++) {
        chunks.add(chunk);
      }
    }
    return chunks;
  }

  private void receive(int channel, DataFrame frame) {
    switch (Objects.requireNonNull(cursors.get(channel)).accept(frame)) {
      case Verdict.Expected(int parcel, Root root, int chunk, boolean ended) -> {
        assertThat(chunksSeen.add(root + "/" + chunk)).as("chunk %d once", chunk).isTrue();
        if (happens(chances.badChunk()) && lost.add(parcel)) {
          receiverInbox.add(new ReceiveEvent.ParcelLost(parcel, FaultCode.CHUNK_HASH_MISMATCH));
        }
        if (ended && !lost.contains(parcel)) {
          receiverInbox.add(new ReceiveEvent.ParcelStored(parcel));
        }
      }
      case Verdict.Skipped(int parcel, Root _, FaultCode reason) -> {
        if (lost.add(parcel)) {
          receiverInbox.add(new ReceiveEvent.ParcelLost(parcel, reason));
        }
      }
      case Verdict.Late() -> throw new AssertionError("nothing is late within one contract");
      case Verdict.Faulty faulty -> throw new AssertionError(faulty.toString());
    }
  }

  private void perform(SendAction action) {
    switch (action) {
      case SendAction.StreamParcels(int channel, List<Integer> parcels) ->
          Objects.requireNonNull(streams.get(channel)).addAll(parcels);
      case SendAction.StopParcel(int _, int parcel) -> stopped.add(parcel);
      case SendAction.OfferHighFive(int channel, Digest digest) -> {
        for (int parcel : contract.parcelsOn(channel)) {
          assertThat(receipts.contains(parcel) || refusals.contains(parcel))
              .as("parcel %d has its outcome before the high five", parcel)
              .isTrue();
        }
        offeredChannels.add(channel);
        toReceiver.add(new ReceiveEvent.HighFiveCame(channel, digest));
      }
      case SendAction.CloseChannel(int channel, Digest _, List<ReceiptLine> _) -> {
        assertThat(Objects.requireNonNull(streams.get(channel))).isEmpty();
        offeredChannels.removeIf(one -> one == channel);
      }
      case SendAction.Rescan _ -> {}
      case SendAction.Finish finish -> sendEnds.add(finish);
      case SendAction.Drop(FaultCode reason) -> throw new AssertionError("dropped: " + reason);
      case SendAction.Accuse accuse -> throw new AssertionError(accuse.toString());
    }
  }

  private void perform(ReceiveAction action) {
    switch (action) {
      case ReceiveAction.PublishRoot(Root root) ->
          store.add(() -> publish(root, contract.parcelsOf(root), true));
      case ReceiveAction.FlushRoot(Root root, List<Integer> parcels) ->
          store.add(() -> publish(root, parcels, false));
      case ReceiveAction.SendReceipts(List<Integer> parcels) -> {
        assertThat(durableParcels).as("no receipt before it is durable").containsAll(parcels);
        parcels.forEach(parcel -> assertThat(receipts.add(parcel)).isTrue());
        assertThat(refusals).doesNotContainAnyElementsOf(parcels);
        toSender.add(new SendEvent.ReceiptsCame(parcels));
      }
      case ReceiveAction.RefuseParcel(int parcel, FaultCode reason) -> {
        assertThat(refusals.add(parcel)).isTrue();
        assertThat(receipts).doesNotContain(parcel);
        toSender.add(new SendEvent.ParcelRefused(parcel, reason));
      }
      case ReceiveAction.AnswerHighFive(int channel, Digest digest) -> {
        answers++;
        toSender.add(new SendEvent.HighFiveCame(channel, digest));
      }
      case ReceiveAction.Finish finish -> receiveEnds.add(finish);
      case ReceiveAction.Drop(FaultCode reason) -> throw new AssertionError("dropped: " + reason);
      case ReceiveAction.Accuse accuse -> throw new AssertionError(accuse.toString());
    }
  }

  private void publish(Root root, List<Integer> parcels, boolean whole) {
    if (happens(chances.publishFails())) {
      receiverInbox.add(new ReceiveEvent.PublishFailed(root, FaultCode.DISK_FULL));
      return;
    }
    durableParcels.addAll(parcels);
    receiverInbox.add(
        whole
            ? new ReceiveEvent.RootsPublished(List.of(root))
            : new ReceiveEvent.RootFlushed(root, parcels));
  }
}
