package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.wire.Cable;
import dev.starshell.harness.lab.wire.Cable.Account;
import dev.starshell.harness.lab.wire.LinkShape;
import dev.starshell.harness.lab.wire.PacketKind;
import java.util.function.UnaryOperator;

/// The link between two machines of a lab: `lab.link("Ann", "Bob").rtt(100).loss(5).rate(200)`.
/// Every change takes effect at once and is kept by the next ones.
///
/// Thread: any.
public final class LabLink {
  private final Cable cable;
  private LinkShape shape;

  LabLink(Cable cable, long seed) {
    this.cable = cable;
    this.shape = LinkShape.CLEAR.seed(seed);
  }

  /// Round-trip time. Unit: milliseconds.
  public LabLink rtt(double millis) {
    return change(now -> now.rtt(millis));
  }

  /// Up to so much more delay for a packet. Unit: milliseconds.
  public LabLink jitter(double millis) {
    return change(now -> now.jitter(millis));
  }

  /// So many of a hundred packets lost in each direction.
  public LabLink loss(double percent) {
    return change(now -> now.loss(percent));
  }

  /// So many of a hundred packets lost in groups.
  public LabLink burstLoss(double percent, double meanLength) {
    return change(now -> now.burstLoss(percent, meanLength));
  }

  /// A narrow place. Unit: Mbit/s.
  public LabLink rate(double megabits) {
    return change(now -> now.rate(megabits));
  }

  /// Room before the narrow place. Unit: milliseconds of traffic.
  public LabLink queueMs(double millis) {
    return change(now -> now.queueMs(millis));
  }

  /// So many of a hundred packets overtake others.
  public LabLink reorder(double percent) {
    return change(now -> now.reorder(percent));
  }

  /// So many of a hundred packets come twice.
  public LabLink duplicate(double percent) {
    return change(now -> now.duplicate(percent));
  }

  /// So many of a hundred packets come with a bit turned over.
  public LabLink corrupt(double percent) {
    return change(now -> now.corrupt(percent));
  }

  /// Another seed than the lab's.
  public LabLink seed(long seed) {
    return change(now -> now.seed(seed));
  }

  private synchronized LabLink change(UnaryOperator<LinkShape> by) {
    LinkShape changed = by.apply(shape);
    shape = changed;
    cable.shape(clear -> changed);
    return this;
  }

  /// Lets nothing through until [#restore].
  public void cut() {
    cable.cut();
  }

  /// Lets packets through again.
  public void restore() {
    cable.restore();
  }

  /// Ends all connections that are there, for good and without a word; new ones are possible.
  ///
  /// @return how many flows there were
  public int drop() {
    return cable.endFlows() + cable.endSessions();
  }

  /// Ends the sessions of TCP that are there, for good and without a word; new ones are possible.
  ///
  /// @return how many there were
  public int dropSessions() {
    return cable.endSessions();
  }

  /// Whether there is a session of TCP that was not ended.
  public boolean hasSession() {
    return cable.hasSession();
  }

  /// Cuts it at the n-th packet of a kind from now on.
  public void cutAt(PacketKind kind, long nth) {
    cable.cutAt(kind, nth);
  }

  /// What it did so far.
  public Account account() {
    return cable.account();
  }

  /// Packets of a kind, whatever became of them.
  public long count(PacketKind kind) {
    return cable.count(kind);
  }

  /// The round-trip time that packets met, at the median.
  public double rttMillis() {
    return cable.rttMillis(0.5);
  }

  /// Forgets the round-trip times so far.
  public void clearRtt() {
    cable.clearDelays();
  }
}
