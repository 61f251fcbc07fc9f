package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.contract.NeedCheck;
import dev.starshell.syncshell.contract.PlanRequest;
import dev.starshell.syncshell.contract.Planner;
import dev.starshell.syncshell.failpoint.Failpoint;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListGiven;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListRefused;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListsWanted;
import dev.starshell.syncshell.protocol.TransferMessage.ContractAbandoned;
import dev.starshell.syncshell.protocol.TransferMessage.HighFiveAnswered;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.TransferMessage.Receipts;
import dev.starshell.syncshell.protocol.TransferMessage.Refusal;
import dev.starshell.syncshell.protocol.Want;
import dev.starshell.syncshell.recovery.OpenContract;
import dev.starshell.syncshell.transfer.SendAction;
import dev.starshell.syncshell.transfer.SendEvent;
import dev.starshell.syncshell.transfer.SendMachine;
import dev.starshell.syncshell.transfer.SendState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sending direction of one generation: answers requests for chunk lists and NEEDs, and carries
/// out what [SendMachine] decides. Belongs to the shell's loop.
final class Outgoing {
  private static final Logger LOG = LoggerFactory.getLogger(Outgoing.class);

  /// Questions of a peer that may be open at once. A correct one asks again after a minute at the
  /// earliest.
  private static final int QUESTIONS_MAX = 4;

  /// NEEDs that wait for their plan: one that was given up, and the one that took its place. Each
  /// may have 15 MB.
  private static final int PLANS_MAX = 2;

  /// A range as an object and in a list; the contract over it has the same ones. Unit: bytes.
  static final long RANGE_BYTES = 28;

  /// An archive of a NEED, its ranges aside. Unit: bytes.
  static final long WANT_BYTES = 128;

  private final LinkSession session;
  private final ExchangeParts parts;
  private final ContractNumbers numbers;
  private final ChannelPump pump;
  private final ChannelRates rates;
  private final FiveOffers fives;
  private final Map<Integer, LaneBoard.Lane> lanes = new ConcurrentHashMap<>();

  /// The running contract, or the last one: late repeats for it are still understood.
  private @Nullable Running running;

  private long lastNeed;
  private int listsDue;
  private int plansDue;

  /// Whether the link is gone. Disk threads look at it too.
  private volatile boolean over;

  /// Whether the next generation carries on: nothing new begins here.
  private boolean draining;

  /// What the NEEDs take that wait for their plan, and the one that runs. Unit: bytes.
  private long heldBytes;

  /// What the one takes that runs, or ran last. Unit: bytes.
  private long runningBytes;

  private record Running(Contract contract, SendState state) {
    Running with(SendState next) {
      return new Running(contract, next);
    }
  }

  /// A NEED, and what it takes with the contract over it.
  private record Held(Need need, long bytes) {
    static long bytesOf(Need need) {
      long ranges = need.wants().stream().mapToLong(want -> want.missing().size()).sum();
      return need.wants().size() * WANT_BYTES + ranges * RANGE_BYTES;
    }
  }

  Outgoing(LinkSession session, ExchangeParts parts, ContractNumbers numbers, ChannelPump pump) {
    this.session = session;
    this.parts = parts;
    this.numbers = numbers;
    this.pump = pump;
    this.fives = new FiveOffers(session, parts);
    this.rates = new ChannelRates(session.meter().channels());
  }

  /// The peer asks for chunk lists. They are read and sent by a disk thread.
  void listsWanted(ChunkListsWanted wanted) {
    listsDue++;
    if (listsDue > QUESTIONS_MAX) {
      session.accuse(new PeerFault(FaultCode.OUT_OF_ORDER, "more questions than answers"));
      return;
    }
    List<Root> offered = new ArrayList<>();
    for (Root root : wanted.roots()) {
      if (parts.offers(root)) {
        offered.add(root);
      } else {
        session.send(new ChunkListRefused(root, FaultCode.NOT_OFFERED));
      }
    }
    parts
        .disk()
        .post(
            lane(),
            () -> {
              for (Root root : offered) {
                if (over) {
                  return;
                }
                Optional<ChunkList> list = read(root);
                session.send(
                    list.isPresent()
                        ? new ChunkListGiven(root, list.get())
                        : new ChunkListRefused(root, FaultCode.SOURCE_GONE));
              }
              parts.loop().post(() -> listsDue--);
            });
  }

  /// The peer says what it lacks: plan a contract over it.
  void needed(Need need) {
    plansDue++;
    Running crossed = running;
    if (crossed != null && crossed.state() instanceof SendState.Offered) {
      // The peer grew tired of waiting while the offer was on its way: it will refuse that one.
      handle(crossed.contract().id(), new SendEvent.Abandoned(FaultCode.NOT_WANTED));
    }
    if (need.need() <= lastNeed || isActive() || plansDue > PLANS_MAX) {
      session.accuse(
          new PeerFault(FaultCode.OUT_OF_ORDER, "need=" + need.need() + " after " + lastNeed));
      return;
    }
    lastNeed = need.need();
    long contract = numbers.next();
    long bytes = Held.bytesOf(need);
    if (draining || !session.memory().takeAnswer(bytes, heldBytes)) {
      plansDue--;
      refuse(need, contract, draining ? FaultCode.MOVED : FaultCode.RATE_LIMITED);
      return;
    }
    heldBytes += bytes;
    Held held = new Held(need, bytes);
    List<Root> offered =
        need.wants().stream().map(Want::root).filter(parts::offers).distinct().toList();
    parts
        .disk()
        .post(
            lane(),
            () -> {
              Map<Root, ChunkList> lists = new LinkedHashMap<>();
              for (Root root : over ? List.<Root>of() : offered) {
                read(root).ifPresent(list -> lists.put(root, list));
              }
              parts
                  .loop()
                  .post(() -> {
                    plansDue--;
                    if (!offer(held, contract, lists)) {
                      give(bytes);
                    }
                  });
            });
  }

  private void give(long bytes) {
    if (!over) {
      heldBytes -= bytes;
      session.memory().giveAnswer(bytes);
    }
  }

  /// There is no room for the NEED, or none is answered here any more: the peer asks again.
  private void refuse(Need need, long number, FaultCode reason) {
    Optional<PeerFault> fault = NeedCheck.check(need, need.need() - 1, Map.of());
    if (fault.isPresent()) {
      session.accuse(fault.get());
      return;
    }
    List<Refusal> refused =
        need.wants().stream().map(want -> new Refusal(want.root(), reason)).toList();
    propose(new PlanRequest(number, need, Map.of(), refused, rates.measured()), 0);
  }

  /// @return whether there is a contract now
  private boolean offer(Held held, long number, Map<Root, ChunkList> lists) {
    Need need = held.need();
    if (over || need.need() != lastNeed || isActive()) {
      return false;
    }
    List<Refusal> refused = new ArrayList<>();
    for (Want want : need.wants()) {
      if (!parts.offers(want.root())) {
        refused.add(new Refusal(want.root(), FaultCode.NOT_OFFERED));
        lists.remove(want.root());
      } else if (draining || parts.paused()) {
        FaultCode reason = draining ? FaultCode.MOVED : FaultCode.PAUSED;
        refused.add(new Refusal(want.root(), reason));
        lists.remove(want.root());
      } else if (!lists.containsKey(want.root())) {
        refused.add(new Refusal(want.root(), FaultCode.SOURCE_GONE));
      }
    }
    Optional<PeerFault> fault = NeedCheck.check(need, need.need() - 1, lists);
    if (fault.isPresent()) {
      session.accuse(fault.get());
      return false;
    }
    propose(new PlanRequest(number, need, lists, refused, rates.measured()), held.bytes());
    return true;
  }

  private void propose(PlanRequest request, long bytes) {
    Contract contract = Planner.plan(request);
    give(runningBytes);
    runningBytes = bytes;
    running = new Running(contract, SendMachine.offered(contract));
    parts.counters().contracts.increment();
    parts.audit().add("CONTRACT_OFFERED", session.peer(), contract.toString());
    openLanes(contract, request.lists());
    session.send(contract.message());
    Failpoint.CONTRACT_OFFERED.pass();
    parts.recoveries().underWay(session.peer(), session.generation());
  }

  /// An event of the running contract, if this is its number; late ones change nothing.
  ///
  /// @return what was done
  List<SendAction> handle(long contract, SendEvent event) {
    Running now = running;
    if (now == null || now.contract().id() != contract) {
      return List.of();
    }
    Step<SendState, SendAction> step = SendMachine.next(now.state(), event);
    running = now.with(step.state());
    step.actions().forEach(action -> carryOut(now, action));
    return step.actions();
  }

  void receiptsCame(Receipts receipts) {
    Failpoint.RECEIPT_CAME.pass();
    Running now = running;
    handle(receipts.contract(), new SendEvent.ReceiptsCame(receipts.parcels()));
    // A repeat, or a forgery, is neither counted nor kept.
    if (now == null
        || !(now.state() instanceof SendState.Running before)
        || !(running != null && running.state() instanceof SendState.Running after)
        || after.delivered() == before.delivered()) {
      return;
    }
    for (int parcel : receipts.parcels().stream().distinct().toList()) {
      if (!before.isDelivered(parcel)) {
        onLane(now.contract().parcel(parcel).channel(), LaneBoard.Lane::receipt);
      }
    }
    int fresh = after.delivered() - before.delivered();
    parts.counters().receiptsReceived.add(fresh);
    parts
        .audit()
        .add(
            "RECEIPTS_RECEIVED",
            session.peer(),
            "contract " + receipts.contract() + ", " + fresh + " parcels");
  }

  void highFiveAnswered(HighFiveAnswered answer) {
    Running now = running;
    if (now == null
        || now.contract().id() != answer.contract()
        || now.state() instanceof SendState.Dropped
        || !fives.isGood(answer)) {
      return;
    }
    Failpoint.HIGH_FIVE_RETURNED.pass();
    List<SendAction> actions =
        handle(answer.contract(), new SendEvent.HighFiveCame(answer.channel(), answer.receipts()));
    for (SendAction action : actions) {
      if (action instanceof SendAction.CloseChannel close) {
        fives.keep(now.contract(), close, answer);
      }
    }
  }

  /// Gives the running contract up, and tells the peer.
  void abandon(FaultCode reason) {
    Running now = running;
    if (now != null && isActive()) {
      session.send(new ContractAbandoned(now.contract().id(), reason));
      handle(now.contract().id(), new SendEvent.Abandoned(reason));
    }
  }

  /// The next generation carries on: what was handed over arrives, nothing more is begun.
  void drain() {
    draining = true;
    pump.end(FaultCode.MOVED);
  }

  /// The link is gone.
  void lost() {
    over = true;
    Running now = running;
    if (now != null) {
      handle(now.contract().id(), new SendEvent.Abandoned(FaultCode.GOING_AWAY));
    }
    running = null;
    session.memory().giveAnswer(heldBytes);
    heldBytes = 0;
  }

  boolean isActive() {
    Running now = running;
    return now != null
        && (now.state() instanceof SendState.Offered || now.state() instanceof SendState.Running);
  }

  /// The running contract, for whoever keeps what is under way.
  Optional<OpenContract> openContract() {
    Running now = running;
    if (now == null || !isActive()) {
      return Optional.empty();
    }
    int delivered = now.state() instanceof SendState.Running sending ? sending.delivered() : 0;
    return Optional.of(UnderWay.open(false, now.contract(), delivered));
  }

  /// Payload of a parcel went out. Thread: the pump's.
  void progressed(int channel, Root root, int payloadBytes) {
    parts.counters().contentBytesSent.add(payloadBytes);
    onLane(channel, lane -> lane.progressed(root, payloadBytes));
  }

  /// All of a parcel went out. Thread: the pump's.
  void parcelSent(int channel) {
    onLane(channel, LaneBoard.Lane::parcelDone);
  }

  private void carryOut(Running now, SendAction action) {
    long contract = now.contract().id();
    switch (action) {
      case SendAction.StreamParcels stream -> {
        int channel = stream.channel();
        rates.begin(channel, session.meter().sentBytes(channel), System.nanoTime());
        for (int number : stream.parcels()) {
          pump.add(contract, number, now.contract().parcel(number));
        }
      }
      case SendAction.StopParcel stop -> pump.stop(contract, stop.channel(), stop.parcel());
      case SendAction.OfferHighFive offer -> offerHighFive(contract, offer);
      case SendAction.CloseChannel close -> {
        parts.counters().highFives.increment();
        onLane(close.channel(), lane -> lane.state("closed"));
        parts
            .audit()
            .add(
                "HIGH_FIVE",
                session.peer(),
                "sent, contract "
                    + contract
                    + ", channel "
                    + close.channel()
                    + ", receipts "
                    + close.receipts());
      }
      case SendAction.Rescan rescan ->
          parts.sourceFailed(now.contract().parcel(rescan.parcel()).root(), rescan.reason());
      case SendAction.Finish finish -> {
        LOG.info(
            "contract sent member={} contract={} delivered={} failed={}",
            session.peer(),
            contract,
            finish.delivered(),
            finish.failed());
      }
      case SendAction.Drop drop -> {
        pump.drop(contract);
        parts
            .audit()
            .add("CONTRACT_DROPPED", session.peer(), "contract " + contract + ", " + drop.reason());
      }
      case SendAction.Accuse accuse -> session.accuse(accuse.fault());
    }
  }

  private void offerHighFive(long contract, SendAction.OfferHighFive offer) {
    rates.end(offer.channel(), session.meter().sentBytes(offer.channel()), System.nanoTime());
    onLane(offer.channel(), lane -> lane.state("high five"));
    fives.offer(contract, offer);
    parts
        .timers()
        .start(
            new HighFiveTimer(session, contract, offer.channel()),
            Limits.HIGH_FIVE_RETRY,
            () ->
                parts
                    .loop()
                    .post(() -> handle(contract, new SendEvent.HighFiveOverdue(offer.channel()))));
  }

  private record HighFiveTimer(LinkSession session, long contract, int channel) {}

  private void openLanes(Contract contract, Map<Root, ChunkList> lists) {
    String member = parts.name(session.peer());
    parts.lanes().begin(member, false);
    lanes.clear();
    for (Parcel parcel : contract.parcels()) {
      lanes
          .computeIfAbsent(
              parcel.channel(),
              channel ->
                  parts
                      .lanes()
                      .open(member, false, channel, session.association(channel), contract.id()))
          .expect(ParcelSizes.bytesOf(parcel, lists));
    }
  }

  private void onLane(int channel, Consumer<LaneBoard.Lane> change) {
    LaneBoard.Lane lane = lanes.get(channel);
    if (lane != null) {
      change.accept(lane);
    }
  }

  private Optional<ChunkList> read(Root root) {
    try {
      return parts.store().chunks(root);
    } catch (IOException e) {
      LOG.warn("chunk list cannot be read root={}", root, e);
      return Optional.empty();
    }
  }

  private int lane() {
    return session.peer().hashCode();
  }
}
