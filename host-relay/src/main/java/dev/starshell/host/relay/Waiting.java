package dev.starshell.host.relay;

import dev.starshell.api.signal.MemberId;
import java.util.ArrayList;
import java.util.List;

/// Frames that wait to be written to one connection, oldest first. Immutable.
///
/// What members send and what the relay says itself are counted apart, so that no member can use up
/// the room of the relay's own words, and each member has a share of its own, so that one sender
/// does not use up the room of the others.
///
/// @param parts what waits; as many as the bounds allow, some hundred
/// @param written how many frames were written so far
/// @param look when it was last seen to move
record Waiting(List<Part> parts, long written, Look look) {
  /// One sender may have so much of the bytes waiting.
  private static final int SHARE_OF_BYTES = 4;

  /// One sender may have so much of the frames waiting: signals are small and come in bursts.
  private static final int SHARE_OF_MESSAGES = 2;

  static final Waiting NOTHING = new Waiting(List.of(), 0, new Look(-1, 0));

  /// A frame that waits.
  sealed interface Part {
    int sizeBytes();
  }

  /// A word of the relay.
  record OfRelay(int sizeBytes) implements Part {}

  /// An envelope.
  record OfMember(MemberId from, int sizeBytes) implements Part {}

  /// What was seen at a look.
  ///
  /// @param written as it was then
  /// @param sinceNanos when it was first seen like that
  record Look(long written, long sinceNanos) {}

  private record Sum(int messages, int sizeBytes) {
    static final Sum NONE = new Sum(0, 0);

    Sum plus(Part part) {
      return new Sum(messages + 1, sizeBytes + part.sizeBytes());
    }

    boolean isWithin(int messagesMax, int bytesMax) {
      return messages <= messagesMax && sizeBytes <= bytesMax;
    }
  }

  Waiting {
    parts = List.copyOf(parts);
  }

  int messages() {
    return parts.size();
  }

  /// Whether one more word of the relay has room.
  boolean hasRoomFor(OfRelay word, RelayLimits.Traffic traffic) {
    Sum words = Sum.NONE.plus(word);
    for (Part part : parts) {
      words = part instanceof OfRelay ? words.plus(part) : words;
    }
    return words.isWithin(traffic.queueMessagesMax(), traffic.queueBytesMax());
  }

  /// Whether one more envelope has room. Alone each of a sender has, whatever its share is.
  boolean hasRoomFor(OfMember envelope, RelayLimits.Traffic traffic) {
    Sum all = Sum.NONE.plus(envelope);
    Sum own = all;
    for (Part part : parts) {
      if (part instanceof OfMember other) {
        all = all.plus(other);
        own = other.from().equals(envelope.from()) ? own.plus(other) : own;
      }
    }
    boolean isShareLeft =
        own.messages() == 1
            || own.isWithin(
                traffic.queueMessagesMax() / SHARE_OF_MESSAGES,
                traffic.queueBytesMax() / SHARE_OF_BYTES);
    return isShareLeft && all.isWithin(traffic.queueMessagesMax(), traffic.queueBytesMax());
  }

  Waiting with(Part part) {
    List<Part> grown = new ArrayList<>(parts.size() + 1);
    grown.addAll(parts);
    grown.add(part);
    return new Waiting(grown, written, look);
  }

  /// Without the oldest ones, which were written.
  Waiting written(int messages) {
    int count = Math.min(messages, parts.size());
    return new Waiting(parts.subList(count, parts.size()), written + count, look);
  }

  /// The same, looked at now.
  Waiting looked(long nowNanos) {
    return parts.isEmpty() || look.written() == written
        ? this
        : new Waiting(parts, written, new Look(written, nowNanos));
  }

  /// Whether something waits and nothing was written for too long, by the looks so far.
  boolean isStalled(long nowNanos) {
    return !parts.isEmpty()
        && look.written() == written
        && nowNanos - look.sinceNanos() >= RelayLimits.STALLED_AFTER.toNanos();
  }
}
