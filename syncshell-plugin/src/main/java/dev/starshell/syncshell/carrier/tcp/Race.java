package dev.starshell.syncshell.carrier.tcp;

import dev.starshell.syncshell.carrier.tcp.RaceEvent.BaseChosen;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.BaseFailed;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.BaseOpened;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.Closed;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.Known;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.MeetingOver;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.Met;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.Misused;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.MomentOver;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.Shown;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.TcpFailed;
import dev.starshell.syncshell.carrier.tcp.RaceState.Choosing;
import dev.starshell.syncshell.carrier.tcp.RaceState.Failed;
import dev.starshell.syncshell.carrier.tcp.RaceState.Fault;
import dev.starshell.syncshell.carrier.tcp.RaceState.OnBase;
import dev.starshell.syncshell.carrier.tcp.RaceState.OnTcp;
import dev.starshell.syncshell.carrier.tcp.RaceState.Over;
import dev.starshell.syncshell.carrier.tcp.RaceState.Pending;
import dev.starshell.syncshell.carrier.tcp.RaceState.Ready;
import dev.starshell.syncshell.carrier.tcp.RaceState.Rival;
import dev.starshell.syncshell.carrier.tcp.RaceState.Running;
import java.util.List;

/// Decides what a generation goes over: a connection over TCP, if there is one in time, or the
/// other carrier beside it. The leader says which.
///
/// - Running → Choosing: the leader takes a connection on which both have shown who they are.
/// - Choosing (leader), Running (follower) → OnTcp: both know of that choice.
/// - Running → OnBase: the leader's other carrier has opened, and TCP has not come a moment later;
///   the follower has the leader's word for it, or needs none.
/// - Running → Over: the other carrier has failed and nobody can be met any more.
/// - any → Over: what was chosen has failed, the other side does what nobody does, or nobody wants
///   the link any more.
final class Race {
  private static final List<Action> END =
      List.of(Deed.END_MEETING, Deed.CLOSE_STREAM, Deed.CLOSE_BASE);

  private Race() {}

  /// What is to be done.
  sealed interface Action {}

  enum Deed implements Action {
    END_MEETING,
    CLOSE_STREAM,
    CLOSE_BASE,
    /// The leader says on the connection that was shown that it is chosen: on this one alone.
    CHOOSE_SHOWN,
    /// Has [RaceEvent.MomentOver] follow.
    WAIT_A_MOMENT,
    /// The user hears of it, and gets what comes.
    OPEN_ON_BASE,
    /// The leader tells the follower that the other carrier is chosen: before any frame of the
    /// user's, and when the user can take what the follower then sends.
    SAY_BASE,
    SEND_ON_BASE,
    OPEN_ON_TCP
  }

  /// The user is told that there is no link.
  record Fail(Fault fault) implements Action {}

  /// The state after an event, and what is to be done, in order.
  record Step(RaceState next, List<Action> actions) {
    Step {
      actions = List.copyOf(actions);
    }

    static Step to(RaceState next, Action... actions) {
      return new Step(next, List.of(actions));
    }
  }

  static Step next(boolean leading, RaceState state, RaceEvent event) {
    if (state instanceof Over) {
      return Step.to(state);
    }
    return switch (event) {
      case Closed _ -> new Step(new Over(), END);
      case Misused(Fault fault) -> failed(fault);
      case Known _,
          BaseOpened _,
          BaseFailed _,
          BaseChosen _,
          MomentOver _,
          MeetingOver _,
          Shown _,
          Met _,
          TcpFailed _ ->
          switch (state) {
            case Running now -> whenRunning(leading, now, event);
            case Choosing now -> whenChoosing(now, event);
            case OnBase now ->
                event instanceof BaseFailed(Fault fault) ? failed(fault) : Step.to(now);
            case OnTcp now ->
                event instanceof TcpFailed(Fault fault) ? failed(fault) : Step.to(now);
            case Over over -> Step.to(over);
          };
    };
  }

  private static Step whenRunning(boolean leading, Running now, RaceEvent event) {
    boolean decides = leading || now.rival() == Rival.NEVER;
    return switch (event) {
      case Known(boolean offers) when now.rival() == Rival.UNKNOWN ->
          offers
              ? Step.to(new Running(Rival.POSSIBLE, now.base()))
              : Step.to(new Running(Rival.NEVER, now.base()), Deed.END_MEETING);
      case BaseOpened _ when decides ->
          now.rival() == Rival.POSSIBLE
              ? Step.to(new Running(now.rival(), new Ready()), Deed.WAIT_A_MOMENT)
              : onBase(now.rival() != Rival.NEVER);
      case MomentOver _ when now.base() instanceof Ready -> onBase(true);
      case BaseChosen _ when !decides && !(now.base() instanceof Failed) -> onBase(false);
      case BaseFailed(Fault fault) ->
          now.rival() == Rival.POSSIBLE
              ? Step.to(new Running(now.rival(), new Failed(fault)))
              : failed(fault);
      case MeetingOver _ when now.rival() == Rival.POSSIBLE ->
          switch (now.base()) {
            case Pending pending -> Step.to(new Running(Rival.GONE, pending));
            case Ready _ -> onBase(true);
            case Failed(Fault why) -> failed(why);
          };
      case Shown _ when leading -> Step.to(new Choosing(), Deed.CHOOSE_SHOWN);
      case Met _ when !leading -> onTcp();
      case Known _,
          BaseOpened _,
          MomentOver _,
          BaseChosen _,
          MeetingOver _,
          Shown _,
          Met _,
          TcpFailed _,
          Misused _,
          Closed _ ->
          Step.to(now);
    };
  }

  private static Step whenChoosing(Choosing now, RaceEvent event) {
    return switch (event) {
      case Met _ -> onTcp();
      case TcpFailed(Fault fault) -> failed(fault);
      case Known _,
          BaseOpened _,
          BaseFailed _,
          BaseChosen _,
          MomentOver _,
          MeetingOver _,
          Shown _,
          Misused _,
          Closed _ ->
          Step.to(now);
    };
  }

  private static Step onBase(boolean saysSo) {
    return saysSo
        ? Step.to(
            new OnBase(), Deed.END_MEETING, Deed.OPEN_ON_BASE, Deed.SAY_BASE, Deed.SEND_ON_BASE)
        : Step.to(new OnBase(), Deed.END_MEETING, Deed.OPEN_ON_BASE, Deed.SEND_ON_BASE);
  }

  private static Step onTcp() {
    return Step.to(new OnTcp(), Deed.END_MEETING, Deed.CLOSE_BASE, Deed.OPEN_ON_TCP);
  }

  private static Step failed(Fault fault) {
    return Step.to(
        new Over(), Deed.END_MEETING, Deed.CLOSE_STREAM, Deed.CLOSE_BASE, new Fail(fault));
  }
}
