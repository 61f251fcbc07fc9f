package dev.starshell.host.relay;

import dev.starshell.host.frame.FrameBounds;
import java.time.Duration;

/// What one relay allows. Each bound and why: docs/LIMITS.md.
///
/// @param membersMax members connected to one star, 1 to [FrameBounds#PRESENT_MAX]
/// @param door bounds before a member is known
/// @param traffic bounds of a member
public record RelayLimits(int membersMax, Door door, Traffic traffic) {
  /// How a token bucket fills.
  ///
  /// @param burst most tokens it holds, at least 1
  /// @param perSecond tokens added each second, more than 0
  public record Rate(double burst, double perSecond) {
    public Rate {
      if (!(burst >= 1) || !(perSecond > 0)) {
        throw new IllegalArgumentException(
            "rate burst=" + burst + " perSecond=" + perSecond + " is none");
      }
    }
  }

  /// Bounds before a member is known.
  ///
  /// @param connectionsMax connections of the whole relay
  /// @param perNetworkMax connections of one IPv4 address or IPv6 /64
  /// @param pendingMax connections that have not logged in yet
  /// @param failuresMax failed log-ins of one network in [#FAILURE_WINDOW] before it is shut out
  /// @param isLocalExempt whether connections from this machine itself escape the bounds per
  ///   network; they are the host's own plugins and the far ends of tunnels
  public record Door(
      int connectionsMax,
      int perNetworkMax,
      int pendingMax,
      int failuresMax,
      boolean isLocalExempt) {
    public Door {
      requireMin("connectionsMax", connectionsMax);
      requireMin("perNetworkMax", perNetworkMax);
      requireMin("pendingMax", pendingMax);
      requireMin("failuresMax", failuresMax);
    }
  }

  /// Bounds of a member.
  ///
  /// @param envelopes envelopes of one connection
  /// @param bytes payload bytes of one connection
  /// @param excessMax refused envelopes in a row of seconds that end the connection
  /// @param queueMessagesMax envelopes that wait for one member, and words of the relay besides
  /// @param queueBytesMax bytes of the envelopes that wait for one member, and of words besides
  public record Traffic(
      Rate envelopes, Rate bytes, Rate excessMax, int queueMessagesMax, int queueBytesMax) {
    public Traffic {
      requireMin("queueMessagesMax", queueMessagesMax);
      if (queueBytesMax < FrameBounds.FRAME_BYTES_MAX) {
        throw new IllegalArgumentException("queueBytesMax=" + queueBytesMax + " below one frame");
      }
    }
  }

  /// From the connection to the welcome. Source: docs/LIMITS.md.
  public static final Duration LOG_IN_WITHIN = Duration.ofSeconds(10);

  /// Failed log-ins are counted over this time. Source: docs/LIMITS.md.
  public static final Duration FAILURE_WINDOW = Duration.ofMinutes(5);

  /// How long a network is shut out. Source: docs/LIMITS.md.
  public static final Duration SHUT_OUT = Duration.ofMinutes(5);

  /// Log-ins of one member. Source: docs/LIMITS.md, ten a minute.
  public static final Rate LOG_INS = new Rate(10, 10 / 60.0);

  /// Between two pings of one connection. Source: docs/LIMITS.md.
  public static final Duration PING_EVERY = Duration.ofSeconds(15);

  /// A connection that is not heard for this long is dead. Source: docs/LIMITS.md.
  public static final Duration DEAD_AFTER = Duration.ofSeconds(30);

  /// What a refused connection has to read its refusal.
  public static final Duration FAREWELL_WITHIN = Duration.ofSeconds(2);

  /// How long the first message of a link is kept for a member that is away. Source:
  /// docs/LIMITS.md.
  public static final Duration HELD_FOR = Duration.ofMinutes(10);

  /// Such messages that are kept for one member, one of each sender.
  public static final int HELD_OF_MEMBER_MAX = 64;

  /// The same. Unit: bytes of payload; with a Welcome it stays within a member's queue.
  public static final int HELD_OF_MEMBER_BYTES_MAX = 128 << 10;

  /// Such messages of one sender.
  public static final int HELD_OF_SENDER_MAX = 256;

  /// Such messages in all.
  public static final int HELD_MAX = 8_192;

  /// The same. Unit: bytes of payload.
  public static final int HELD_BYTES_MAX = 8 << 20;

  /// Networks that are remembered at once, for their failures or connections.
  public static final int NETWORKS_MAX = 16_384;

  /// So many are forgotten at once when there are too many: looking for them takes a while.
  public static final int NETWORKS_FORGOTTEN = 256;

  /// Who owes the answer to the challenge for so long gives way when too many log in.
  public static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

  /// A reader that takes nothing of what waits for it for so long is ended. Source: docs/LIMITS.md.
  public static final Duration STALLED_AFTER = Duration.ofSeconds(20);

  public RelayLimits {
    if (membersMax < 1 || membersMax > FrameBounds.PRESENT_MAX) {
      throw new IllegalArgumentException(
          "membersMax=" + membersMax + " outside 1.." + FrameBounds.PRESENT_MAX);
    }
  }

  /// What fits a private group: 200 members, 4,096 connections, and room for the signalling of some
  /// twenty links at once.
  public static RelayLimits standard() {
    return new RelayLimits(
        200,
        new Door(4096, 8, 64, 5, true),
        new Traffic(
            new Rate(800, 40), new Rate(8 << 20, 512 << 10), new Rate(200, 5), 256, 256 << 10));
  }

  /// The same with other bounds at the door.
  public RelayLimits withDoor(Door other) {
    return new RelayLimits(membersMax, other, traffic);
  }

  /// The same with other bounds of a member.
  public RelayLimits withTraffic(Traffic other) {
    return new RelayLimits(membersMax, door, other);
  }

  /// The same with another size of a star.
  public RelayLimits withMembersMax(int other) {
    return new RelayLimits(other, door, traffic);
  }

  private static void requireMin(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + "=" + value + " is below 1");
    }
  }
}
