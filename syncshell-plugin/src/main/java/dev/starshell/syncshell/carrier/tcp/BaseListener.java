package dev.starshell.syncshell.carrier.tcp;

import dev.starshell.syncshell.carrier.CarrierFactory.BundleListener;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.carrier.tcp.RaceState.Fault;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/// Hears of the carrier beside TCP: tells the race of it, and the user what is of use.
///
/// Thread: the other carrier's.
final class BaseListener implements BundleListener {
  static final int CONTROL = 0;

  /// The leader's first frame on the control channel, if it has chosen this carrier.
  static final byte[] CHOSEN = {0};

  private final BundleSettings layout;
  private final BundleListener user;
  private final TcpEndpoint own;
  private final Outcome outcome;

  /// Whether the user has heard that it is open over this carrier.
  private volatile boolean open;

  /// Held while the user hears that the leader has chosen this carrier: nothing comes before that,
  /// on whichever thread.
  private final ReentrantLock opening = new ReentrantLock();

  /// Whether the leader's word was heard, or none comes.
  private volatile boolean pastWord;

  /// Whether the control channel carried the leader's word first.
  private volatile boolean saidWord;

  /// What the race makes of it.
  interface Outcome {
    void opened();

    /// The leader has said its word.
    void chosen();

    void failed(Fault fault);

    /// The other side did what nobody does.
    void misused(Fault fault);
  }

  BaseListener(BundleSettings layout, BundleListener user, TcpEndpoint own, Outcome outcome) {
    this.layout = layout;
    this.pastWord = layout.leading();
    this.user = user;
    this.own = own;
    this.outcome = outcome;
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
    user.candidateFound(association, candidate);
  }

  @Override
  public void candidateRefused(int association, String reason) {
    user.candidateRefused(association, reason);
  }

  @Override
  public void opened() {
    outcome.opened();
    // The follower is open here only if no word comes.
    pastWord = pastWord || open;
  }

  /// Has the user hear that it is open, and from then on all that comes. Once.
  void open() {
    user.opened();
    open = true;
  }

  /// What the user tried to send before it could go may go now.
  void allWritable() {
    for (int channel = 0; channel < layout.channels(); channel++) {
      user.writable(channel);
    }
  }

  @Override
  public void failed(int association, String code, String sentence) {
    outcome.failed(new Fault(association, code, sentence));
  }

  @Override
  public void received(int channel, byte[] frame) {
    lent(channel, frame, frame.length);
  }

  @Override
  public void lent(int channel, byte[] array, int lengthBytes) {
    boolean isFirst = channel == CONTROL && !pastWord;
    boolean isWord = isFirst && Arrays.equals(array, 0, lengthBytes, CHOSEN, 0, CHOSEN.length);
    if (isWord) {
      pastWord = isChosen();
    } else if (isFirst || !isChosen()) {
      TcpFault fault = TcpFault.DIRECT_MISUSED;
      outcome.misused(new Fault(channel % layout.associations(), fault.name(), fault.sentence()));
    } else {
      user.lent(channel, array, lengthBytes);
    }
  }

  /// The leader sends nothing here unless it has chosen this carrier, and a frame of another
  /// association may overtake the word for that.
  private boolean isChosen() {
    if (!open) {
      opening.lock();
      try {
        if (!open) {
          outcome.chosen();
        }
      } finally {
        opening.unlock();
      }
    }
    return open;
  }

  /// The leader is about to say its word, which is none of the user's frames.
  void saysWord() {
    saidWord = true;
  }

  @Override
  public void left(int channel, long frames, long afterNanos) {
    long users = channel == CONTROL && saidWord ? frames - 1 : frames;
    if (open && users > 0) {
      user.left(channel, users, afterNanos);
    }
  }

  @Override
  public void writable(int channel) {
    if (open) {
      user.writable(channel);
    }
  }
}
