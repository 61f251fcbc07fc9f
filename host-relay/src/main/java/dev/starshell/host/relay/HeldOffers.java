package dev.starshell.host.relay;

import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.StarId;
import dev.starshell.host.frame.RelayFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/// What begins a link between two members and is kept for one of them that is away: the newest of
/// each sender. Immutable.
///
/// @param boxes by whom it is for
/// @param sent how many are kept of each sender
/// @param count how many are kept in all
/// @param sizeBytes of their payloads
record HeldOffers(
    PersistentMap<Box, List<Held>> boxes,
    PersistentMap<MemberId, Integer> sent,
    int count,
    int sizeBytes) {
  static final HeldOffers NONE = new HeldOffers(PersistentMap.empty(), PersistentMap.empty(), 0, 0);

  /// Whom something is kept for.
  record Box(StarId star, MemberId member) {}

  /// One that is kept.
  ///
  /// @param untilNanos when it is thrown away
  record Held(MemberId from, RelayFrame.Reconnect offer, long untilNanos) {
    int sizeBytes() {
      return offer.payload().size();
    }
  }

  /// Keeps one more, in the place of an older one of the same sender for the same member.
  ///
  /// @return the same if there is no room; one of an older generation than what is kept is dropped
  HeldOffers with(Box box, Held held) {
    List<Held> before = in(box);
    List<Held> kept = new ArrayList<>();
    HeldOffers rest = this;
    for (Held one : before) {
      if (!one.from().equals(held.from())) {
        kept.add(one);
      } else if (one.offer().generation() > held.offer().generation()) {
        return this;
      } else {
        rest = rest.counted(one, -1);
      }
    }
    HeldOffers grown = rest.counted(held, 1);
    kept.add(held);
    int boxBytes = kept.stream().mapToInt(Held::sizeBytes).sum();
    boolean fits =
        kept.size() <= RelayLimits.HELD_OF_MEMBER_MAX
            && boxBytes <= RelayLimits.HELD_OF_MEMBER_BYTES_MAX
            && grown.sent.find(held.from()).orElse(0) <= RelayLimits.HELD_OF_SENDER_MAX
            && grown.count <= RelayLimits.HELD_MAX
            && grown.sizeBytes <= RelayLimits.HELD_BYTES_MAX;
    return fits ? grown.at(box, kept) : this;
  }

  /// Whether this one is kept.
  boolean holds(Box box, Held held) {
    return in(box).contains(held);
  }

  /// What is kept for a member, in the order of its coming.
  List<Held> in(Box box) {
    return boxes.find(box).orElse(List.of());
  }

  /// Nothing is kept for that member any more.
  HeldOffers without(Box box) {
    HeldOffers rest = this;
    for (Held one : in(box)) {
      rest = rest.counted(one, -1);
    }
    return rest.at(box, List.of());
  }

  /// Nothing is kept for that star any more.
  HeldOffers without(StarId star) {
    List<Box> gone = new ArrayList<>();
    boxes.forEach((box, _) -> {
      if (box.star().equals(star)) {
        gone.add(box);
      }
    });
    HeldOffers rest = this;
    for (Box box : gone) {
      rest = rest.without(box);
    }
    return rest;
  }

  /// Nothing that this member has left for others of the star is kept any more.
  HeldOffers withoutSender(StarId star, MemberId from) {
    return without((box, one) -> box.star().equals(star) && one.from().equals(from));
  }

  /// Throws away what was kept for too long.
  HeldOffers aged(long nowNanos) {
    return without((_, one) -> nowNanos - one.untilNanos() >= 0);
  }

  private HeldOffers without(BiPredicate<Box, Held> gone) {
    List<Box> touched = new ArrayList<>();
    boxes.forEach((box, all) -> {
      if (all.stream().anyMatch(one -> gone.test(box, one))) {
        touched.add(box);
      }
    });
    HeldOffers rest = this;
    for (Box box : touched) {
      List<Held> kept = new ArrayList<>();
      for (Held one : rest.in(box)) {
        if (gone.test(box, one)) {
          rest = rest.counted(one, -1);
        } else {
          kept.add(one);
        }
      }
      rest = rest.at(box, kept);
    }
    return rest;
  }

  private HeldOffers at(Box box, List<Held> kept) {
    return new HeldOffers(
        kept.isEmpty() ? boxes.without(box) : boxes.with(box, List.copyOf(kept)),
        sent,
        count,
        sizeBytes);
  }

  private HeldOffers counted(Held one, int step) {
    int of = sent.find(one.from()).orElse(0) + step;
    return new HeldOffers(
        boxes,
        of == 0 ? sent.without(one.from()) : sent.with(one.from(), of),
        count + step,
        sizeBytes + step * one.sizeBytes());
  }
}
