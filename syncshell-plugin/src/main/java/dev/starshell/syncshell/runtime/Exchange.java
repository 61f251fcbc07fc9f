package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.crypto.seal.SealedFrames;
import dev.starshell.syncshell.limits.ProtocolVersion;
import dev.starshell.syncshell.link.Allowance;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.ManifestHead;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.TransferMessage;
import dev.starshell.syncshell.protocol.TransferMessage.Arrival;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListGiven;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListRefused;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListsWanted;
import dev.starshell.syncshell.protocol.TransferMessage.ContractAbandoned;
import dev.starshell.syncshell.protocol.TransferMessage.ContractAccepted;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.protocol.TransferMessage.CreditGranted;
import dev.starshell.syncshell.protocol.TransferMessage.DataArrived;
import dev.starshell.syncshell.protocol.TransferMessage.Goodbye;
import dev.starshell.syncshell.protocol.TransferMessage.Heartbeat;
import dev.starshell.syncshell.protocol.TransferMessage.HeartbeatAnswered;
import dev.starshell.syncshell.protocol.TransferMessage.Hello;
import dev.starshell.syncshell.protocol.TransferMessage.HighFive;
import dev.starshell.syncshell.protocol.TransferMessage.HighFiveAnswered;
import dev.starshell.syncshell.protocol.TransferMessage.ManifestChanged;
import dev.starshell.syncshell.protocol.TransferMessage.ManifestGiven;
import dev.starshell.syncshell.protocol.TransferMessage.ManifestWanted;
import dev.starshell.syncshell.protocol.TransferMessage.Membership;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.TransferMessage.ParcelRefused;
import dev.starshell.syncshell.protocol.TransferMessage.Receipts;
import dev.starshell.syncshell.recovery.OpenContract;
import dev.starshell.syncshell.transfer.NeedEvent;
import dev.starshell.syncshell.transfer.ReceiveEvent;
import dev.starshell.syncshell.transfer.ReceiveState;
import dev.starshell.syncshell.transfer.SendEvent;
import dev.starshell.syncshell.transfer.WantedRoot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What two members say to each other on one bound generation: manifests here, archives in
/// [Outgoing] and [Incoming]. Belongs to the shell's loop.
final class Exchange {
  /// How fast a peer may ask for what costs much to answer: manifests, chunk lists, contracts. A
  /// correct one asks for each manifest once and has one NEED open. Source: docs/LIMITS.md.
  static final Allowance.Rate DEAR_PACE = new Allowance.Rate(400, 20);

  private final LinkSession session;
  private final ExchangeParts parts;
  private final ContractNumbers numbers;
  private final ChannelPump pump;
  private final Intake intake;
  private final ArrivalReports arrivals;
  private final Outgoing outgoing;
  private final Incoming incoming;
  private Allowance dear = Allowance.full(DEAR_PACE, now());
  private boolean greeted;
  private boolean manifestDue;

  /// Whether the peer has asked for this side's manifest, and there was none.
  private boolean manifestOwed;

  /// Whether this side asks for nothing yet: what the generation before has under way comes first.
  private boolean held;

  /// The generation before that the peer still has, as it says.
  private long peerDrains;

  Exchange(LinkSession session, ExchangeParts parts, Publisher publisher, boolean leading) {
    this.session = session;
    this.parts = parts;
    this.numbers = new ContractNumbers(leading);
    this.pump =
        new ChannelPump(
            session.peer().toString(),
            session.bundle(),
            session.settings(),
            session.meter(),
            parts.store(),
            parts.upload(),
            new PumpEvents());
    this.intake =
        new Intake(
            session.meter().channels(),
            parts.store(),
            parts.intake(),
            session.peer().hashCode(),
            session.memory(),
            new IntakeEvents());
    this.arrivals =
        new ArrivalReports(session.settings().channels(), this::reportLater, session::send);
    this.outgoing = new Outgoing(session, parts, numbers, pump);
    this.incoming = new Incoming(session, parts, publisher, intake);
  }

  /// The generation that it is spoken on.
  long generation() {
    return session.generation();
  }

  ChannelPump pump() {
    return pump;
  }

  Intake intake() {
    return intake;
  }

  ArrivalReports arrivals() {
    return arrivals;
  }

  /// Greets the peer and gives it room on every data channel.
  ///
  /// @param drains the generation before that still has something under way; 0 for none
  void start(long drains) {
    held = drains > 0;
    pump.start();
    session.send(new Hello(ProtocolVersion.CURRENT, parts.ownHead(), drains));
    for (int channel = 1; channel < session.meter().channels(); channel++) {
      session.send(new CreditGranted(channel, intake.firstWindowBytes()));
    }
    if (held || parts.paused()) {
      incoming.handle(new NeedEvent.Paused());
    }
  }

  /// Nothing is under way on the generation before any more: this side may ask for the rest.
  void release() {
    if (held) {
      held = false;
      if (!parts.paused()) {
        incoming.handle(new NeedEvent.Resumed());
      }
    }
  }

  /// The next generation carries on: what is under way arrives, nothing new begins.
  void drain() {
    outgoing.drain();
    incoming.handle(new NeedEvent.WantedChanged(0, List.of()));
  }

  /// Whether nothing more comes in.
  boolean isReceived() {
    return incoming.isQuiet();
  }

  /// Whether nothing is under way in either direction.
  boolean isDrained() {
    return isReceived() && !outgoing.isActive();
  }

  /// Whether the peer has greeted.
  boolean isGreeted() {
    return greeted;
  }

  /// Whether the peer has said that it still has a generation.
  boolean isDrainedByPeer(long generation) {
    return peerDrains == generation;
  }

  /// Says something about the membership of the shell.
  void tell(Bytes message) {
    session.send(new Membership(message));
  }

  /// Whether nothing is asked for or under way in either direction.
  boolean isIdle() {
    return greeted && incoming.isIdle() && !outgoing.isActive();
  }

  /// What is under way, and asked for.
  UnderWay underWay() {
    Optional<ReceiveState.Receiving> receiving = incoming.receiving();
    List<OpenContract> contracts =
        Stream.of(
                receiving.map(now -> UnderWay.open(true, now.contract(), now.received())),
                outgoing.openContract())
            .flatMap(Optional::stream)
            .toList();
    List<Root> roots = receiving.map(now -> now.contract().roots()).orElse(List.of());
    return new UnderWay(contracts, Set.copyOf(roots), !incoming.isIdle(), greeted);
  }

  /// What this link should fetch from now on.
  void wanted(long manifest, List<WantedRoot> wanted) {
    incoming.handle(new NeedEvent.WantedChanged(manifest, wanted));
  }

  /// This member's manifest has changed.
  void announce() {
    session.send(new ManifestChanged(parts.ownHead()));
    if (manifestOwed) {
      giveManifest(parts.ownHead().sequence());
    }
  }

  /// Asks for the peer's manifest. One question at a time: the answer is the newest in any case,
  /// and if a newer one was announced meanwhile it is asked for then.
  void askManifest(long sequence) {
    if (!manifestDue) {
      manifestDue = true;
      session.send(new ManifestWanted(sequence));
    }
  }

  void paused(boolean paused) {
    if (paused || !held) {
      incoming.handle(paused ? new NeedEvent.Paused() : new NeedEvent.Resumed());
    }
    if (paused) {
      outgoing.abandon(FaultCode.PAUSED);
    }
  }

  /// Takes a message. Its bytes were right; whether it fits is decided by whom it is for.
  void handle(TransferMessage message) {
    if (!greeted && !(message instanceof Hello)) {
      session.accuse(new PeerFault(FaultCode.OUT_OF_ORDER, "a message before Hello"));
      return;
    }
    if (isDear(message)) {
      dear = dear.taken(now());
      if (dear.isOverdrawn()) {
        session.tooFast();
        return;
      }
    }
    switch (message) {
      case Hello hello -> greet(hello);
      case ManifestChanged changed -> {
        parts.announced(session.peer());
        headCame(changed.manifest());
      }
      case ManifestWanted(long sequence) -> giveManifest(sequence);
      case ManifestGiven given -> manifestGiven(given);
      case ChunkListsWanted wanted -> outgoing.listsWanted(wanted);
      case ChunkListGiven given -> incoming.listCame(given);
      case ChunkListRefused refused -> incoming.listRefused(refused);
      case Need need -> outgoing.needed(need);
      case ContractOffered offered -> contractOffered(offered);
      case ContractAccepted accepted ->
          outgoing.handle(accepted.contract(), new SendEvent.Accepted(accepted.digest()));
      case ContractAbandoned abandoned -> contractAbandoned(abandoned);
      case CreditGranted credit -> credit(credit);
      case DataArrived(List<Arrival> told) -> dataArrived(told);
      case Receipts receipts -> outgoing.receiptsCame(receipts);
      case ParcelRefused refused ->
          outgoing.handle(
              refused.contract(), new SendEvent.ParcelRefused(refused.parcel(), refused.reason()));
      case HighFive five -> incoming.highFiveCame(five);
      case HighFiveAnswered answer -> outgoing.highFiveAnswered(answer);
      case Membership(Bytes told) -> parts.membershipCame(session.peer(), told);
      case Heartbeat _, HeartbeatAnswered _, Goodbye _ ->
          throw new IllegalArgumentException("the session handles " + message);
    }
  }

  /// Whether answering costs much more than asking.
  private static boolean isDear(TransferMessage message) {
    return message instanceof ManifestWanted
        || message instanceof ManifestChanged
        || message instanceof ChunkListsWanted
        || message instanceof Need;
  }

  private static Moment now() {
    return new Moment(System.nanoTime());
  }

  /// The generation carries nothing any more.
  void close() {
    pump.close();
    intake.close();
    arrivals.close();
    outgoing.lost();
    incoming.lost();
  }

  private void greet(Hello hello) {
    if (greeted) {
      session.accuse(new PeerFault(FaultCode.OUT_OF_ORDER, "a second Hello"));
      return;
    }
    if (!ProtocolVersion.CURRENT.speaksWith(hello.version())) {
      session.accuse(
          new PeerFault(FaultCode.VERSION_UNSUPPORTED, "version " + hello.version().major()));
      return;
    }
    greeted = true;
    peerDrains = hello.drains();
    parts.greeted(session.peer());
    headCame(hello.manifest());
  }

  private void headCame(ManifestHead head) {
    parts.headCame(session.peer(), session.generation(), head);
  }

  /// Takes a manifest that was asked for; reading one costs too much to do it unasked.
  private void manifestGiven(ManifestGiven given) {
    if (manifestDue) {
      manifestDue = false;
      parts.manifestCame(session.peer(), session.generation(), given.signed());
    }
  }

  /// Who asks for one while there is none gets the next one.
  private void giveManifest(long wanted) {
    Optional<Bytes> manifest = parts.ownManifest(wanted);
    manifestOwed = manifest.isEmpty();
    manifest.ifPresent(signed -> session.send(new ManifestGiven(signed)));
  }

  private void contractOffered(ContractOffered offered) {
    if (numbers.isOurs(offered.contract())) {
      session.accuse(
          new PeerFault(
              FaultCode.CONTRACT_VIOLATION, "contract=" + offered.contract() + " is not theirs"));
      return;
    }
    incoming.contractOffered(offered);
  }

  private void contractAbandoned(ContractAbandoned abandoned) {
    if (numbers.isOurs(abandoned.contract())) {
      outgoing.handle(abandoned.contract(), new SendEvent.Abandoned(abandoned.reason()));
    } else {
      incoming.contractAbandoned(abandoned);
    }
  }

  private void credit(CreditGranted credit) {
    if (credit.channel() < 1 || credit.channel() >= session.meter().channels()) {
      session.accuse(
          new PeerFault(FaultCode.OUT_OF_ORDER, "credit for channel=" + credit.channel()));
      return;
    }
    pump.credit(credit.channel(), credit.limitBytes());
  }

  private void reportLater(Duration wait, Runnable report) {
    parts.timers().start(arrivals, wait, () -> parts.loop().post(report));
  }

  private void dataArrived(List<Arrival> told) {
    if (!pump.arrived(told)) {
      session.accuse(new PeerFault(FaultCode.OUT_OF_ORDER, "more has arrived than was sent"));
    }
  }

  /// Brings what the pump did to the loop. Thread: the pump's.
  private final class PumpEvents implements ChannelPump.PumpListener {
    @Override
    public void progressed(Root root, int channel, int payloadBytes) {
      parts
          .counters()
          .wireBytesSent
          .add(payloadBytes + ChannelPump.HEADER_BYTES + (long) SealedFrames.OVERHEAD_BYTES);
      outgoing.progressed(channel, root, payloadBytes);
    }

    @Override
    public void parcelSent(long contract, int channel, int parcel) {
      outgoing.parcelSent(channel);
      parts.loop().post(() -> outgoing.handle(contract, new SendEvent.ParcelSent(parcel)));
    }

    @Override
    public void parcelSkipped(long contract, int parcel, FaultCode reason) {
      parts
          .loop()
          .post(() -> outgoing.handle(contract, new SendEvent.ParcelSkipped(parcel, reason)));
    }

    @Override
    public void unheard() {
      parts.loop().post(session::heartbeat);
    }

    @Override
    public void failed() {
      session.broken("pump failed");
    }
  }

  /// Brings what the intake did to the loop. Thread: the intake's.
  private final class IntakeEvents implements Intake.IntakeListener {
    @Override
    public void progressed(Contract contract, int channel, int parcel, int payloadBytes) {
      incoming.progressed(channel, contract.parcel(parcel).root(), payloadBytes);
    }

    @Override
    public void parcelStored(long contract, int channel, int parcel) {
      incoming.parcelStored(channel);
      parts.loop().post(() -> incoming.receive(contract, new ReceiveEvent.ParcelStored(parcel)));
    }

    @Override
    public void parcelLost(long contract, int parcel, FaultCode reason) {
      parts
          .loop()
          .post(() -> incoming.receive(contract, new ReceiveEvent.ParcelLost(parcel, reason)));
    }

    @Override
    public void grant(int channel, long limitBytes, int takenBytes) {
      long waitNanos = parts.download().take(takenBytes);
      if (waitNanos <= 0) {
        session.send(new CreditGranted(channel, limitBytes));
      } else {
        incoming.watch().held(1);
        parts
            .timers()
            .start(
                new GrantTimer(session, channel, limitBytes),
                Duration.ofNanos(waitNanos),
                () ->
                    parts
                        .loop()
                        .post(() -> {
                          incoming.watch().held(-1);
                          session.send(new CreditGranted(channel, limitBytes));
                        }));
      }
    }

    @Override
    public void crowded() {
      session.broken("all links together hold too much data");
    }

    @Override
    public void late(int payloadBytes) {
      parts.counters().duplicateBytes.add(payloadBytes);
    }

    @Override
    public void accuse(PeerFault fault) {
      parts.loop().post(() -> session.accuse(fault));
    }
  }

  private record GrantTimer(LinkSession session, int channel, long limitBytes) {}
}
