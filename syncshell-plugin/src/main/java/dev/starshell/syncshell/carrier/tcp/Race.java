package dev.starshell.syncshell.carrier.tcp;

import dev.starshell.syncshell.carrier.tcp.RaceEvent.BaseChosen;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.BaseFailed;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.BaseOpened;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.Closed;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.Known;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.MeetingOver;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.Met;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.Misused;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.Shown;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.TcpFailed;
import dev.starshell.syncshell.carrier.tcp.RaceState.Choosing;
import dev.starshell.syncshell.carrier.tcp.RaceState.Fault;
import dev.starshell.syncshell.carrier.tcp.RaceState.OnBase;
import dev.starshell.syncshell.carrier.tcp.RaceState.OnTcp;
import dev.starshell.syncshell.carrier.tcp.RaceState.Over;
import dev.starshell.syncshell.carrier.tcp.RaceState.Rival;
import dev.starshell.syncshell.carrier.tcp.RaceState.Running;
import java.util.List;
import java.util.Optional;

/// Decides what a generation goes over: a connection over TCP, or the other carrier beside it. The
/// first that is there wins, and the leader says which that was.
///
/// - Running → Choosing: the leader takes a connection on which both have shown who they are.
/// - Choosing (leader), Running (follower) → OnTcp: both know of that choice.
/// - Running → OnBase: the leader's other carrier has opened; the follower has the leader's word
///   for it, or needs none.
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
    /// The leader tells the follower that the other carrier is chosen.
    SAY_BASE,
    OPEN_ON_BASE,
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
              ? Step.to(new Running(Rival.POSSIBLE, now.baseFault()))
              : Step.to(new Running(Rival.NEVER, now.baseFault()), Deed.END_MEETING);
      case BaseOpened _ when decides -> onBase(now.rival() != Rival.NEVER);
      case BaseChosen _ when !decides && now.baseFault().isEmpty() -> onBase(false);
      case BaseFailed(Fault fault) ->
          now.rival() == Rival.POSSIBLE
              ? Step.to(new Running(now.rival(), Optional.of(fault)))
              : failed(fault);
      case MeetingOver _ when now.rival() == Rival.POSSIBLE ->
          now.baseFault()
              .map(Race::failed)
              .orElseGet(() -> Step.to(new Running(Rival.GONE, Optional.empty())));
      case Shown _ when leading -> Step.to(new Choosing());
      case Met _ when !leading -> onTcp();
      case Known _,
          BaseOpened _,
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
          MeetingOver _,
          Shown _,
          Misused _,
          Closed _ ->
          Step.to(now);
    };
  }

  private static Step onBase(boolean saysSo) {
    return saysSo
        ? Step.to(new OnBase(), Deed.END_MEETING, Deed.SAY_BASE, Deed.OPEN_ON_BASE)
        : Step.to(new OnBase(), Deed.END_MEETING, Deed.OPEN_ON_BASE);
  }

  private static Step onTcp() {
    return Step.to(new OnTcp(), Deed.END_MEETING, Deed.CLOSE_BASE, Deed.OPEN_ON_TCP);
  }

  private static Step failed(Fault fault) {
    return Step.to(
        new Over(), Deed.END_MEETING, Deed.CLOSE_STREAM, Deed.CLOSE_BASE, new Fail(fault));
  }
}
