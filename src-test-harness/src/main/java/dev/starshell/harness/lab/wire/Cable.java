package dev.starshell.harness.lab.wire;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/// The way between two namespaces, both directions alike: what it does to packets, and what it did.
///
/// Thread: any.
public final class Cable {
  private final Wire there;
  private final Wire back;
  private final Shuttle shuttle;

  Cable(Wire there, Wire back, Shuttle shuttle) {
    this.there = there;
    this.back = back;
    this.shuttle = shuttle;
  }

  /// Changes what it does, from a clear link on. Packets that are under way arrive as planned.
  public void shape(UnaryOperator<LinkShape> change) {
    LinkShape shape = change.apply(LinkShape.CLEAR);
    there.shape(shape);
    back.shape(shape);
  }

  /// Lets no packet through until [#restore].
  public void cut() {
    there.cut(true);
    back.cut(true);
  }

  /// Lets packets through again.
  public void restore() {
    there.cut(false);
    back.cut(false);
  }

  /// Ends all flows but TCP's that are alive, for good, as when a router forgets its mappings: new
  /// flows pass.
  ///
  /// @return how many there were
  public int endFlows() {
    return end(Wire::liveFlows);
  }

  /// Ends the connections of TCP that are there, for good and without a word to either end; new
  /// ones pass.
  ///
  /// @return how many there were
  public int endSessions() {
    return end(Wire::liveSessions);
  }

  /// Whether a connection of TCP is there that was not ended.
  public boolean hasSession() {
    long now = System.nanoTime();
    return !there.liveSessions(now).isEmpty() || !back.liveSessions(now).isEmpty();
  }

  private int end(BiFunction<Wire, Long, Set<Long>> which) {
    long now = System.nanoTime();
    Set<Long> live = ConcurrentHashMap.newKeySet();
    live.addAll(which.apply(there, now));
    live.addAll(which.apply(back, now));
    there.end(live);
    back.end(live);
    return live.size();
  }

  /// Cuts it at the n-th packet of a kind that goes the same way from now on, once; that packet is
  /// the first one that does not pass.
  public void cutAt(PacketKind kind, long nth) {
    Runnable cutOnce =
        () -> {
          there.disarm();
          back.disarm();
          cut();
        };
    there.onPacket(new Wire.Tripwire(kind, nth, cutOnce));
    back.onPacket(new Wire.Tripwire(kind, nth, cutOnce));
  }

  /// What it did so far.
  public Account account() {
    return new Account(
        there.count(Fate.PASSED) + back.count(Fate.PASSED),
        sum(Fate.LOST) + sum(Fate.LOST_IN_BURST),
        sum(Fate.QUEUE_FULL),
        sum(Fate.CUT),
        sum(Fate.FLOW_ENDED),
        new Account.Oddities(sum(Fate.REORDERED), sum(Fate.DUPLICATED), sum(Fate.CORRUPTED)),
        there.bytesThrough() + back.bytesThrough());
  }

  /// Packets of a kind in both directions, whatever became of them.
  public long count(PacketKind kind) {
    return there.count(kind) + back.count(kind);
  }

  /// The round-trip time that packets met within the shuttle: the delays of both directions that
  /// this part of packets did not pass. Unit: milliseconds.
  public double rttMillis(double part) {
    return there.delays().millis(part) + back.delays().millis(part);
  }

  /// Forgets the delays so far.
  public void clearDelays() {
    there.delays().clear();
    back.delays().clear();
  }

  /// The shuttle it belongs to.
  public Shuttle shuttle() {
    return shuttle;
  }

  private long sum(Fate fate) {
    return there.count(fate) + back.count(fate);
  }

  /// Packets by what became of them, both directions together.
  ///
  /// @param passed in their turn and unchanged
  /// @param lost by chance, alone or in bursts
  /// @param queueFull dropped before the narrow place
  /// @param cut while the link was cut
  /// @param flowEnded of flows that were ended
  /// @param bytes that went through
  public record Account(
      long passed,
      long lost,
      long queueFull,
      long cut,
      long flowEnded,
      Oddities oddities,
      long bytes) {
    /// Packets that arrived in another way than they left.
    public record Oddities(long reordered, long duplicated, long corrupted) {
      Oddities minus(Oddities earlier) {
        return new Oddities(
            reordered - earlier.reordered,
            duplicated - earlier.duplicated,
            corrupted - earlier.corrupted);
      }
    }

    /// What came since an earlier account.
    public Account minus(Account earlier) {
      return new Account(
          passed - earlier.passed,
          lost - earlier.lost,
          queueFull - earlier.queueFull,
          cut - earlier.cut,
          flowEnded - earlier.flowEnded,
          oddities.minus(earlier.oddities),
          bytes - earlier.bytes);
    }

    /// Part of the packets that were lost by chance, of those that it could have met. Unit:
    /// percent.
    public double lossPercent() {
      long met =
          passed + lost + queueFull + oddities.reordered + oddities.duplicated + oddities.corrupted;
      return met == 0 ? 0 : 100.0 * lost / met;
    }
  }
}
