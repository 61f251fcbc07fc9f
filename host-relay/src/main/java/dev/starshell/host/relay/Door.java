package dev.starshell.host.relay;

import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.StarId;
import dev.starshell.host.frame.FrameBounds;
import dev.starshell.host.frame.RelayFrame;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the machine decides from the opening of a connection to its welcome.
final class Door {
  private Door() {}

  static RelayStep whenOpened(Draft draft, RelayEvent.Opened opened) {
    ConnectionId id = opened.connection();
    long now = opened.atNanos();
    Network network = opened.network();
    Refusal refusal = refusalOf(draft, network, now);
    NetworkUse use = draft.useOf(network, now);
    draft.makeRoomForNetwork();
    draft.putUse(network, use.withConnections(use.connections() + 1));
    long deadlineNanos = now + RelayLimits.LOG_IN_WITHIN.toNanos();
    draft.put(
        id,
        new RelayConnection(
            network,
            new RelayConnection.Greeted(opened.nonce(), deadlineNanos),
            Waiting.NOTHING,
            now,
            now));
    if (refusal == null) {
      draft.send(
          id, new RelayFrame.Challenge(FrameBounds.VERSION, opened.nonce(), draft.before.spkiHash));
    } else {
      draft.refuse(id, refusal, now);
    }
    return draft.done(now);
  }

  private static @Nullable Refusal refusalOf(Draft draft, Network network, long nowNanos) {
    RelayLimits.Door door = draft.limits.door();
    if (draft.connections.size() >= door.connectionsMax()) {
      return Refusal.busy("The relay is full; it is tried again shortly.");
    }
    if (draft.isExempt(network)) {
      return null;
    }
    NetworkUse use = draft.useOf(network, nowNanos);
    if (use.isShut()) {
      return shutOut(use, nowNanos);
    }
    if (use.connections() >= door.perNetworkMax()) {
      return Refusal.busy(
          "More than "
              + door.perNetworkMax()
              + " connections come from your address; close some or ask the host to raise the"
              + " limit.");
    }
    if (draft.pending >= door.pendingMax() && !Crush.makeRoom(draft, network, nowNanos)) {
      return tooManyLogIn();
    }
    return null;
  }

  static Refusal tooManyLogIn() {
    return Refusal.busy("Too many members log in at this moment; it is tried again shortly.");
  }

  private static Refusal shutOut(NetworkUse use, long nowNanos) {
    return Refusal.rateLimited(
        "Too many log-ins from your address have failed; wait some minutes.",
        use.millisShut(nowNanos));
  }

  static void whenGreeted(
      Draft draft,
      RelayConnection connection,
      RelayConnection.Greeted greeted,
      RelayEvent.FrameArrived arrived) {
    ConnectionId id = arrived.connection();
    long now = arrived.atNanos();
    switch (arrived.frame()) {
      case RelayFrame.LogIn logIn -> enter(draft, connection, greeted, logIn, arrived);
      case RelayFrame.Foreign(int version) ->
          draft.refuse(id, Refusal.versionUnsupported(version), now);
      case RelayFrame.Challenge _,
          RelayFrame.Welcome _,
          RelayFrame.Envelope _,
          RelayFrame.Reconnect _,
          RelayFrame.Delivered _,
          RelayFrame.Present _,
          RelayFrame.Absent _,
          RelayFrame.Refused _,
          RelayFrame.Undelivered _,
          RelayFrame.Restarting _ ->
          draft.refuse(id, Refusal.unexpected("The first frame must be a log-in."), now);
    }
  }

  private static void enter(
      Draft draft,
      RelayConnection connection,
      RelayConnection.Greeted greeted,
      RelayFrame.LogIn logIn,
      RelayEvent.FrameArrived arrived) {
    ConnectionId id = arrived.connection();
    long now = arrived.atNanos();
    Network network = connection.network();
    NetworkUse use = draft.useOf(network, now);
    if (use.isShut() && !draft.isExempt(network)) {
      draft.refuse(id, shutOut(use, now), now);
      return;
    }
    StarId star = logIn.star();
    Optional<RelayRoom> room = draft.rooms.find(star);
    if (room.isEmpty()) {
      draft.refuse(id, Refusal.starUnknown(), now);
      return;
    }
    int membersMax = draft.limits.membersMax();
    // Asked before the doorkeeper is, so that nobody spends an invite on a full shell.
    if (!room.get().hasPlaceFor(logIn.member(), membersMax)) {
      draft.refuse(id, Refusal.groupFull(membersMax), now);
      return;
    }
    draft.rooms = draft.rooms.with(star, room.get().withEntering());
    draft.put(
        id,
        connection.at(new RelayConnection.Entering(star, logIn.member(), greeted.deadlineNanos())));
    draft.act(new RelayAction.CheckLogIn(id, logIn, greeted.nonce()));
  }

  static RelayStep whenChecked(Draft draft, RelayEvent.LogInChecked checked) {
    ConnectionId id = checked.connection();
    long now = checked.atNanos();
    RelayConnection connection = draft.find(id).orElse(null);
    if (connection == null || !(connection.stage() instanceof RelayConnection.Entering entering)) {
      return draft.done(now);
    }
    switch (checked.verdict()) {
      case LogInVerdict.Admitted _ -> admit(draft, id, connection, entering, now);
      case LogInVerdict.TurnedAway turned -> {
        Network network = connection.network();
        if (turned.isFailure() && !draft.isExempt(network)) {
          NetworkUse use = draft.useOf(network, now);
          draft.putUse(network, use.withFailure(draft.limits.door().failuresMax(), now));
        }
        draft.refuse(id, Refusal.turnedAway(turned), now);
      }
    }
    return draft.done(now);
  }

  private static void admit(
      Draft draft,
      ConnectionId id,
      RelayConnection connection,
      RelayConnection.Entering entering,
      long nowNanos) {
    StarId star = entering.star();
    MemberId member = entering.member();
    RelayRoom room = draft.rooms.find(star).orElseThrow();
    TokenBucket logIns =
        room.logIns()
            .find(member)
            .orElse(TokenBucket.full(RelayLimits.LOG_INS, nowNanos))
            .filled(RelayLimits.LOG_INS, nowNanos);
    if (!logIns.holds(1)) {
      draft.refuse(
          id,
          Refusal.rateLimited(
              "This member logs in too often; it is tried again shortly.",
              logIns.millisUntil(1, RelayLimits.LOG_INS)),
          nowNanos);
      return;
    }
    Optional<ConnectionId> older = room.connectionOf(member);
    RelayRoom joined = room.withoutEntering().withLogIns(member, logIns.minus(1)).with(member, id);
    draft.rooms = draft.rooms.with(star, joined);
    draft.put(
        id,
        connection
            .at(
                new RelayConnection.Joined(
                    star, member, RelayConnection.Allowance.full(draft.limits.traffic(), nowNanos)))
            .heard(nowNanos));
    // The newest proven connection wins: the older one may be dead without knowing it.
    older.ifPresent(old -> draft.refuse(old, Refusal.keyInUse(), nowNanos));
    draft.act(new RelayAction.AllowFullFrames(id));
    draft.send(id, new RelayFrame.Welcome(joined.othersThan(member)));
    Carriage.deliverHeld(draft, id, new HeldOffers.Box(star, member));
    draft.tellOthers(joined, member, new RelayFrame.Present(member));
  }
}
