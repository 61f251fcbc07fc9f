package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.contract.ContractCheck;
import dev.starshell.syncshell.failpoint.Failpoint;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListGiven;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListRefused;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListsWanted;
import dev.starshell.syncshell.protocol.TransferMessage.ContractAbandoned;
import dev.starshell.syncshell.protocol.TransferMessage.ContractAccepted;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.protocol.TransferMessage.HighFive;
import dev.starshell.syncshell.protocol.TransferMessage.ParcelRefused;
import dev.starshell.syncshell.protocol.TransferMessage.Receipts;
import dev.starshell.syncshell.transfer.NeedAction;
import dev.starshell.syncshell.transfer.NeedEvent;
import dev.starshell.syncshell.transfer.NeedMachine;
import dev.starshell.syncshell.transfer.NeedState;
import dev.starshell.syncshell.transfer.ReceiveAction;
import dev.starshell.syncshell.transfer.ReceiveEvent;
import dev.starshell.syncshell.transfer.ReceiveMachine;
import dev.starshell.syncshell.transfer.ReceiveState;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The receiving direction of one generation: carries out what [NeedMachine] and [ReceiveMachine]
/// decide. Belongs to the shell's loop.
final class Incoming {
  private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);

  private final LinkSession session;
  private final ExchangeParts parts;
  private final Publisher publisher;
  private final Intake intake;

  /// Chunk lists of the archives of the open NEED; the intake reads them.
  private final HeldLists lists;

  private final Map<Integer, LaneBoard.Lane> lanes = new ConcurrentHashMap<>();
  private final ContractWatch watch;
  private final Set<Root> listsDue = new HashSet<>();
  private final FiveAnswers fives;

  private NeedState need = NeedMachine.idle();

  private long lastNeed;
  private long lastContract;

  /// The running contract, or the last one: a repeated high five is still answered.
  private @Nullable Running running;

  private record Running(Contract contract, ReceiveState state) {}

  Incoming(LinkSession session, ExchangeParts parts, Publisher publisher, Intake intake) {
    this.session = session;
    this.parts = parts;
    this.publisher = publisher;
    this.intake = intake;
    this.lists = new HeldLists(session.memory(), parts.store(), parts.disk());
    this.fives = new FiveAnswers(session, parts);
    this.watch = new ContractWatch(session, parts.timers(), parts.loop(), this::stalled);
  }

  /// Whether nothing is asked for or under way.
  boolean isIdle() {
    return need instanceof NeedState.Idle || need instanceof NeedState.Paused;
  }

  /// Whether nothing comes in any more, and nothing that was asked for will.
  boolean isQuiet() {
    return isIdle() || need instanceof NeedState.Resting;
  }

  /// What has come of the running contract, for whoever keeps what is under way.
  Optional<ReceiveState.Receiving> receiving() {
    return running != null && running.state() instanceof ReceiveState.Receiving receiving
        ? Optional.of(receiving)
        : Optional.empty();
  }

  void handle(NeedEvent event) {
    Step<NeedState, NeedAction> step = NeedMachine.next(need, event);
    need = step.state();
    step.actions().forEach(this::carryOut);
    switch (need) {
      case NeedState.Idle _, NeedState.Resolving _, NeedState.Resting _, NeedState.Paused _ -> {
        if (lists.clear()) {
          parts.frame().tidying().ring();
        }
      }
      case NeedState.Listing _,
          NeedState.Preparing _,
          NeedState.Needing _,
          NeedState.Receiving _ -> {
        // The archives of the round are in use.
      }
    }
  }

  void listCame(ChunkListGiven given) {
    // One that was not asked for, or came twice, is not worth the work.
    if (!listsDue.remove(given.root())) {
      return;
    }
    Root root = given.root();
    Optional<HeldLists.Held> held = lists.take(root, given.chunks());
    if (held.isEmpty()) {
      handle(new NeedEvent.ListRefused(root, FaultCode.RATE_LIMITED));
      return;
    }
    // Building the Merkle tree of a large archive takes a while: not on the loop.
    parts
        .disk()
        .post(
            lane(),
            () -> {
              boolean right = given.chunks().root().equals(root);
              parts.loop().post(() -> listChecked(root, given.chunks(), held.get(), right));
            });
  }

  private void listChecked(Root root, ChunkList chunks, HeldLists.Held held, boolean right) {
    if (!lists.holds(held)) {
      return;
    }
    if (right && need.book().hasSize(root, chunks.sizeBytes())) {
      handle(new NeedEvent.ListCame(root, chunks));
      return;
    }
    lists.drop(held);
    if (!right) {
      handle(new NeedEvent.ListRefused(root, FaultCode.CHUNK_HASH_MISMATCH));
    } else {
      // The root binds the size. A smaller one in the manifest would slip through a quota.
      session.accuse(
          new PeerFault(
              FaultCode.MANIFEST_FORGED,
              "archive=%s has %d bytes, its entry says otherwise"
                  .formatted(root, chunks.sizeBytes())));
    }
  }

  void listRefused(ChunkListRefused refused) {
    handle(new NeedEvent.ListRefused(refused.root(), FaultCode.ofSender(refused.reason())));
  }

  void contractOffered(ContractOffered message) {
    ContractCheck.Result result =
        ContractCheck.check(
            message, need.openNeed(), lastNeed, lastContract, session.meter().channels());
    switch (result) {
      case ContractCheck.Result.Good good -> {
        lastContract = message.contract();
        handle(new NeedEvent.ContractCame(good.contract()));
      }
      case ContractCheck.Result.Late _ -> {
        lastContract = message.contract();
        session.send(new ContractAbandoned(message.contract(), FaultCode.NOT_WANTED));
      }
      case ContractCheck.Result.Bad bad -> session.accuse(bad.fault());
    }
  }

  void contractAbandoned(ContractAbandoned abandoned) {
    drop(abandoned.contract(), abandoned.reason());
  }

  void highFiveCame(HighFive five) {
    Running now = running;
    if (now == null
        || now.contract().id() != five.contract()
        || now.state() instanceof ReceiveState.Dropped) {
      return;
    }
    if (!fives.isGood(five)) {
      return;
    }
    Failpoint.HIGH_FIVE_CAME.pass();
    receive(five.contract(), new ReceiveEvent.HighFiveCame(five.channel(), five.receipts()));
  }

  /// An event of the running contract, if this is its number; late ones change nothing.
  void receive(long contract, ReceiveEvent event) {
    Running now = running;
    if (now == null || now.contract().id() != contract) {
      return;
    }
    follow(now.contract(), ReceiveMachine.next(now.state(), event));
  }

  /// The link is gone.
  void lost() {
    watch.end();
    Running now = running;
    if (now != null) {
      intake.abandon(now.contract().id());
    }
    handle(new NeedEvent.LinkLost());
    listsDue.clear();
  }

  /// Payload of a parcel came in. Thread: the intake's.
  void progressed(int channel, Root root, int payloadBytes) {
    watch.gained(payloadBytes);
    parts.counters().contentBytesReceived.add(payloadBytes);
    LaneBoard.Lane lane = lanes.get(channel);
    if (lane != null) {
      lane.progressed(root, payloadBytes);
    }
  }

  /// A parcel has come whole. Thread: the intake's.
  void parcelStored(int channel) {
    onLane(channel, LaneBoard.Lane::parcelDone);
  }

  private void carryOut(NeedAction action) {
    switch (action) {
      case NeedAction.ResolveRoots resolve -> resolve(resolve);
      case NeedAction.RequestLists request -> {
        lists.clear();
        listsDue.clear();
        listsDue.addAll(request.roots());
        session.send(new ChunkListsWanted(request.roots()));
      }
      case NeedAction.PrepareRoot prepare -> prepare(prepare.root(), prepare.chunks());
      case NeedAction.RootSatisfied satisfied -> publishSatisfied(satisfied.root());
      case NeedAction.SendNeed send -> {
        parts
            .audit()
            .add(
                "NEED_SENT",
                session.peer(),
                "need " + send.need().need() + ", " + send.need().wants().size() + " archives");
        lastNeed = send.need().need();
        session.send(send.need());
        Failpoint.NEED_SENT.pass();
      }
      case NeedAction.AcceptContract accept -> accept(accept.contract());
      case NeedAction.RefuseContract refuse ->
          session.send(new ContractAbandoned(refuse.contract(), refuse.reason()));
      case NeedAction.AbandonContract abandon -> {
        session.send(new ContractAbandoned(abandon.contract(), abandon.reason()));
        drop(abandon.contract(), abandon.reason());
      }
      case NeedAction.StartTimer start ->
          parts
              .timers()
              .start(
                  new NeedTimer(session, start.ticket()),
                  start.delay(),
                  () -> parts.loop().post(() -> handle(new NeedEvent.TimerFired(start.ticket()))));
      case NeedAction.ReportFailed failed -> {
        if (failed.reason() != FaultCode.MOVED) {
          parts.archiveFailed(session.peer(), failed.root(), failed.reason());
        }
      }
    }
  }

  private record NeedTimer(LinkSession session, long ticket) {}

  private void resolve(NeedAction.ResolveRoots question) {
    parts
        .disk()
        .post(
            lane(),
            () -> {
              try {
                var present = parts.store().present(question.roots());
                parts
                    .loop()
                    .post(() -> {
                      handle(new NeedEvent.Resolved(question.ticket(), present));
                      parts.archivesFound(present);
                    });
              } catch (IOException e) {
                LOG.error("store cannot be asked archives={}", question.roots().size(), e);
                parts
                    .loop()
                    .post(() -> handle(new NeedEvent.Resolved(question.ticket(), Set.of())));
              }
            });
  }

  private void prepare(Root root, ChunkList chunks) {
    lists.begin(
        root,
        chunks,
        missing -> {
          parts.counters().chunksReused.add(chunks.count() - ParcelSizes.countOf(missing));
          parts
              .loop()
              .post(() -> parts.recoveries().prepared(session.peer(), root, chunks, missing));
        },
        answer -> parts.loop().post(() -> handle(answer)));
  }

  private void publishSatisfied(Root root) {
    publisher.publish(
        root,
        fault ->
            parts
                .loop()
                .post(() -> {
                  if (fault.isEmpty()) {
                    parts.archiveArrived(session.peer(), root);
                    handle(new NeedEvent.RootPublished(root));
                  } else {
                    handle(new NeedEvent.PublishFailed(root, fault.get()));
                  }
                }));
  }

  /// Lets the contract's data in before the peer is told that it may come.
  private void accept(Contract contract) {
    String member = parts.name(session.peer());
    parts.lanes().begin(member, true);
    lanes.clear();
    for (int channel : contract.channels()) {
      LaneBoard.Lane lane =
          parts.lanes().open(member, true, channel, session.association(channel), contract.id());
      for (int number : contract.parcelsOn(channel)) {
        lane.expect(ParcelSizes.bytesOf(contract.parcel(number), lists.all()));
      }
      lanes.put(channel, lane);
    }
    intake.begin(contract, lists.all());
    parts.counters().contracts.increment();
    parts.audit().add("CONTRACT_ACCEPTED", session.peer(), contract.toString());
    session.send(new ContractAccepted(contract.id(), contract.digest()));
    Failpoint.CONTRACT_ACCEPTED.pass();
    long bytes =
        contract.parcels().stream()
            .mapToLong(parcel -> ParcelSizes.bytesOf(parcel, lists.all()))
            .sum();
    watch.begin(contract.id(), bytes);
    follow(contract, ReceiveMachine.begin(contract));
    parts.recoveries().underWay(session.peer(), session.generation());
  }

  /// Gives up a contract that gains nothing.
  private void stalled(long contract) {
    session.send(new ContractAbandoned(contract, FaultCode.STALLED));
    parts.stalled(session.peer());
    drop(contract, FaultCode.STALLED);
  }

  /// Finds out that nothing comes any more.
  ContractWatch watch() {
    return watch;
  }

  private void follow(Contract contract, Step<ReceiveState, ReceiveAction> step) {
    watch.gained();
    running = new Running(contract, step.state());
    step.actions().forEach(action -> carryOut(contract, action));
  }

  private void carryOut(Contract contract, ReceiveAction action) {
    switch (action) {
      case ReceiveAction.PublishRoot publish -> publish(contract, publish.root());
      case ReceiveAction.FlushRoot flush -> flush(contract, flush);
      case ReceiveAction.SendReceipts receipts -> sendReceipts(contract, receipts.parcels());
      case ReceiveAction.RefuseParcel refuse ->
          session.send(new ParcelRefused(contract.id(), refuse.parcel(), refuse.reason()));
      case ReceiveAction.AnswerHighFive five -> {
        if (fives.answer(contract, five)) {
          onLane(five.channel(), lane -> lane.state("closed"));
        }
      }
      case ReceiveAction.Finish finish -> {
        watch.end();
        intake.ended();
        LOG.info(
            "contract received member={} contract={} archives={} failed={}",
            session.peer(),
            contract.id(),
            finish.received().size(),
            finish.failed().size());
        handle(new NeedEvent.ContractFinished(contract.id(), finish.received(), finish.failed()));
      }
      case ReceiveAction.Drop drop -> {
        watch.end();
        intake.abandon(contract.id());
        intake.ended();
        parts
            .audit()
            .add(
                "CONTRACT_DROPPED",
                session.peer(),
                "contract " + contract.id() + ", " + drop.reason());
        handle(new NeedEvent.ContractDropped(contract.id(), drop.reason()));
        parts.contractDropped(session.peer(), contract.roots(), drop.reason());
      }
      case ReceiveAction.Accuse accuse -> session.accuse(accuse.fault());
    }
  }

  private void drop(long contract, FaultCode reason) {
    receive(contract, new ReceiveEvent.Abandoned(reason));
  }

  private void publish(Contract contract, Root root) {
    publisher.publish(
        root,
        fault ->
            parts
                .loop()
                .post(() -> {
                  if (fault.isEmpty()) {
                    parts.archiveArrived(session.peer(), root);
                    receive(contract.id(), new ReceiveEvent.RootsPublished(List.of(root)));
                  } else {
                    receive(contract.id(), new ReceiveEvent.PublishFailed(root, fault.get()));
                  }
                }));
  }

  private void flush(Contract contract, ReceiveAction.FlushRoot flush) {
    parts
        .disk()
        .post(
            flush.root().hashCode(),
            () -> {
              ReceiveEvent answer;
              try {
                parts.store().flush(flush.root());
                answer = new ReceiveEvent.RootFlushed(flush.root(), flush.parcels());
              } catch (IOException e) {
                answer =
                    new ReceiveEvent.PublishFailed(flush.root(), Publisher.fault(flush.root(), e));
              }
              ReceiveEvent told = answer;
              parts.loop().post(() -> receive(contract.id(), told));
            });
  }

  private void sendReceipts(Contract contract, List<Integer> parcels) {
    for (int parcel : parcels) {
      onLane(contract.parcel(parcel).channel(), LaneBoard.Lane::receipt);
    }
    parts.counters().receiptsSent.add(parcels.size());
    parts
        .audit()
        .add(
            "RECEIPTS_SENT",
            session.peer(),
            "contract " + contract.id() + ", " + parcels.size() + " parcels");
    session.send(new Receipts(contract.id(), parcels));
    Failpoint.RECEIPT_SENT.pass();
  }

  private void onLane(int channel, Consumer<LaneBoard.Lane> change) {
    LaneBoard.Lane lane = lanes.get(channel);
    if (lane != null) {
      change.accept(lane);
    }
  }

  private int lane() {
    return session.peer().hashCode();
  }
}
