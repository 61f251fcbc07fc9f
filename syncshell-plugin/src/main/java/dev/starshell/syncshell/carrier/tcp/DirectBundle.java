package dev.starshell.syncshell.carrier.tcp;

import dev.starshell.syncshell.carrier.CarrierFactory;
import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleListener;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.carrier.tcp.Race.Fault;
import dev.starshell.syncshell.carrier.tcp.Race.Phase;
import dev.starshell.syncshell.carrier.tcp.Race.Rival;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One generation over TCP or over another carrier, by a [Race] between the two.
///
/// Thread: any. The lock guards `race`, `base` and `stream`; it is never held while a listener is
/// told or something is sent.
final class DirectBundle implements Bundle {
  /// The leader's first frame on the other carrier's control channel, if that is chosen.
  private static final byte[] BASE_CHOSEN = {0};

  private static final int CONTROL = 0;

  private final String name;
  private final BundleSettings layout;
  private final BundleListener user;
  private final Whereabouts here;
  private final TcpEndpoint own;
  private final Meeting meeting;
  private final Report report;
  private final ReentrantLock lock = new ReentrantLock();
  private Race race;
  private @Nullable Bundle base;
  private @Nullable TcpStream stream;

  /// What frames go over now; null while nothing is open. Follows `race`.
  private volatile @Nullable Sender sender;

  private volatile Phase phase = Phase.RUNNING;

  /// Hears what comes of it over TCP. Thread: any.
  interface Report {
    void met();

    void ended();

    /// Somebody in between changed what it carried, or the other side did.
    void spoiled();
  }

  /// A carrier that takes frames.
  private interface Sender {
    boolean send(int channel, byte[] frame);

    long bufferedBytes(int channel);
  }

  DirectBundle(
      String name,
      BundleSettings layout,
      BundleListener user,
      TcpPort port,
      Whereabouts here,
      Report report) {
    this.report = report;
    this.name = name;
    this.layout = layout;
    this.user = user;
    this.here = here;
    this.own = new TcpEndpoint(port.number(), Token.fresh(), here.own());
    this.race = Race.begin(layout.leading());
    this.meeting = new Meeting(port, own.token(), layout.leading(), new Met());
  }

  /// Begins with the other carrier.
  void open(CarrierFactory carrier) {
    lock.lock();
    try {
      base = carrier.open(layout, new FromBase());
    } finally {
      lock.unlock();
    }
  }

  /// Takes a step.
  ///
  /// @return whether it led into another phase
  private boolean step(UnaryOperator<Race> by, Phase into) {
    lock.lock();
    try {
      Phase before = race.phase();
      race = by.apply(race);
      phase = race.phase();
      return before != into && race.phase() == into;
    } finally {
      lock.unlock();
    }
  }

  private boolean saysWord() {
    lock.lock();
    try {
      return race.leading() && race.hasWord();
    } finally {
      lock.unlock();
    }
  }

  private Bundle base() {
    lock.lock();
    try {
      return Objects.requireNonNull(base, "base");
    } finally {
      lock.unlock();
    }
  }

  // From the user

  @Override
  public void applyOffer(int association, String sdp) {
    base().applyOffer(association, withoutEndpoint(association, sdp));
  }

  @Override
  public void applyAnswer(int association, String sdp) {
    base().applyAnswer(association, withoutEndpoint(association, sdp));
  }

  private String withoutEndpoint(int association, String sdp) {
    TcpEndpoint.Described described = TcpEndpoint.takenFrom(sdp);
    if (association == 0) {
      described.endpoint().ifPresentOrElse(it -> meeting.know(it, here), this::nobodyToMeet);
    }
    return described.sdp();
  }

  private void nobodyToMeet() {
    meeting.close();
    failIf(step(now -> now.without(Rival.NEVER), Phase.OVER));
  }

  @Override
  public void addCandidate(int association, Candidate candidate) {
    base().addCandidate(association, candidate);
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
  public boolean spoiled() {
    if (phase != Phase.TCP) {
      return true;
    }
    report.spoiled();
    return false;
  }

  @Override
  public void close() {
    step(Race::ended, Phase.OVER);
    end();
  }

  private void end() {
    sender = null;
    meeting.close();
    base().close();
    TcpStream over;
    lock.lock();
    try {
      over = stream;
      stream = null;
    } finally {
      lock.unlock();
    }
    if (over != null) {
      report.ended();
      over.close();
    }
  }

  private void failIf(boolean isOver) {
    if (isOver) {
      Fault fault = baseFault();
      end();
      user.failed(fault.association(), fault.code(), fault.sentence());
    }
  }

  private Fault baseFault() {
    lock.lock();
    try {
      return race.baseFault().orElse(Fault.of(TcpFault.DIRECT_LOST));
    } finally {
      lock.unlock();
    }
  }

  private void tcpFailed(TcpFault fault) {
    if (step(Race::tcpFailed, Phase.OVER)) {
      end();
      user.failed(0, fault.name(), fault.sentence());
    }
  }

  /// What comes of the meeting.
  private final class Met implements Meeting.Outcome {
    @Override
    public boolean isTaken() {
      return step(Race::taken, Phase.CHOOSING);
    }

    @Override
    public void broken() {
      tcpFailed(TcpFault.DIRECT_LOST);
    }

    @Override
    public void met(SocketChannel channel) {
      TcpStream met =
          new TcpStream(
              name, channel, layout.channels(), user, DirectBundle.this::tcpFailed);
      if (!step(Race::met, Phase.TCP)) {
        TcpPort.closeQuietly(channel);
        return;
      }
      report.met();
      lock.lock();
      try {
        stream = met;
      } finally {
        lock.unlock();
      }
      sender = new OverTcp(met);
      meeting.close();
      base().close();
      user.opened();
      met.start();
      if (phase == Phase.OVER) {
        end();
      }
    }

    @Override
    public void over() {
      failIf(step(now -> now.without(Rival.GONE), Phase.OVER));
    }
  }

  private record OverTcp(TcpStream stream) implements Sender {
    @Override
    public boolean send(int channel, byte[] frame) {
      return stream.send(channel, frame);
    }

    @Override
    public long bufferedBytes(int channel) {
      return stream.bufferedBytes(channel);
    }
  }

  private record OverBase(Bundle base) implements Sender {
    @Override
    public boolean send(int channel, byte[] frame) {
      return base.send(channel, frame);
    }

    @Override
    public long bufferedBytes(int channel) {
      return base.bufferedBytes(channel);
    }
  }

  /// Hears of the other carrier, and passes on what is of use.
  private final class FromBase implements BundleListener {
    private boolean isRunning() {
      return phase == Phase.RUNNING;
    }

    @Override
    public void offerMade(int association, String sdp) {
      user.offerMade(association, association == 0 ? own.addedTo(sdp) : sdp);
    }

    @Override
    public void answerMade(int association, String sdp) {
      user.answerMade(association, association == 0 ? own.addedTo(sdp) : sdp);
    }

    @Override
    public void candidateFound(int association, Candidate candidate) {
      if (isRunning()) {
        user.candidateFound(association, candidate);
      }
    }

    @Override
    public void candidateRefused(int association, String reason) {
      if (isRunning()) {
        user.candidateRefused(association, reason);
      }
    }

    @Override
    public void opened() {
      if (step(Race::baseOpened, Phase.BASE)) {
        if (saysWord()) {
          base().send(CONTROL, BASE_CHOSEN.clone());
        }
        chosen();
      }
    }

    private void chosen() {
      meeting.close();
      sender = new OverBase(base());
      user.opened();
    }

    @Override
    public void failed(int association, String code, String sentence) {
      Fault fault = new Fault(association, code, sentence);
      failIf(step(now -> now.baseFailed(fault), Phase.OVER));
    }

    @Override
    public void received(int channel, byte[] frame) {
      lent(channel, frame, frame.length);
    }

    @Override
    public void lent(int channel, byte[] array, int lengthBytes) {
      if (phase == Phase.BASE) {
        user.lent(channel, array, lengthBytes);
      } else if (isRunning()) {
        heardChoice(channel, array, lengthBytes);
      }
    }

    private void heardChoice(int channel, byte[] array, int lengthBytes) {
      boolean isChoice =
          channel == CONTROL
              && Arrays.equals(array, 0, lengthBytes, BASE_CHOSEN, 0, BASE_CHOSEN.length);
      if (isChoice && step(Race::peerChoseBase, Phase.BASE)) {
        chosen();
      } else if (!isChoice) {
        failed(channel % layout.associations(), TcpFault.DIRECT_MISUSED.name(), TcpFault.DIRECT_MISUSED.sentence());
      }
    }

    /// The leader's word is none of the user's frames.
    @Override
    public void left(int channel, long frames, long afterNanos) {
      long own = channel == CONTROL && saysWord() ? frames - 1 : frames;
      if (phase == Phase.BASE && own > 0) {
        user.left(channel, own, afterNanos);
      }
    }

    @Override
    public void writable(int channel) {
      if (phase == Phase.BASE) {
        user.writable(channel);
      }
    }
  }
}
