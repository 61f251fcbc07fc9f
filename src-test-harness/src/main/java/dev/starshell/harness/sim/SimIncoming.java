package dev.starshell.harness.sim;

import dev.starshell.harness.sim.Tally.What;
import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.contract.ContractCheck;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DataFrame;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListGiven;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListsWanted;
import dev.starshell.syncshell.protocol.TransferMessage.ContractAbandoned;
import dev.starshell.syncshell.protocol.TransferMessage.ContractAccepted;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.protocol.TransferMessage.CreditGranted;
import dev.starshell.syncshell.protocol.TransferMessage.HighFive;
import dev.starshell.syncshell.protocol.TransferMessage.HighFiveAnswered;
import dev.starshell.syncshell.protocol.TransferMessage.ParcelRefused;
import dev.starshell.syncshell.protocol.TransferMessage.Receipts;
import dev.starshell.syncshell.transfer.ChannelCursor;
import dev.starshell.syncshell.transfer.NeedAction;
import dev.starshell.syncshell.transfer.NeedEvent;
import dev.starshell.syncshell.transfer.NeedMachine;
import dev.starshell.syncshell.transfer.NeedState;
import dev.starshell.syncshell.transfer.ReceiveAction;
import dev.starshell.syncshell.transfer.ReceiveEvent;
import dev.starshell.syncshell.transfer.ReceiveMachine;
import dev.starshell.syncshell.transfer.ReceiveState;
import dev.starshell.syncshell.transfer.WantedRoot;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The receiving direction of one generation: carries out what `NeedMachine`, `ReceiveMachine` and
/// `ChannelCursor` decide. Plays `Incoming`, `Intake` and `Publisher`.
final class SimIncoming {
  /// What may be under way on a channel. Unit: bytes.
  static final long WINDOW_BYTES = 4L * Limits.CHUNK_BYTES_MAX;

  private final SimWorld world;
  private final SimMember member;
  private final SimSession session;
  private final Map<Root, ChunkList> lists = new HashMap<>();
  private final ChannelCursor[] cursors = new ChannelCursor[SimSession.CHANNELS];
  private final long[] takenBytes = new long[SimSession.CHANNELS];
  private final long[] grantedBytes = new long[SimSession.CHANNELS];
  private final Map<Root, BitSet> stored = new HashMap<>();
  private final BitSet lost = new BitSet();
  private final BitSet bad = new BitSet();
  private final Set<Root> listsDue = new HashSet<>();
  private NeedState need = NeedMachine.idle();
  private @Nullable Contract contract;

  /// What the threads that take frames compare them with; they do not know when a contract ends.
  private @Nullable Contract taking;

  private @Nullable ReceiveState state;
  private long lastNeed;
  private long lastContract;
  private long gains;
  private long watched;
  private long toldManifest;
  private List<WantedRoot> told = List.of();

  SimIncoming(SimWorld world, SimMember member, SimSession session) {
    this.world = world;
    this.member = member;
    this.session = session;
    for (int channel = 1; channel < SimSession.CHANNELS; channel++) {
      cursors[channel] = new ChannelCursor(channel);
      grantedBytes[channel] = WINDOW_BYTES;
    }
  }

  /// Payload that was taken on a channel since the generation began. Unit: bytes.
  long takenBytes(int channel) {
    return takenBytes[channel];
  }

  boolean isIdle() {
    return need instanceof NeedState.Idle;
  }

  /// Whether nothing comes in any more, and nothing that was asked for will.
  boolean isQuiet() {
    return isIdle() || need instanceof NeedState.Paused || need instanceof NeedState.Resting;
  }

  NeedState need() {
    return need;
  }

  void wanted(long manifest, List<WantedRoot> list) {
    if (manifest != toldManifest || !list.equals(told)) {
      toldManifest = manifest;
      told = List.copyOf(list);
      handle(new NeedEvent.WantedChanged(manifest, list));
    }
  }

  void handle(NeedEvent event) {
    Step<NeedState, NeedAction> step = NeedMachine.next(need, event);
    need = step.state();
    step.actions().forEach(this::carryOut);
  }

  private void carryOut(NeedAction action) {
    switch (action) {
      case NeedAction.ResolveRoots question -> onDisk(() -> resolve(question));
      case NeedAction.RequestLists request -> {
        lists.clear();
        listsDue.clear();
        listsDue.addAll(request.roots());
        session.send(new ChunkListsWanted(request.roots()));
      }
      case NeedAction.PrepareRoot prepare -> {
        lists.put(prepare.root(), prepare.chunks());
        onDisk(() -> prepare(prepare.root(), prepare.chunks()));
      }
      case NeedAction.RootSatisfied satisfied -> onDisk(() -> publishSatisfied(satisfied.root()));
      case NeedAction.SendNeed send -> {
        lastNeed = send.need().need();
        session.send(send.need());
      }
      case NeedAction.AcceptContract accept -> accept(accept.contract());
      case NeedAction.RefuseContract refuse ->
          session.send(new ContractAbandoned(refuse.contract(), refuse.reason()));
      case NeedAction.AbandonContract abandon -> {
        session.send(new ContractAbandoned(abandon.contract(), abandon.reason()));
        drop(abandon.contract(), abandon.reason());
      }
      case NeedAction.StartTimer start ->
          member.later(start.delay(), () -> handle(new NeedEvent.TimerFired(start.ticket())));
      case NeedAction.ReportFailed failed ->
          session.link().archiveFailed(failed.root(), failed.reason());
    }
  }

  private void onDisk(Runnable task) {
    member.later(member.diskDelay(), task);
  }

  private void resolve(NeedAction.ResolveRoots question) {
    Set<Root> present = new TreeSet<>();
    for (Root root : question.roots()) {
      if (member.disk().has(root)) {
        present.add(root);
      }
    }
    handle(new NeedEvent.Resolved(question.ticket(), present));
  }

  private void prepare(Root root, ChunkList chunks) {
    handle(
        member
            .disk()
            .begin(root, chunks)
            .<NeedEvent>map(missing -> new NeedEvent.Prepared(root, missing))
            .orElseGet(() -> new NeedEvent.PrepareFailed(root, FaultCode.DISK_FULL)));
  }

  private void publishSatisfied(Root root) {
    FaultCode fault = member.disk().publish(List.of(root)).get(root);
    if (fault == null) {
      arrived(root);
      handle(new NeedEvent.RootPublished(root));
    } else {
      handle(new NeedEvent.PublishFailed(root, fault));
    }
  }

  private void arrived(Root root) {
    member.arrived(root);
    member.replan();
  }

  void listCame(ChunkListGiven given) {
    if (listsDue.remove(given.root())) {
      onDisk(() -> handle(new NeedEvent.ListCame(given.root(), given.chunks())));
    }
  }

  // Contracts

  void contractOffered(ContractOffered message) {
    ContractCheck.Result result =
        ContractCheck.check(message, need.openNeed(), lastNeed, lastContract, SimSession.CHANNELS);
    switch (result) {
      case ContractCheck.Result.Good good -> {
        lastContract = message.contract();
        handle(new NeedEvent.ContractCame(good.contract()));
      }
      case ContractCheck.Result.Late _ -> {
        lastContract = message.contract();
        session.send(new ContractAbandoned(message.contract(), FaultCode.NOT_WANTED));
      }
      case ContractCheck.Result.Bad faulty -> session.accuse(faulty.fault());
    }
  }

  private void accept(Contract accepted) {
    lost.clear();
    bad.clear();
    Map<Root, ChunkList> ours = Map.copyOf(lists);
    for (int channel : accepted.channels()) {
      cursors[channel].begin(accepted, root -> Objects.requireNonNull(ours.get(root)));
    }
    session.send(new ContractAccepted(accepted.id(), accepted.digest()));
    contract = accepted;
    taking = accepted;
    watched = accepted.id();
    watch(accepted.id(), gains);
    follow(ReceiveMachine.begin(accepted));
  }

  /// Finds out that nothing comes any more, as `ContractWatch` does.
  private void watch(long number, long seen) {
    member.later(
        Limits.TRANSFER_STALL,
        () -> {
          if (watched == number && gains == seen) {
            session.send(new ContractAbandoned(number, FaultCode.STALLED));
            drop(number, FaultCode.STALLED);
          } else if (watched == number) {
            watch(number, gains);
          }
        });
  }

  void receive(long number, ReceiveEvent event) {
    Contract now = contract;
    ReceiveState before = state;
    if (now != null && before != null && now.id() == number) {
      follow(ReceiveMachine.next(before, event));
    }
  }

  private void follow(Step<ReceiveState, ReceiveAction> step) {
    gains++;
    state = step.state();
    Contract now = Objects.requireNonNull(contract);
    step.actions().forEach(action -> carryOut(now, action));
  }

  private void carryOut(Contract now, ReceiveAction action) {
    switch (action) {
      case ReceiveAction.PublishRoot publish -> publish(now, publish.root());
      case ReceiveAction.FlushRoot flush ->
          onDisk(() -> {
            member.disk().flush(flush.root());
            receive(now.id(), new ReceiveEvent.RootFlushed(flush.root(), flush.parcels()));
          });
      case ReceiveAction.SendReceipts receipts -> {
        world.oracle().receiptsLeave(member, now, receipts.parcels());
        session.send(new Receipts(now.id(), receipts.parcels()));
      }
      case ReceiveAction.RefuseParcel refuse ->
          session.send(new ParcelRefused(now.id(), refuse.parcel(), refuse.reason()));
      case ReceiveAction.AnswerHighFive five -> answer(now, five.channel(), five.receipts());
      case ReceiveAction.Finish finish -> {
        watched = 0;
        lists.clear();
        world.tally().add(What.CONTRACTS_CLOSED);
        handle(new NeedEvent.ContractFinished(now.id(), finish.received(), finish.failed()));
      }
      case ReceiveAction.Drop drop -> {
        watched = 0;
        abandonCursors();
        lists.clear();
        world.tally().add(What.CONTRACTS_DROPPED);
        handle(new NeedEvent.ContractDropped(now.id(), drop.reason()));
      }
      case ReceiveAction.Accuse accuse -> session.accuse(accuse.fault());
    }
  }

  private void publish(Contract now, Root root) {
    if (world.mutation() == Mutation.RECEIPT_BEFORE_DURABLE) {
      member.later(
          Duration.ZERO, () -> receive(now.id(), new ReceiveEvent.RootsPublished(List.of(root))));
    }
    onDisk(() -> {
      FaultCode fault = member.disk().publish(List.of(root)).get(root);
      if (fault == null) {
        arrived(root);
        receive(now.id(), new ReceiveEvent.RootsPublished(List.of(root)));
      } else {
        receive(now.id(), new ReceiveEvent.PublishFailed(root, fault));
      }
    });
  }

  void highFiveCame(HighFive five) {
    receive(five.contract(), new ReceiveEvent.HighFiveCame(five.channel(), five.receipts()));
  }

  private void answer(Contract now, int channel, Digest receipts) {
    member.disk().put(DiskStep.HIGH_FIVE_KEPT, "high-five", Bytes.copyOf(receipts.toBytes()));
    world
        .oracle()
        .channelClosed(session.link().peer(), member.id(), session.generation(), now.id(), channel);
    session.send(new HighFiveAnswered(now.id(), channel, receipts, 0, 0, Bytes.EMPTY));
    if (world.mutation() == Mutation.IMMEDIATE_FORGETTING) {
      contract = null;
      state = null;
    }
  }

  void drop(long number, FaultCode reason) {
    receive(number, new ReceiveEvent.Abandoned(reason));
  }

  private void abandonCursors() {
    for (int channel = 1; channel < SimSession.CHANNELS; channel++) {
      cursors[channel].abandon();
    }
  }

  void lost() {
    watched = 0;
    abandonCursors();
    handle(new NeedEvent.LinkLost());
  }

  // Data

  void dataCame(int channel, SimSession.Data data) {
    int bytes = data.frame() instanceof DataFrame.Chunk chunk ? chunk.payload().remaining() : 0;
    switch (cursors[channel].accept(data.frame())) {
      case ChannelCursor.Verdict.Expected expected -> store(channel, expected, data);
      case ChannelCursor.Verdict.Skipped skipped -> lose(skipped.parcel(), skipped.reason());
      case ChannelCursor.Verdict.Late _ -> world.tally().add(What.BYTES_AGAIN, bytes);
      case ChannelCursor.Verdict.Faulty faulty -> session.accuse(faulty.fault());
    }
    credit(channel, bytes);
  }

  private void store(int channel, ChannelCursor.Verdict.Expected expected, SimSession.Data data) {
    Contract now = Objects.requireNonNull(taking);
    Parcel parcel = now.parcel(expected.parcel());
    if (parcel.channel() != channel) {
      throw new Violation(Invariant.I5, "parcel " + expected.parcel() + " on channel " + channel);
    }
    if (!lost.get(expected.parcel())) {
      write(expected, data);
    }
    if (!expected.ended()) {
      return;
    }
    if (bad.get(expected.parcel())) {
      lose(expected.parcel(), FaultCode.CHUNK_HASH_MISMATCH);
    } else if (!lost.get(expected.parcel())) {
      tell(now, new ReceiveEvent.ParcelStored(expected.parcel()));
    }
  }

  /// The threads that take frames tell the loop, in order.
  private void tell(Contract now, ReceiveEvent event) {
    member.later(Duration.ZERO, () -> receive(now.id(), event));
  }

  private void write(ChannelCursor.Verdict.Expected expected, SimSession.Data data) {
    Root root = expected.root();
    int bytes = Archives.chunks(root).lengthBytes(expected.chunk());
    BitSet before = stored.computeIfAbsent(root, _ -> new BitSet());
    switch (member.disk().write(root, expected.chunk(), !data.isAltered())) {
      case STORED -> {
        gains++;
        before.set(expected.chunk());
        world.gained();
        world.tally().add(What.CHUNKS_STORED);
        world.tally().add(What.BYTES_STORED, bytes);
        world.oracle().stored(member, root);
      }
      case AGAIN -> {
        world.tally().add(What.CHUNKS_AGAIN);
        world.tally().add(What.BYTES_AGAIN, bytes);
        if (before.get(expected.chunk())) {
          throw new Violation(
              Invariant.I5,
              "chunk " + expected.chunk() + " of " + root + " came twice in one generation");
        }
      }
      case BAD -> bad.set(expected.parcel());
      case FULL -> lose(expected.parcel(), FaultCode.DISK_FULL);
    }
  }

  private void lose(int parcel, FaultCode reason) {
    if (!lost.get(parcel)) {
      lost.set(parcel);
      tell(Objects.requireNonNull(taking), new ReceiveEvent.ParcelLost(parcel, reason));
    }
  }

  private void credit(int channel, int bytes) {
    takenBytes[channel] += bytes;
    long due = takenBytes[channel] + WINDOW_BYTES - grantedBytes[channel];
    if (due >= WINDOW_BYTES / 2) {
      grantedBytes[channel] += due;
      session.send(new CreditGranted(channel, grantedBytes[channel]));
    }
  }
}
