package dev.starshell.syncshell.carrier.tcp;

import dev.starshell.syncshell.carrier.CarrierFactory;
import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleListener;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.carrier.tcp.Race.Action;
import dev.starshell.syncshell.carrier.tcp.Race.Deed;
import dev.starshell.syncshell.carrier.tcp.Race.Fail;
import dev.starshell.syncshell.carrier.tcp.Race.Step;
import dev.starshell.syncshell.carrier.tcp.RaceState.Fault;
import dev.starshell.syncshell.carrier.tcp.RaceState.OnTcp;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One generation over TCP or over another carrier, by a [Race] between the two.
///
/// Thread: any. The lock guards `race`, `stream`, `described` and `endpoint`; it is never held
/// while anything else is called.
final class DirectBundle implements Bundle {
  private final String name;
  private final BundleSettings layout;
  private final BundleListener user;
  private final Grounds grounds;
  private final TcpEndpoint own;
  private final Meeting meeting;
  private final BaseListener listener;
  private final CompletableFuture<Bundle> base = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();
  private RaceState race = RaceState.Running.BEGUN;
  private @Nullable TcpStream stream;

  /// Associations whose description of the other side was given on.
  private final BitSet described = new BitSet();

  private TcpEndpoint.@Nullable Described endpoint;

  /// What frames go over; null while nothing is open.
  private volatile @Nullable Sender sender;

  /// Whether frames may have come over TCP; never taken back.
  private volatile boolean wentOverTcp;

  /// What takes frames.
  interface Sender {
    boolean send(int channel, byte[] frame);

    long bufferedBytes(int channel);
  }

  private record BaseSender(Bundle base) implements Sender {
    @Override
    public boolean send(int channel, byte[] frame) {
      return base.send(channel, frame);
    }

    @Override
    public long bufferedBytes(int channel) {
      return base.bufferedBytes(channel);
    }
  }

  /// What all bundles of a carrier share.
  ///
  /// @param rests addresses that are not called, and not heard
  /// @param far addresses that the other carrier does not wait for
  /// @param here this machine's addresses
  record Grounds(TcpPort port, Rests rests, Rests far, Whereabouts here) {}

  DirectBundle(String name, BundleSettings layout, BundleListener user, Grounds grounds) {
    this.name = name;
    this.layout = layout;
    this.user = user;
    this.grounds = grounds;
    this.own = new TcpEndpoint(grounds.port().number(), Token.fresh(), grounds.here().own());
    this.meeting = new Meeting(grounds, own.token(), layout.leading(), new Met());
    this.listener = new BaseListener(layout, user, own, new FromBase());
  }

  /// Begins with the other carrier.
  void open(CarrierFactory carrier) {
    // Before that: the other carrier may fail at once, which ends the meeting.
    meeting.open();
    try {
      base.complete(carrier.open(layout, listener));
    } catch (RuntimeException | Error e) {
      meeting.close();
      throw e;
    }
  }

  // The race

  private Step take(RaceEvent event) {
    return take(event, null);
  }

  /// @param met becomes the stream, if the event has it chosen
  private Step take(RaceEvent event, @Nullable TcpStream met) {
    Step step;
    lock.lock();
    try {
      step = Race.next(layout.leading(), race, event);
      race = step.next();
      if (step.actions().contains(Deed.OPEN_ON_TCP)) {
        stream = met;
        wentOverTcp = true;
      }
    } finally {
      lock.unlock();
    }
    step.actions().forEach(this::perform);
    return step;
  }

  private void perform(Action action) {
    switch (action) {
      case Deed.CHOOSE_SHOWN -> {
        // By the thread that has shown it.
      }
      case Deed.END_MEETING -> meeting.close();
      case Deed.CLOSE_BASE -> base.thenAccept(Bundle::close);
      case Deed.CLOSE_STREAM -> closeStream();
      case Deed.WAIT_A_MOMENT -> meeting.waitAMoment();
      case Deed.OPEN_ON_BASE -> listener.open();
      case Deed.SAY_BASE -> sayBase();
      case Deed.SEND_ON_BASE -> sendOnBase();
      case Deed.OPEN_ON_TCP -> openOnTcp();
      case Fail(Fault fault) -> user.failed(fault.association(), fault.code(), fault.sentence());
    }
  }

  private void sayBase() {
    listener.saysWord();
    if (!base.join().send(BaseListener.CONTROL, BaseListener.CHOSEN.clone())) {
      take(new RaceEvent.BaseFailed(Fault.of(TcpFault.DIRECT_FAILED)));
    }
  }

  private void sendOnBase() {
    sender = new BaseSender(base.join());
    listener.allWritable();
  }

  private void openOnTcp() {
    TcpStream chosen = stream();
    if (chosen != null) {
      sender = chosen;
      user.opened();
      chosen.start();
    }
  }

  private void closeStream() {
    sender = null;
    TcpStream chosen = stream();
    if (chosen != null) {
      chosen.close();
    }
  }

  private @Nullable TcpStream stream() {
    lock.lock();
    try {
      return stream;
    } finally {
      lock.unlock();
    }
  }

  /// Whether it goes over TCP now.
  boolean isOnTcp() {
    lock.lock();
    try {
      return race instanceof OnTcp;
    } finally {
      lock.unlock();
    }
  }

  // From the user

  @Override
  public void applyOffer(int association, String sdp) {
    TcpEndpoint.Described read = TcpEndpoint.takenFrom(sdp);
    described(association, read);
    base.join().applyOffer(association, read.sdp());
  }

  @Override
  public void applyAnswer(int association, String sdp) {
    TcpEndpoint.Described read = TcpEndpoint.takenFrom(sdp);
    described(association, read);
    base.join().applyAnswer(association, read.sdp());
  }

  /// A connection may be chosen as soon as the leader has the last answer: the keys of all frames
  /// hang on all descriptions. The follower calls before that, and is answered then. Whether a word
  /// is said is known before the other carrier can open.
  private void described(int association, TcpEndpoint.Described read) {
    TcpEndpoint.Described known;
    lock.lock();
    try {
      if (association == 0 && endpoint == null) {
        endpoint = read;
      }
      described.set(association);
      int awaited = layout.leading() ? layout.associations() : 1;
      boolean complete = described.cardinality() >= awaited && described.get(0);
      known = complete ? endpoint : null;
      if (complete) {
        // Once.
        described.clear();
      }
    } finally {
      lock.unlock();
    }
    if (known != null) {
      take(new RaceEvent.Known(known.offers()));
      known.endpoint().ifPresentOrElse(it -> meeting.know(it, grounds.here()), meeting::endInTime);
    }
  }

  @Override
  public void addCandidate(int association, Candidate candidate) {
    base.join().addCandidate(association, candidate);
  }

  @Override
  public boolean send(int channel, byte[] frame) {
    Sender now = sender;
    return now != null && now.send(channel, frame);
  }

  @Override
  public long bufferedBytes(int channel) {
    Sender now = sender;
    return now == null ? 0 : now.bufferedBytes(channel);
  }

  /// Frames over TCP are of whoever is in between, until they are opened.
  @Override
  public boolean accusable() {
    return !wentOverTcp;
  }

  @Override
  public void spoiled() {
    TcpStream from = stream();
    if (from != null) {
      grounds.rests().rest(from.other(), Rests.LONG);
    }
  }

  @Override
  public void close() {
    restIfSilent();
    take(new RaceEvent.Closed());
  }

  /// Something in between may carry the first words and nothing that is larger.
  private void restIfSilent() {
    TcpStream last = stream();
    if (last != null
        && isOnTcp()
        && last.silence().compareTo(Rests.SILENT) > 0
        && last.age().compareTo(Rests.YOUNG) < 0) {
      grounds.rests().rest(last.other(), Rests.SHORT);
    }
  }

  /// Whether it is of no use any more, and no thread of its own is left.
  boolean isOver() {
    lock.lock();
    try {
      return race instanceof RaceState.Over && (stream == null || stream.hasEnded());
    } finally {
      lock.unlock();
    }
  }

  /// Waits until no thread of its own is left.
  boolean join(Duration longest) throws InterruptedException {
    TcpStream last = stream();
    return last == null || last.join(longest);
  }

  // From the meeting

  private final class Met implements Meeting.Outcome {
    @Override
    public boolean isTaken() {
      return take(new RaceEvent.Shown()).actions().contains(Deed.CHOOSE_SHOWN);
    }

    @Override
    public void broken() {
      take(new RaceEvent.TcpFailed(Fault.of(TcpFault.DIRECT_LOST)));
    }

    @Override
    public void met(SocketChannel channel) {
      TcpStream made =
          new TcpStream(name, channel, layout.channels(), user, DirectBundle.this::streamFailed);
      if (!take(new RaceEvent.Met(), made).actions().contains(Deed.OPEN_ON_TCP)) {
        TcpPort.closeQuietly(channel);
      }
    }

    @Override
    public void momentOver() {
      take(new RaceEvent.MomentOver());
    }

    @Override
    public void over() {
      take(new RaceEvent.MeetingOver());
    }
  }

  private void streamFailed(TcpStream failed, TcpFault fault) {
    Duration young = fault == TcpFault.DIRECT_ENDED ? Rests.YOUNG_TO_END : Rests.YOUNG;
    if (fault == TcpFault.DIRECT_MISUSED) {
      grounds.rests().rest(failed.other(), Rests.LONG);
    } else if (failed.age().compareTo(young) < 0) {
      grounds.rests().rest(failed.other(), Rests.SHORT);
    }
    take(new RaceEvent.TcpFailed(Fault.of(fault)));
  }

  // From the other carrier

  private final class FromBase implements BaseListener.Outcome {
    @Override
    public void opened() {
      take(new RaceEvent.BaseOpened());
    }

    @Override
    public void chosen() {
      take(new RaceEvent.BaseChosen());
    }

    @Override
    public void failed(Fault fault) {
      take(new RaceEvent.BaseFailed(fault));
    }

    @Override
    public void misused(Fault fault) {
      take(new RaceEvent.Misused(fault));
    }
  }
}
