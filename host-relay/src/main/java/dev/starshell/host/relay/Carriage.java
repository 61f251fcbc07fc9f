package dev.starshell.host.relay;

import dev.starshell.api.signal.MemberId;
import dev.starshell.host.frame.RelayFrame;
import java.util.Optional;

/// What the machine decides about envelopes.
final class Carriage {
  /// What one envelope costs beside its payload. Unit: bytes.
  private static final int ENVELOPE_BYTES = 64;

  private static final long FLOODED_RETRY_MILLIS = 10_000;
  private static final long FULL_RETRY_MILLIS = 1_000;

  private Carriage() {}

  static void whenJoined(
      Draft draft,
      RelayConnection connection,
      RelayConnection.Joined joined,
      RelayEvent.FrameArrived arrived) {
    switch (arrived.frame()) {
      case RelayFrame.Envelope envelope -> {
        if (mayCarry(draft, connection, joined, Parcel.of(envelope), arrived)) {
          route(draft, arrived.connection(), joined, envelope);
        }
      }
      case RelayFrame.Reconnect offer -> {
        if (mayCarry(draft, connection, joined, Parcel.of(offer), arrived)) {
          routeOrHold(draft, joined, offer, arrived);
        }
      }
      case RelayFrame.Challenge _,
          RelayFrame.LogIn _,
          RelayFrame.Foreign _,
          RelayFrame.Welcome _,
          RelayFrame.Delivered _,
          RelayFrame.Present _,
          RelayFrame.Absent _,
          RelayFrame.Refused _,
          RelayFrame.Undelivered _,
          RelayFrame.Restarting _ ->
          draft.refuse(
              arrived.connection(),
              Refusal.unexpected("After its log-in a member sends envelopes only."),
              arrived.atNanos());
    }
  }

  /// What the rates are asked about.
  private record Parcel(MemberId to, int sizeBytes) {
    static Parcel of(RelayFrame.Envelope envelope) {
      return new Parcel(envelope.to(), envelope.payload().size());
    }

    static Parcel of(RelayFrame.Reconnect offer) {
      return new Parcel(offer.to(), offer.payload().size());
    }
  }

  /// Takes it out of what the connection may send; if that is used up, says so.
  private static boolean mayCarry(
      Draft draft,
      RelayConnection connection,
      RelayConnection.Joined joined,
      Parcel parcel,
      RelayEvent.FrameArrived arrived) {
    ConnectionId id = arrived.connection();
    RelayLimits.Traffic traffic = draft.limits.traffic();
    RelayConnection.Allowance left = joined.allowance().filled(traffic, arrived.atNanos());
    int cost = ENVELOPE_BYTES + parcel.sizeBytes();
    boolean isAllowed = left.envelopes().holds(1) && left.bytes().holds(cost);
    if (!isAllowed && !left.excess().holds(1)) {
      draft.refuse(
          id,
          Refusal.rateLimited(
              "Far too many envelopes; the connection is closed.", FLOODED_RETRY_MILLIS),
          arrived.atNanos());
      return false;
    }
    RelayConnection.Allowance rest =
        isAllowed
            ? new RelayConnection.Allowance(
                left.envelopes().minus(1), left.bytes().minus(cost), left.excess())
            : new RelayConnection.Allowance(left.envelopes(), left.bytes(), left.excess().minus(1));
    draft.put(id, connection.at(new RelayConnection.Joined(joined.star(), joined.member(), rest)));
    if (!isAllowed) {
      long waitMillis =
          Math.max(
              left.envelopes().millisUntil(1, traffic.envelopes()),
              left.bytes().millisUntil(cost, traffic.bytes()));
      draft.send(
          id,
          new RelayFrame.Undelivered(
              parcel.to(),
              "RATE_LIMITED",
              "Too many envelopes at once; this one was not carried, send it again later.",
              waitMillis));
    }
    return isAllowed;
  }

  /// Carries the first message of a link, or keeps it for a member that is away.
  private static void routeOrHold(
      Draft draft,
      RelayConnection.Joined joined,
      RelayFrame.Reconnect offer,
      RelayEvent.FrameArrived arrived) {
    boolean isThere =
        draft.rooms.find(joined.star()).flatMap(room -> room.connectionOf(offer.to())).isPresent();
    if (isThere || offer.to().equals(joined.member())) {
      route(
          draft,
          arrived.connection(),
          joined,
          new RelayFrame.Envelope(offer.to(), offer.kind(), offer.payload()));
      return;
    }
    HeldOffers.Box box = new HeldOffers.Box(joined.star(), offer.to());
    HeldOffers.Held held =
        new HeldOffers.Held(
            joined.member(), offer, arrived.atNanos() + RelayLimits.HELD_FOR.toNanos());
    HeldOffers before = draft.held;
    draft.held = before.with(box, held);
    boolean isNewest =
        before.in(box).stream()
            .noneMatch(one ->
                one.from().equals(held.from()) && one.offer().generation() > offer.generation());
    if (isNewest && !draft.held.holds(box, held)) {
      draft.send(
          arrived.connection(),
          new RelayFrame.Undelivered(
              offer.to(),
              "NOT_PRESENT",
              "That member is not connected, and too much waits here to keep this for it.",
              0));
    }
  }

  /// Hands a member that has just come what was kept for it, as far as there is room; whoever sent
  /// the rest tries again by itself.
  static void deliverHeld(Draft draft, ConnectionId id, HeldOffers.Box box) {
    for (HeldOffers.Held held : draft.held.in(box)) {
      Draft.Carried _ =
          draft.carry(
              id,
              new RelayFrame.Delivered(held.from(), held.offer().kind(), held.offer().payload()));
    }
    draft.held = draft.held.without(box);
  }

  private static void route(
      Draft draft, ConnectionId id, RelayConnection.Joined joined, RelayFrame.Envelope envelope) {
    MemberId to = envelope.to();
    if (to.equals(joined.member())) {
      draft.send(
          id,
          new RelayFrame.Undelivered(
              to, "TO_SELF", "An envelope to its own sender is not carried.", 0));
      return;
    }
    Optional<ConnectionId> target =
        draft.rooms.find(joined.star()).flatMap(room -> room.connectionOf(to));
    RelayFrame.Delivered delivered =
        new RelayFrame.Delivered(joined.member(), envelope.kind(), envelope.payload());
    Draft.Carried carried =
        target.map(there -> draft.carry(there, delivered)).orElse(Draft.Carried.AWAY);
    switch (carried) {
      case QUEUED -> {}
      case FULL ->
          draft.send(
              id,
              new RelayFrame.Undelivered(
                  to,
                  "RATE_LIMITED",
                  "Too much waits for that member already; this one was not carried, send it again"
                      + " later.",
                  FULL_RETRY_MILLIS));
      case AWAY ->
          draft.send(
              id,
              new RelayFrame.Undelivered(
                  to, "NOT_PRESENT", "That member is not connected to the relay now.", 0));
    }
  }
}
