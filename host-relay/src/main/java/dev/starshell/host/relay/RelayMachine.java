package dev.starshell.host.relay;

import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.StarId;
import dev.starshell.host.frame.RelayFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// Decides what a relay does next.
///
/// A connection goes through these stages:
///
/// - (none) → Greeted: it opened and there is room. Otherwise (none) → Ending with `BUSY_RETRY` or
///   `RATE_LIMITED`.
/// - Greeted → Entering: it answered for a star that is served and has a place.
/// - Greeted → Ending: `STAR_UNKNOWN`, `GROUP_FULL`, `VERSION_UNSUPPORTED`, `LOG_IN_TIMEOUT`, or a
///   frame that is none or not due.
/// - Entering → Joined: its key is proven, the doorkeeper let it in. An older connection of the
///   same member goes Joined → Ending with `KEY_IN_USE`.
/// - Entering → Ending: turned away, `RATE_LIMITED`, `LOG_IN_TIMEOUT`.
/// - Joined → Ending: dismissed, star closed, replaced, slow, silent, flooding, or breaking rules.
/// - Ending → (none): the socket closed; it is cut if it does not within the deadline.
///
/// From any stage → (none): the socket closed. Events of connections that are gone, and frames of
/// ending ones, change nothing.
public final class RelayMachine {
  private RelayMachine() {}

  /// The next state and what is to be done, in order.
  public static RelayStep next(RelayState state, RelayEvent event) {
    Draft draft = new Draft(state);
    return switch (event) {
      case RelayEvent.StarOpened(StarId star) -> {
        if (!draft.rooms.contains(star)) {
          draft.rooms = draft.rooms.with(star, RelayRoom.empty());
        }
        yield draft.done(0);
      }
      case RelayEvent.StarClosed(StarId star, long now) -> closeStar(draft, star, now);
      case RelayEvent.Dismissed(StarId star, MemberId member, long now) -> {
        draft
            .rooms
            .find(star)
            .flatMap(room -> room.connectionOf(member))
            .ifPresent(id -> draft.refuse(id, Refusal.dismissed(), now));
        draft.held =
            draft.held.without(new HeldOffers.Box(star, member)).withoutSender(star, member);
        yield draft.done(now);
      }
      case RelayEvent.Stopping(long retryAfterMillis, long now) ->
          stop(draft, retryAfterMillis, now);
      case RelayEvent.Opened opened -> Door.whenOpened(draft, opened);
      case RelayEvent.FrameArrived arrived -> whenFrame(draft, arrived);
      case RelayEvent.FrameBroken(ConnectionId id, String code, String sentence, long now) -> {
        draft.refuse(id, Refusal.broken(code, sentence), now);
        yield draft.done(now);
      }
      case RelayEvent.Heard(ConnectionId id, long now) -> {
        draft.find(id).ifPresent(connection -> draft.put(id, connection.heard(now)));
        yield draft.done(now);
      }
      case RelayEvent.LogInChecked checked -> Door.whenChecked(draft, checked);
      case RelayEvent.Written written -> whenWritten(draft, written);
      case RelayEvent.Closed(ConnectionId id, long now) -> whenClosed(draft, id, now);
      case RelayEvent.Ticked(long now) -> Upkeep.whenTicked(draft, now);
    };
  }

  private static RelayStep closeStar(Draft draft, StarId star, long nowNanos) {
    // The room goes first, so that nobody is told of everybody's absence.
    draft.rooms = draft.rooms.without(star);
    draft.held = draft.held.without(star);
    forEachWhere(
        draft,
        connection ->
            switch (connection.stage()) {
              case RelayConnection.Joined joined -> joined.star().equals(star);
              case RelayConnection.Entering entering -> entering.star().equals(star);
              case RelayConnection.Greeted _, RelayConnection.Ending _ -> false;
            },
        (id, _) -> draft.refuse(id, Refusal.starClosed(), nowNanos));
    return draft.done(nowNanos);
  }

  private static RelayStep stop(Draft draft, long retryAfterMillis, long nowNanos) {
    draft.rooms = PersistentMap.empty();
    draft.held = HeldOffers.NONE;
    forEachWhere(
        draft,
        connection -> !(connection.stage() instanceof RelayConnection.Ending),
        (id, _) -> {
          draft.send(id, new RelayFrame.Restarting(retryAfterMillis));
          draft.end(
              id, new RelayAction.Close(id, CloseStatus.SERVICE_RESTART, "RESTARTING"), nowNanos);
        });
    return draft.done(nowNanos);
  }

  private static RelayStep whenFrame(Draft draft, RelayEvent.FrameArrived arrived) {
    ConnectionId id = arrived.connection();
    long now = arrived.atNanos();
    RelayConnection connection = draft.find(id).map(known -> known.heard(now)).orElse(null);
    if (connection == null) {
      return draft.done(now);
    }
    draft.put(id, connection);
    switch (connection.stage()) {
      case RelayConnection.Greeted greeted -> Door.whenGreeted(draft, connection, greeted, arrived);
      case RelayConnection.Entering _ ->
          draft.refuse(id, Refusal.unexpected("A frame came before the log-in was answered."), now);
      case RelayConnection.Joined joined -> Carriage.whenJoined(draft, connection, joined, arrived);
      case RelayConnection.Ending _ -> {}
    }
    return draft.done(now);
  }

  private static RelayStep whenWritten(Draft draft, RelayEvent.Written written) {
    ConnectionId id = written.connection();
    draft
        .find(id)
        .ifPresent(connection -> {
          draft.put(id, connection.with(connection.waiting().written(written.messages())));
        });
    return draft.done(0);
  }

  private static RelayStep whenClosed(Draft draft, ConnectionId id, long nowNanos) {
    draft
        .find(id)
        .ifPresent(connection -> {
          draft.forget(id);
          Network network = connection.network();
          NetworkUse use = draft.useOf(network, nowNanos);
          draft.putUse(network, use.withConnections(use.connections() - 1));
          draft.leave(id, connection.stage());
        });
    return draft.done(nowNanos);
  }

  /// Visits the connections that were there at the call, so that the visitor may change any.
  static void forEachWhere(
      Draft draft,
      Predicate<RelayConnection> wanted,
      BiConsumer<ConnectionId, RelayConnection> visitor) {
    List<ConnectionId> found = new ArrayList<>();
    draft.connections.forEach((id, connection) -> {
      if (wanted.test(connection)) {
        found.add(id);
      }
    });
    for (ConnectionId id : found) {
      draft.find(id).ifPresent(connection -> visitor.accept(id, connection));
    }
  }
}
