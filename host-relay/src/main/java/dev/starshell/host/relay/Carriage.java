package dev.starshell.host.relay;

import dev.starshell.api.signal.MemberId;
import dev.starshell.host.frame.RelayFrame;
import java.util.Optional;

/// What the machine decides about envelopes.
final class Carriage {
  /// What one envelope costs beside its payload. Unit: bytes.
  private static final int ENVELOPE_BYTES = 64;

  private static final long FLOODED_RETRY_MILLIS = 10_000;

  private Carriage() {}

  static void whenJoined(
      Draft draft,
      RelayConnection connection,
      RelayConnection.Joined joined,
      RelayEvent.FrameArrived arrived) {
    switch (arrived.frame()) {
      case RelayFrame.Envelope envelope -> meter(draft, connection, joined, envelope, arrived);
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

  private static void meter(
      Draft draft,
      RelayConnection connection,
      RelayConnection.Joined joined,
      RelayFrame.Envelope envelope,
      RelayEvent.FrameArrived arrived) {
    ConnectionId id = arrived.connection();
    RelayLimits.Traffic traffic = draft.limits.traffic();
    RelayConnection.Allowance left = joined.allowance().filled(traffic, arrived.atNanos());
    int cost = ENVELOPE_BYTES + envelope.payload().size();
    boolean isAllowed = left.envelopes().holds(1) && left.bytes().holds(cost);
    if (!isAllowed && !left.excess().holds(1)) {
      draft.refuse(
          id,
          Refusal.rateLimited(
              "Far too many envelopes; the connection is closed.", FLOODED_RETRY_MILLIS),
          arrived.atNanos());
      return;
    }
    RelayConnection.Allowance rest =
        isAllowed
            ? new RelayConnection.Allowance(
                left.envelopes().minus(1), left.bytes().minus(cost), left.excess())
            : new RelayConnection.Allowance(left.envelopes(), left.bytes(), left.excess().minus(1));
    draft.put(id, connection.at(new RelayConnection.Joined(joined.star(), joined.member(), rest)));
    if (isAllowed) {
      route(draft, id, joined, envelope);
    } else {
      long waitMillis =
          Math.max(
              left.envelopes().millisUntil(1, traffic.envelopes()),
              left.bytes().millisUntil(cost, traffic.bytes()));
      draft.send(
          id,
          new RelayFrame.Undelivered(
              envelope.to(),
              "RATE_LIMITED",
              "Too many envelopes at once; this one was not carried, send it again later.",
              waitMillis));
    }
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
    boolean isQueued =
        target.isPresent()
            && draft.send(
                target.get(),
                new RelayFrame.Delivered(joined.member(), envelope.kind(), envelope.payload()));
    if (!isQueued) {
      draft.send(
          id,
          new RelayFrame.Undelivered(
              to, "NOT_PRESENT", "That member is not connected to the relay now.", 0));
    }
  }
}
