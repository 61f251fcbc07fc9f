package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.seal.SealedFrames;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.link.LinkEvent;
import dev.starshell.syncshell.link.PathWatch;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.protocol.ControlAssembler;
import dev.starshell.syncshell.protocol.ControlFragments;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.TransferMessage;
import dev.starshell.syncshell.protocol.TransferMessage.Goodbye;
import dev.starshell.syncshell.protocol.TransferMessage.Heartbeat;
import dev.starshell.syncshell.protocol.TransferMessage.HeartbeatAnswered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One generation of a link from its first byte to its end: turns control frames into messages for
/// the [Exchange] and hands data frames to the [Intake].
///
/// Thread: the shell's loop, but for [#received], [#left] and [#writable], which come on the
/// carrier's threads.
final class LinkSession {
  private static final Logger LOG = LoggerFactory.getLogger(LinkSession.class);

  private final MemberKey peer;
  private final long generation;
  private final Bundle bundle;
  private final LinkMeter meter;
  private final ControlOutbox outbox;
  private final BundleSettings settings;
  private final SessionParts parts;
  private final ControlAssembler assembler = new ControlAssembler();
  private final List<byte[]> early = new ArrayList<>();
  private @Nullable Exchange exchange;
  private volatile @Nullable Intake intake;
  private volatile @Nullable ArrivalReports arrivals;
  private volatile @Nullable ChannelPump pump;
  private final ControlShare share;
  private final AtomicBoolean accused = new AtomicBoolean();
  private final AtomicBoolean broken = new AtomicBoolean();
  private int unhandledFrames;
  private long unhandledBytes;
  private boolean over;
  private final HeartbeatClock beats = new HeartbeatClock();

  LinkSession(
      MemberKey peer, long generation, Bundle bundle, BundleSettings settings, SessionParts parts) {
    this.peer = peer;
    this.generation = generation;
    this.bundle = bundle;
    this.settings = settings;
    this.meter = new LinkMeter(settings.channels(), System.nanoTime());
    this.outbox = new ControlOutbox(bundle, meter, parts.memory(), System::nanoTime);
    this.parts = parts;
    this.share =
        new ControlShare(
            parts.memory().control(),
            now(),
            () -> broken("all links together hold too much, and this one most"));
  }

  /// What the runtime gives every session.
  interface SessionParts {
    /// Begins the exchange of a bound session, with its pump and its intake.
    Exchange begin(LinkSession session);

    /// The peer broke the protocol.
    void accuse(MemberKey peer, long generation, PeerFault fault);

    /// The peer said goodbye.
    void goodbye(MemberKey peer, long generation, FaultCode reason);

    /// The generation is of no use any more.
    void ended(MemberKey peer, long generation);

    Counters counters();

    /// What all links hold together.
    LinkMemory memory();

    ShellLoop loop();
  }

  MemberKey peer() {
    return peer;
  }

  long generation() {
    return generation;
  }

  Bundle bundle() {
    return bundle;
  }

  /// The association that a channel lives on.
  int association(int channel) {
    return channel % settings.associations();
  }

  BundleSettings settings() {
    return settings;
  }

  LinkMeter meter() {
    return meter;
  }

  @Nullable Exchange exchange() {
    return exchange;
  }

  /// What is under way, and asked for.
  UnderWay underWay() {
    Exchange now = exchange;
    return now == null ? UnderWay.NOTHING : now.underWay();
  }

  /// The generation is bound: begins the exchange.
  ///
  /// @param drains the generation before that still has something under way; 0 for none
  void start(long drains) {
    Exchange begun = parts.begin(this);
    exchange = begun;
    arrivals = begun.arrivals();
    intake = begun.intake();
    pump = begun.pump();
    meter.received(ControlOutbox.CHANNEL, 0);
    begun.start(drains);
    early.forEach(this::controlCame);
    early.clear();
  }

  /// Sends a control message. Thread: any.
  void send(TransferMessage message) {
    List<byte[]> frames = ControlFragments.of(message);
    long bytes = 0;
    for (byte[] frame : frames) {
      bytes += frame.length + SealedFrames.OVERHEAD_BYTES;
    }
    parts.counters().wireBytesSent.add(bytes);
    if (!outbox.send(frames)) {
      broken("peer does not read");
    }
  }

  /// A frame came. Thread: the carrier's.
  ///
  /// @return false if there is no room for it: the peer has passed its window
  boolean received(int channel, byte[] frame) {
    meter.received(channel, frame.length);
    parts.counters().wireBytesReceived.add(frame.length + (long) SealedFrames.OVERHEAD_BYTES);
    if (channel == ControlOutbox.CHANNEL) {
      return controlOffered(frame);
    }
    Intake now = intake;
    ArrivalReports told = arrivals;
    if (now == null || told == null) {
      // Data cannot come before a contract was accepted, and none was.
      if (accused.compareAndSet(false, true)) {
        parts
            .loop()
            .offer(() ->
                accuse(new PeerFault(FaultCode.CONTRACT_VIOLATION, "data before a contract")));
      }
      return true;
    }
    told.came(channel, frame.length);
    return now.offer(channel, frame);
  }

  /// One peer may not fill the inbox that all links share: it has a share of its own.
  private boolean controlOffered(byte[] frame) {
    return switch (share.take(frame.length, now())) {
      case TAKEN -> parts.loop().offer(() -> controlCame(frame));
      case LINK_FULL -> false;
      case TOO_FAST -> {
        tooFast();
        yield true;
      }
      case ALL_FULL -> {
        broken("all links together hold too much, and this one most");
        yield true;
      }
      case OVERDUE -> {
        overdue();
        yield true;
      }
      case CLOSED -> true;
    };
  }

  /// The peer has sent more than there may be under way. Thread: any.
  void overrun() {
    if (accused.compareAndSet(false, true)) {
      bundle.close();
      parts
          .loop()
          .offer(() ->
              accuse(new PeerFault(FaultCode.CONTRACT_VIOLATION, "more frames than may wait")));
    }
  }

  /// The peer sends more than it may in that time. Thread: any.
  void tooFast() {
    if (accused.compareAndSet(false, true)) {
      bundle.close();
      parts
          .loop()
          .post(() -> accuse(new PeerFault(FaultCode.RATE_LIMITED, "more messages than it may")));
    }
  }

  /// A message has not come whole in time: nobody may keep its memory for longer.
  private void overdue() {
    broken("a message has not come whole in time");
  }

  private static Moment now() {
    return new Moment(System.nanoTime());
  }

  LinkMemory memory() {
    return parts.memory();
  }

  /// The generation is of no use any more, through no fault of the peer that could be named.
  /// Thread: any.
  void broken(String why) {
    if (broken.compareAndSet(false, true)) {
      LOG.warn("link is of no use why={} member={} generation={}", why, peer, generation);
      bundle.close();
      parts.loop().post(() -> parts.ended(peer, generation));
    }
  }

  /// So many frames of a channel have left for the network. Thread: the carrier's.
  void left(int channel, long frames, long afterNanos) {
    ChannelPump now = pump;
    if (now != null && channel != ControlOutbox.CHANNEL) {
      now.left(channel, frames, afterNanos);
    }
  }

  /// A channel may take more. Thread: the carrier's.
  void writable(int channel) {
    if (channel == ControlOutbox.CHANNEL) {
      outbox.writable();
      return;
    }
    ChannelPump now = pump;
    if (now != null) {
      now.wake(channel);
    }
  }

  void heartbeat() {
    if (share.isOverdue(now())) {
      overdue();
      return;
    }
    send(new Heartbeat(beats.sent(now())));
  }

  /// What the path is judged by. A heartbeat is sent for it also while there is much to say.
  PathWatch.Sample sample(Moment now) {
    if (beats.isDue(now)) {
      heartbeat();
    }
    ChannelPump to = pump;
    ChannelPump.Progress data = to == null ? ChannelPump.Progress.NONE : to.progress();
    long control = meter.sentBytes(ControlOutbox.CHANNEL);
    long waiting = bundle.bufferedBytes(ControlOutbox.CHANNEL);
    return new PathWatch.Sample(
        now,
        data.arrivedBytes() + control - waiting,
        data.late() || waiting > 0,
        beats.answer(now),
        new Moment(meter.heardNanos()));
  }

  /// What a look at the silence sees.
  LinkEvent.Looked looked(Moment now) {
    Moment heard = new Moment(meter.heardNanos());
    return new LinkEvent.Looked(now, heard, new Moment(meter.saidNanos()), beats.knownAnswer(now));
  }

  /// The other side has said that it hears nothing.
  LinkEvent.SilenceTold silenceTold(Duration lasted, Moment now) {
    return new LinkEvent.SilenceTold(generation, lasted, now, new Moment(meter.heardNanos()));
  }

  /// The generation carries nothing any more.
  void lost() {
    if (!over) {
      over = true;
      share.close();
      outbox.close();
      Exchange now = exchange;
      if (now != null) {
        now.close();
      }
    }
  }

  void close() {
    lost();
    bundle.close();
  }

  private void controlCame(byte[] frame) {
    Exchange now = exchange;
    if (over) {
      return;
    }
    if (now == null) {
      early.add(frame);
      return;
    }
    unhandledFrames++;
    unhandledBytes += frame.length;
    if (frame.length > Limits.FRAME_BYTES_MAX) {
      accuse(new PeerFault(FaultCode.FRAME_TOO_LARGE, "frame of " + frame.length + " bytes"));
      return;
    }
    switch (assembler.accept(frame)) {
      case DecodeResult.Incomplete<TransferMessage> _ -> {}
      case DecodeResult.Malformed<TransferMessage> malformed -> accuse(malformed.fault());
      case DecodeResult.Decoded<TransferMessage> decoded -> {
        share.give(unhandledFrames, unhandledBytes, now());
        unhandledFrames = 0;
        unhandledBytes = 0;
        handle(now, decoded.message());
      }
    }
  }

  private void handle(Exchange now, TransferMessage message) {
    switch (message) {
      case Heartbeat beat -> send(new HeartbeatAnswered(beat.sequence()));
      case HeartbeatAnswered(long sequence) -> {
        beats.answered(sequence, now());
        now.pump().answered();
      }
      case Goodbye goodbye -> parts.goodbye(peer, generation, goodbye.reason());
      case TransferMessage.Hello _,
          TransferMessage.ManifestChanged _,
          TransferMessage.ManifestWanted _,
          TransferMessage.ManifestGiven _,
          TransferMessage.ChunkListsWanted _,
          TransferMessage.ChunkListGiven _,
          TransferMessage.ChunkListRefused _,
          TransferMessage.Need _,
          TransferMessage.ContractOffered _,
          TransferMessage.ContractAccepted _,
          TransferMessage.ContractAbandoned _,
          TransferMessage.CreditGranted _,
          TransferMessage.DataArrived _,
          TransferMessage.Receipts _,
          TransferMessage.ParcelRefused _,
          TransferMessage.HighFive _,
          TransferMessage.HighFiveAnswered _,
          TransferMessage.Membership _ ->
          now.handle(message);
    }
  }

  void accuse(PeerFault fault) {
    parts.accuse(peer, generation, fault);
  }
}
