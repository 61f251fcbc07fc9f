package dev.starshell.syncshell.carrier.tcp;

import dev.starshell.syncshell.carrier.tcp.Race.Action;
import dev.starshell.syncshell.carrier.tcp.Race.Deed;
import dev.starshell.syncshell.carrier.tcp.Race.Fail;
import dev.starshell.syncshell.carrier.tcp.RaceState.Choosing;
import dev.starshell.syncshell.carrier.tcp.RaceState.Fault;
import dev.starshell.syncshell.carrier.tcp.RaceState.OnBase;
import dev.starshell.syncshell.carrier.tcp.RaceState.OnTcp;
import dev.starshell.syncshell.carrier.tcp.RaceState.Over;
import dev.starshell.syncshell.carrier.tcp.RaceState.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// What lies between the two races of a generation: two descriptions, another carrier, and
/// connections over TCP. Of all that may happen next, chance takes one.
final class RaceModel {
  private static final Fault BASE = new Fault(1, "CONNECTION_FAILED", "No path.");
  private static final Fault TCP = Fault.of(TcpFault.DIRECT_LOST);
  private static final int CONNECTIONS_MAX = 3;

  final Side leader = new Side(true);
  final Side follower = new Side(false);

  private final Random chance;
  private final Weather weather;
  private final boolean tcpReaches;
  private final boolean baseReaches;
  private final List<Connection> connections = new ArrayList<>();
  private final List<String> log = new ArrayList<>();

  /// The leader's word on the other carrier is under way.
  private boolean baseWordUnderWay;

  enum Weather {
    /// Nothing fails that is not closed on purpose, and something reaches the other side.
    CALM,
    /// Anything fails at any time.
    STORM
  }

  private enum Line {
    NEW,
    OPEN,
    /// Ended here: it failed, or was closed.
    ENDED
  }

  /// One connection on which both have shown who they are.
  private static final class Connection {
    boolean wordUnderWay;
    boolean endedAtLeader;
    boolean endedAtFollower;
  }

  final class Side {
    final boolean leading;
    RaceState race = Running.BEGUN;
    int opened;
    private boolean knows;
    private boolean meetingEnded;
    private boolean meetingOver;
    private boolean waitsAMoment;
    private Line base = Line.NEW;

    /// The connection that it has chosen; negative for none.
    private int chosen = -1;

    Side(boolean leading) {
      this.leading = leading;
    }

    private Side other() {
      return leading ? follower : leader;
    }

    private void take(String why, RaceEvent event) {
      Race.Step step = Race.next(leading, race, event);
      log.add((leading ? "leader " : "follower ") + why + " -> " + step.next());
      race = step.next();
      step.actions().forEach(this::perform);
    }

    private void perform(Action action) {
      switch (action) {
        case Deed.END_MEETING -> {
          meetingEnded = true;
          for (int i = 0; i < connections.size(); i++) {
            if (i != chosen) {
              end(connections.get(i));
            }
          }
        }
        case Deed.CLOSE_BASE -> base = Line.ENDED;
        case Deed.CLOSE_STREAM -> {
          if (chosen >= 0) {
            end(connections.get(chosen));
          }
        }
        case Deed.SAY_BASE -> baseWordUnderWay = true;
        case Deed.CHOOSE_SHOWN -> chosen = connections.size() - 1;
        case Deed.OPEN_ON_BASE, Deed.OPEN_ON_TCP -> opened++;
        case Deed.WAIT_A_MOMENT -> waitsAMoment = true;
        case Deed.SEND_ON_BASE -> {}
        case Fail _ -> {}
      }
    }

    private void end(Connection connection) {
      if (leading) {
        connection.endedAtLeader = true;
      } else {
        connection.endedAtFollower = true;
        connection.wordUnderWay = false;
      }
    }

    boolean isBaseEnded() {
      return base == Line.ENDED;
    }

    private boolean isEnded(Connection connection) {
      return leading ? connection.endedAtLeader : connection.endedAtFollower;
    }
  }

  RaceModel(Random chance, Weather weather) {
    this.chance = chance;
    this.weather = weather;
    this.tcpReaches = chance.nextInt(4) > 0;
    this.baseReaches = chance.nextInt(4) > 0 || (weather == Weather.CALM && !tcpReaches);
  }

  /// Lets something happen.
  ///
  /// @return false if nothing can any more
  boolean goOn() {
    List<Runnable> possible = new ArrayList<>();
    descriptions(possible);
    base(possible);
    connections(possible);
    for (Side side : List.of(leader, follower)) {
      chosenConnection(side, possible);
    }
    if (weather == Weather.STORM && chance.nextInt(8) == 0) {
      accidents(possible);
    }
    if (possible.isEmpty() || chance.nextInt(8) == 0) {
      timers(possible);
    }
    if (possible.isEmpty()) {
      return false;
    }
    possible.get(chance.nextInt(possible.size())).run();
    return true;
  }

  /// The follower knows with the first offer, the leader with the last answer.
  private void descriptions(List<Runnable> possible) {
    for (Side side : List.of(follower, leader)) {
      if (!side.knows && (!side.leading || follower.knows) && !(side.race instanceof Over)) {
        possible.add(() -> {
          side.knows = true;
          side.take("known", new RaceEvent.Known(true));
        });
      }
    }
  }

  /// It opens on either side when both know all, and the end of one side is seen by the other, at
  /// some time after the word that was said before.
  private void base(List<Runnable> possible) {
    for (Side side : List.of(leader, follower)) {
      if (side.base == Line.NEW && leader.knows && baseReaches && side.other().base != Line.ENDED) {
        possible.add(() -> {
          side.base = Line.OPEN;
          side.take("base opened", new RaceEvent.BaseOpened());
        });
      }
      if (side.base != Line.ENDED && side.other().base == Line.ENDED) {
        possible.add(() -> failBase(side));
      }
    }
    if (baseWordUnderWay && follower.base == Line.OPEN) {
      possible.add(() -> {
        baseWordUnderWay = false;
        follower.take("base word", new RaceEvent.BaseChosen());
      });
    }
  }

  private void failBase(Side side) {
    side.base = Line.ENDED;
    if (!side.leading) {
      baseWordUnderWay = false;
    }
    side.take("base failed", new RaceEvent.BaseFailed(BASE));
  }

  private void connections(List<Runnable> possible) {
    if (tcpReaches
        && leader.knows
        && connections.size() < CONNECTIONS_MAX
        && !leader.meetingEnded
        && !follower.meetingEnded) {
      possible.add(this::showConnection);
    }
    for (int i = 0; i < connections.size(); i++) {
      int index = i;
      if (connections.get(i).wordUnderWay) {
        possible.add(() -> {
          connections.get(index).wordUnderWay = false;
          follower.chosen = index;
          follower.take("tcp word", new RaceEvent.Met());
        });
      }
    }
    if (leader.race instanceof Choosing) {
      possible.add(this::sayChosen);
    }
  }

  private void showConnection() {
    connections.add(new Connection());
    leader.take("connection shown", new RaceEvent.Shown());
  }

  /// The word leaves, though the other side may have ended the connection.
  private void sayChosen() {
    Connection connection = connections.get(leader.chosen);
    if (weather == Weather.STORM && chance.nextInt(8) == 0) {
      connection.endedAtLeader = true;
      leader.take("tcp word not said", new RaceEvent.TcpFailed(TCP));
      return;
    }
    connection.wordUnderWay = !connection.endedAtFollower;
    leader.take("tcp word said", new RaceEvent.Met());
  }

  /// The end of one side is read on the other one, after all that came before.
  private void chosenConnection(Side side, List<Runnable> possible) {
    if (!(side.race instanceof OnTcp)) {
      return;
    }
    Connection connection = connections.get(side.chosen);
    if (side.other().isEnded(connection) && !side.isEnded(connection)) {
      possible.add(() -> {
        side.end(connection);
        side.take("connection lost", new RaceEvent.TcpFailed(TCP));
      });
    }
  }

  private void accidents(List<Runnable> possible) {
    for (Side side : List.of(leader, follower)) {
      if (side.base != Line.ENDED) {
        possible.add(() -> failBase(side));
      }
      possible.add(() -> side.take("closed", new RaceEvent.Closed()));
      if (side.race instanceof OnTcp) {
        Connection connection = connections.get(side.chosen);
        possible.add(() -> {
          side.end(connection);
          side.take("connection broken", new RaceEvent.TcpFailed(TCP));
        });
      }
    }
    for (Connection connection : connections) {
      if (connection.wordUnderWay) {
        possible.add(() -> {
          connection.wordUnderWay = false;
          connection.endedAtFollower = true;
        });
      }
    }
  }

  /// Time passes: nobody is waited for any more; and at last whoever wanted the link gives up on a
  /// side whose other carrier neither opens nor fails.
  private void timers(List<Runnable> possible) {
    for (Side side : List.of(leader, follower)) {
      if (side.waitsAMoment && !side.meetingEnded) {
        possible.add(() -> {
          side.waitsAMoment = false;
          side.take("moment over", new RaceEvent.MomentOver());
        });
      }
      if (side.knows && !side.meetingEnded && !side.meetingOver && isMeetingOver(side)) {
        possible.add(() -> {
          side.meetingOver = true;
          side.take("meeting over", new RaceEvent.MeetingOver());
        });
      }
    }
    if (possible.isEmpty()) {
      for (Side side : List.of(leader, follower)) {
        if (side.race instanceof Running && side.base != Line.ENDED) {
          possible.add(() -> side.take("given up", new RaceEvent.Closed()));
        }
      }
    }
  }

  /// In calm weather the follower's time does not pass while the leader may still choose a
  /// connection: else the end of the other carrier, which the leader closes, may come before the
  /// leader's word, and is the end of the generation.
  private boolean isMeetingOver(Side side) {
    return weather == Weather.STORM
        || side.leading
        || !tcpReaches
        || leader.race instanceof OnBase
        || leader.race instanceof Over;
  }

  @Override
  public String toString() {
    return String.join("\n", log);
  }
}
