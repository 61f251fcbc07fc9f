package dev.starshell.harness.sim;

import dev.starshell.syncshell.link.LinkEvent;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.protocol.DataFrame;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.TransferMessage;
import dev.starshell.syncshell.protocol.TransferMessage.ContractAbandoned;
import dev.starshell.syncshell.protocol.TransferMessage.ContractAccepted;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.protocol.TransferMessage.CreditGranted;
import dev.starshell.syncshell.protocol.TransferMessage.Heartbeat;
import dev.starshell.syncshell.protocol.TransferMessage.HeartbeatAnswered;
import dev.starshell.syncshell.transfer.NeedEvent;
import dev.starshell.syncshell.transfer.SendEvent;
import dev.starshell.syncshell.transfer.WantedRoot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What two members say to each other on one generation. Plays `LinkSession` and `Exchange`.
final class SimSession implements Wire.WireUser {
  /// All channels, the control channel among them.
  static final int CHANNELS = 4;

  private static final Duration PROBE_SPAN = Duration.ofSeconds(2);

  private final SimWorld world;
  private final SimMember member;
  private final SimLink link;
  private final Wire wire;
  private final long generation;
  private final SimIncoming incoming;
  private final SimOutgoing outgoing;
  private final List<Runnable> early = new ArrayList<>();
  private long heardNanos;
  private long saidNanos;
  private long heartbeats;

  /// When those left that are not answered yet.
  private final Map<Long, Long> beats = new LinkedHashMap<>();

  private Duration answer = Duration.ZERO;
  private long beatNanos;
  private boolean isStarted;
  private boolean isGreeted;
  private boolean isOver;
  private boolean isDraining;
  private boolean isHeld;
  private long peerDrains;

  /// What a member shares; stands for `Hello` and the messages about manifests.
  ///
  /// @param drains as in `Hello`
  record ManifestTold(SimMember.Manifest manifest, long drains) {}

  /// A data frame, and whether it was altered on its way.
  record Data(DataFrame frame, boolean isAltered) {}

  SimSession(SimWorld world, SimMember member, SimLink link, Wire wire) {
    this.world = world;
    this.member = member;
    this.link = link;
    this.wire = wire;
    this.generation = wire.key().generation();
    this.incoming = new SimIncoming(world, member, this);
    this.outgoing = new SimOutgoing(world, member, this, member.id() < link.peer());
  }

  long generation() {
    return generation;
  }

  int peer() {
    return link.peer();
  }

  boolean isGreeted() {
    return isGreeted && !isOver;
  }

  Moment heard() {
    return new Moment(heardNanos);
  }

  Moment said() {
    return new Moment(saidNanos);
  }

  /// Probes the path from time to time, also while there is much to say.
  void probe() {
    if (heartbeats == 0 || world.clock().nowNanos() - beatNanos >= PROBE_SPAN.toNanos()) {
      heartbeat();
    }
  }

  /// What a look at the silence sees.
  LinkEvent.Looked looked() {
    return new LinkEvent.Looked(world.clock().now(), heard(), said(), answer());
  }

  /// The other side has said that it hears nothing.
  LinkEvent.SilenceTold silenceTold(Duration lasted) {
    return new LinkEvent.SilenceTold(generation, lasted, world.clock().now(), heard());
  }

  /// As `HeartbeatClock` has it.
  private Duration answer() {
    if (answer.isZero()) {
      return Duration.ZERO;
    }
    Duration waits =
        beats.values().stream()
            .findFirst()
            .map(sent -> Duration.ofNanos(world.clock().nowNanos() - sent))
            .orElse(Duration.ZERO);
    return waits.compareTo(answer) > 0 ? waits : answer;
  }

  SimIncoming incoming() {
    return incoming;
  }

  SimOutgoing outgoing() {
    return outgoing;
  }

  /// Whether nothing is asked for or under way in either direction.
  boolean isIdle() {
    return isGreeted() && incoming.isIdle() && !outgoing.isActive();
  }

  // The wire

  @Override
  public void opened() {
    link.opened(generation);
  }

  @Override
  public void failed() {
    link.failed(generation);
  }

  @Override
  public void came(int channel, Object frame) {
    if (isOver) {
      return;
    }
    if (!isStarted) {
      early.add(() -> came(channel, frame));
      return;
    }
    heardNanos = world.clock().nowNanos();
    world.oracle().frameTaken(wire.key(), link);
    switch (frame) {
      case Data data -> incoming.dataCame(channel, data);
      case ManifestTold told -> {
        greeted(told.drains());
        member.manifestCame(peer(), told.manifest());
      }
      case TransferMessage message -> take(message);
      default -> throw new IllegalStateException("no frame: " + frame);
    }
  }

  void send(Object message) {
    send(0, message);
  }

  void send(int channel, Object message) {
    if (!isOver) {
      saidNanos = world.clock().nowNanos();
      world.sending(member, peer(), message);
      if (!(message instanceof Data || message instanceof Heartbeat)
          && !(message instanceof HeartbeatAnswered)) {
        world.trace().note(member.name(), () -> "says to m" + peer() + ": " + brief(message));
      }
      wire.send(member.id(), channel, message);
    }
  }

  private static String brief(Object message) {
    String text = message.toString();
    return text.length() > 160 ? text.substring(0, 160) + " …" : text;
  }

  // The exchange

  void start(long drains) {
    isStarted = true;
    isHeld = drains > 0;
    heardNanos = world.clock().nowNanos();
    saidNanos = heardNanos;
    send(new ManifestTold(member.manifest(), drains));
    for (int channel = 1; channel < CHANNELS; channel++) {
      send(new CreditGranted(channel, SimIncoming.WINDOW_BYTES));
    }
    if (isHeld || member.isPaused()) {
      incoming.handle(new NeedEvent.Paused());
    }
    List<Runnable> waiting = List.copyOf(early);
    early.clear();
    waiting.forEach(Runnable::run);
  }

  boolean isStarted() {
    return isStarted;
  }

  boolean isDraining() {
    return isDraining;
  }

  /// The next generation carries on: what is under way arrives, nothing new begins.
  void drain() {
    isDraining = true;
    outgoing.drain();
    incoming.handle(new NeedEvent.WantedChanged(0, List.of()));
  }

  /// Nothing is under way on the generation before any more.
  void release() {
    if (isHeld) {
      isHeld = false;
      if (!member.isPaused() && !isOver) {
        incoming.handle(new NeedEvent.Resumed());
      }
    }
  }

  boolean isReceived() {
    return incoming.isQuiet();
  }

  boolean isDrained() {
    return isReceived() && !outgoing.isActive();
  }

  /// Whether the peer has said that it still has a generation.
  boolean isDrainedByPeer(long before) {
    return peerDrains == before;
  }

  private void greeted(long drains) {
    if (!isGreeted) {
      isGreeted = true;
      peerDrains = drains;
      member.replan();
    }
  }

  void heartbeat() {
    beatNanos = world.clock().nowNanos();
    beats.put(++heartbeats, beatNanos);
    send(new Heartbeat(heartbeats));
  }

  void announceManifest() {
    if (isStarted) {
      send(new ManifestTold(member.manifest(), 0));
    }
  }

  void wanted(long manifest, List<WantedRoot> list) {
    incoming.wanted(manifest, list);
  }

  void paused(boolean isPaused) {
    if (isStarted) {
      if (isPaused || !isHeld) {
        incoming.handle(isPaused ? new NeedEvent.Paused() : new NeedEvent.Resumed());
      }
      if (isPaused) {
        outgoing.abandon(FaultCode.PAUSED);
      }
    }
  }

  void accuse(PeerFault fault) {
    link.accuse(fault);
  }

  SimLink link() {
    return link;
  }

  void lost() {
    if (!isOver) {
      outgoing.lost();
      incoming.lost();
      isOver = true;
    }
  }

  boolean isOver() {
    return isOver;
  }

  private void take(TransferMessage message) {
    switch (message) {
      case Heartbeat beat -> send(new HeartbeatAnswered(beat.sequence()));
      case HeartbeatAnswered(long sequence) -> {
        Long sent = beats.remove(sequence);
        if (sent != null) {
          answer = Duration.ofNanos(world.clock().nowNanos() - sent);
        }
      }
      case TransferMessage.ChunkListsWanted wanted -> outgoing.listsWanted(wanted);
      case TransferMessage.ChunkListGiven given -> incoming.listCame(given);
      case TransferMessage.ChunkListRefused refused ->
          incoming.handle(new NeedEvent.ListRefused(refused.root(), refused.reason()));
      case TransferMessage.Need need -> outgoing.needed(need);
      case ContractOffered offered -> incoming.contractOffered(offered);
      case ContractAccepted accepted ->
          outgoing.handle(accepted.contract(), new SendEvent.Accepted(accepted.digest()));
      case ContractAbandoned abandoned -> {
        if (outgoing.isOurs(abandoned.contract())) {
          outgoing.handle(abandoned.contract(), new SendEvent.Abandoned(abandoned.reason()));
        } else {
          incoming.drop(abandoned.contract(), abandoned.reason());
        }
      }
      case CreditGranted credit -> outgoing.credit(credit.channel(), credit.limitBytes());
      case TransferMessage.Receipts receipts -> outgoing.receiptsCame(receipts);
      case TransferMessage.ParcelRefused refused ->
          outgoing.handle(
              refused.contract(), new SendEvent.ParcelRefused(refused.parcel(), refused.reason()));
      case TransferMessage.HighFive five -> incoming.highFiveCame(five);
      case TransferMessage.HighFiveAnswered answer -> outgoing.highFiveAnswered(answer);
      case TransferMessage.Hello _,
          TransferMessage.ManifestChanged _,
          TransferMessage.ManifestWanted _,
          TransferMessage.ManifestGiven _,
          TransferMessage.DataArrived _,
          TransferMessage.Membership _,
          TransferMessage.Goodbye _ ->
          throw new IllegalStateException("nobody says " + message);
    }
  }
}
