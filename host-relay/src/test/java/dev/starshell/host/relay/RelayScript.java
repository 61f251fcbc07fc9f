package dev.starshell.host.relay;

import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.StarId;
import dev.starshell.host.frame.Bytes;
import dev.starshell.host.frame.RelayFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Drives the machine as its edge would, in virtual time.
final class RelayScript {
  static final Network FAR = new Network("192.0.2.1", false);

  private static final int BYTE = 8;

  private RelayState state;
  private long nowNanos = 1_000_000_000_000L;
  private List<RelayAction> actions = List.of();

  RelayScript(RelayLimits limits) {
    state = RelayState.empty(limits, filled(32, 9));
  }

  static StarId star(int number) {
    return StarId.of(filled(32, number).toArray());
  }

  static MemberId member(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) (number >> BYTE);
    key[1] = (byte) number;
    key[2] = 1;
    return MemberId.of(key);
  }

  static ConnectionId connection(int number) {
    return new ConnectionId(number);
  }

  static Network network(int number) {
    return new Network("192.0.2." + number, false);
  }

  RelayState state() {
    return state;
  }

  /// The members of a star, in the order of their keys.
  List<MemberId> membersOf(int star) {
    List<MemberId> members = new ArrayList<>();
    state
        .rooms
        .find(star(star))
        .ifPresent(room -> room.members().forEach((member, _) -> members.add(member)));
    members.sort(null);
    return members;
  }

  long now() {
    return nowNanos;
  }

  RelayScript apply(RelayEvent event) {
    RelayStep step = RelayMachine.next(state, event);
    state = step.next();
    actions = step.actions();
    return this;
  }

  RelayScript wait(Duration span) {
    nowNanos += span.toNanos();
    return this;
  }

  RelayScript tick() {
    return apply(new RelayEvent.Ticked(nowNanos));
  }

  RelayScript openStar(int star) {
    return apply(new RelayEvent.StarOpened(star(star)));
  }

  RelayScript open(int connection) {
    return open(connection, new Network("198.51.100." + connection, false));
  }

  RelayScript open(int connection, Network network) {
    return apply(
        new RelayEvent.Opened(connection(connection), network, filled(32, connection), nowNanos));
  }

  RelayScript logIn(int connection, int star, int member) {
    return frame(
        connection,
        new RelayFrame.LogIn(1, star(star), member(member), filled(64, 0), Bytes.EMPTY));
  }

  RelayScript verdict(int connection, LogInVerdict verdict) {
    return apply(new RelayEvent.LogInChecked(connection(connection), verdict, nowNanos));
  }

  RelayScript turnAway(int connection) {
    return verdict(connection, new LogInVerdict.TurnedAway("INVITE_SPENT", "Spent.", true, 0));
  }

  /// Opens, logs in and is let in; all that was queued is written.
  RelayScript join(int connection, int star, int member) {
    open(connection);
    logIn(connection, star, member);
    verdict(connection, new LogInVerdict.Admitted());
    List<RelayAction> joined = actions;
    flushAll();
    actions = joined;
    return this;
  }

  RelayScript frame(int connection, RelayFrame frame) {
    return apply(new RelayEvent.FrameArrived(connection(connection), frame, nowNanos));
  }

  RelayScript envelope(int connection, int to, int sizeBytes) {
    return frame(connection, new RelayFrame.Envelope(member(to), 1, filled(sizeBytes, 1)));
  }

  RelayScript closed(int connection) {
    return apply(new RelayEvent.Closed(connection(connection), nowNanos));
  }

  /// Reports every queued frame as written.
  RelayScript flushAll() {
    List<RelayEvent> written = new ArrayList<>();
    state.connections.forEach(
        (id, known) -> written.add(new RelayEvent.Written(id, known.waiting().messages())));
    written.forEach(this::apply);
    return this;
  }

  List<RelayAction> actions() {
    return actions;
  }

  /// The frames that the last event sent to a connection.
  List<RelayFrame> sentTo(int connection) {
    List<RelayFrame> sent = new ArrayList<>();
    for (RelayAction action : actions) {
      if (action instanceof RelayAction.Send(ConnectionId id, RelayFrame frame)
          && id.equals(connection(connection))) {
        sent.add(frame);
      }
    }
    return sent;
  }

  /// The code that the last event refused a connection with, or nothing.
  String refusedWith(int connection) {
    return sentTo(connection).stream()
        .filter(RelayFrame.Refused.class::isInstance)
        .map(frame -> ((RelayFrame.Refused) frame).code())
        .findFirst()
        .orElse("");
  }

  /// The reason that the last event closed a connection for, or nothing.
  String closedFor(int connection) {
    for (RelayAction action : actions) {
      if (action instanceof RelayAction.Close(ConnectionId id, _, String reason)
          && id.equals(connection(connection))) {
        return reason;
      }
      if (action instanceof RelayAction.CloseNow(ConnectionId id, _, String reason)
          && id.equals(connection(connection))) {
        return reason;
      }
    }
    return "";
  }

  static Bytes filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return Bytes.of(bytes);
  }
}
