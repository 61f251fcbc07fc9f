package dev.starshell.harness.sim;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/// How often what happened in one run or in many. A test of a fault asserts by these counts that
/// the fault was there.
public final class Tally {
  private final long[] counts = new long[What.values().length];
  private final Map<DiskStep, Long> crashes = new EnumMap<>(DiskStep.class);
  private final long[] recoveries = new long[RECOVERY_TENTHS_MAX + 1];
  private Duration soonestProof = Duration.ofDays(1);

  private static final int RECOVERY_TENTHS_MAX = 6_000;

  /// What is counted.
  public enum What {
    /// Packets of direct paths that were lost and sent again.
    PACKETS_LOST,
    /// Packets that came twice.
    PACKETS_DOUBLED,
    /// Packets that came after a later one.
    PACKETS_REORDERED,
    /// Direct paths that were cut.
    PATHS_CUT,
    /// Associations that ended without a reason.
    ASSOCIATIONS_KILLED,
    /// Of these, those that ended just when a message was sent.
    KILLED_AT_MESSAGES,
    /// Members that were parted from all others and the relay.
    PARTITIONS,
    /// Times that the relay ended without a word.
    RELAY_CRASHES,
    /// Times that it announced its end.
    RELAY_RESTARTS,
    /// Connections to the relay that were cut.
    SOCKETS_CUT,
    /// Connections to the relay that a member gave up because no answer came.
    RELAY_GIVEN_UP,
    /// Processes killed.
    KILLS,
    /// Power losses.
    POWER_LOSSES,
    /// Chunks that a power loss took.
    WRITES_LOST,
    /// Chunks that a power loss left torn.
    WRITES_TORN,
    /// Times that a disk refused for want of room.
    DISK_REFUSALS,
    /// Chunks that were altered on their way.
    CHUNKS_ALTERED,
    /// Shared files that were changed.
    SOURCES_CHANGED,
    /// Shells that a person paused.
    PAUSES,
    /// TURN servers that went away.
    TURN_DEATHS,
    /// Envelopes that a hostile relay kept.
    ENVELOPES_DROPPED,
    /// Envelopes that it delivered twice.
    ENVELOPES_DOUBLED,
    /// Envelopes that it delayed, so that later ones overtook them.
    ENVELOPES_DELAYED,
    /// Old envelopes that it delivered again.
    ENVELOPES_REPLAYED,
    /// Envelopes that it gave to another member.
    ENVELOPES_MISDELIVERED,
    /// Envelopes that it altered.
    ENVELOPES_ALTERED,
    /// Times that it lied about who is there.
    PRESENCE_LIES,
    /// Envelopes that a member refused.
    ENVELOPES_REFUSED,
    /// Generations that both sides held.
    LINKS_BOUND,
    /// Of these, those that were made while the one before still carried.
    LINKS_RENEWED,
    /// Words of silence that were said.
    SILENCES_TOLD,
    /// Times that two of them showed that a path was gone.
    SILENCES_PROVEN,
    /// Links that were lost.
    LINKS_LOST,
    /// Links that came back.
    LINKS_RECOVERED,
    /// Outages in which all fast attempts failed.
    LINKS_PARKED,
    /// Contracts that both sides closed.
    CONTRACTS_CLOSED,
    /// Contracts that ended early.
    CONTRACTS_DROPPED,
    /// Archives that became durable.
    ARCHIVES_PUBLISHED,
    /// Chunks that were stored.
    CHUNKS_STORED,
    /// Chunks that came though they were here.
    CHUNKS_AGAIN,
    /// Bytes of content that were sent.
    BYTES_SENT,
    /// Bytes of content that were stored.
    BYTES_STORED,
    /// Bytes of content that came though they were here.
    BYTES_AGAIN,
    /// Recovery sessions that were read after a restart.
    SESSIONS_READ
  }

  void add(What what) {
    add(what, 1);
  }

  void add(What what, long more) {
    counts[what.ordinal()] += more;
  }

  void crashed(DiskStep step) {
    crashes.merge(step, 1L, Long::sum);
  }

  /// A link is back.
  ///
  /// @param millis since both sides could reach each other again
  void recovered(long millis) {
    add(What.LINKS_RECOVERED);
    recoveries[(int) Math.min(RECOVERY_TENTHS_MAX, Math.ceilDiv(Math.max(0, millis), 100))]++;
  }

  /// Two words of silence have shown that a path was gone.
  ///
  /// @param lasted how long it had been silent
  void silenceProven(Duration lasted) {
    add(What.SILENCES_PROVEN);
    soonestProof = lasted.compareTo(soonestProof) < 0 ? lasted : soonestProof;
  }

  /// The shortest silence after which a path was known to be gone; a day if none was.
  public Duration soonestProof() {
    return soonestProof;
  }

  /// Adds what another run has counted.
  public void add(Tally other) {
    Arrays.setAll(counts, place -> counts[place] + other.counts[place]);
    other.crashes.forEach((step, count) -> crashes.merge(step, count, Long::sum));
    Arrays.setAll(recoveries, place -> recoveries[place] + other.recoveries[place]);
    soonestProof =
        other.soonestProof.compareTo(soonestProof) < 0 ? other.soonestProof : soonestProof;
  }

  /// How often it happened.
  public long of(What what) {
    return counts[what.ordinal()];
  }

  /// How often a process ended at this step of its disk.
  public long crashesAt(DiskStep step) {
    return crashes.getOrDefault(step, 0L);
  }

  /// The seconds within which this part of all lost links came back, counted from when both sides
  /// could reach each other again.
  public double recoverySeconds(double part) {
    long wanted = (long) Math.ceil(part * of(What.LINKS_RECOVERED));
    long seen = 0;
    for (int tenths = 0; tenths < recoveries.length; tenths++) {
      seen += recoveries[tenths];
      if (seen >= wanted) {
        return tenths / 10.0;
      }
    }
    return RECOVERY_TENTHS_MAX / 10.0;
  }
}
