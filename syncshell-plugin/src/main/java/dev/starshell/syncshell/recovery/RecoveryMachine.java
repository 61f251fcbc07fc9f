package dev.starshell.syncshell.recovery;

import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.recovery.RecoveryAction.Attempt;
import dev.starshell.syncshell.recovery.RecoveryAction.CountRecovered;
import dev.starshell.syncshell.recovery.RecoveryAction.ForgetSession;
import dev.starshell.syncshell.recovery.RecoveryAction.StartTimer;
import dev.starshell.syncshell.recovery.RecoveryAction.TellParked;
import dev.starshell.syncshell.recovery.RecoveryEvent.Began;
import dev.starshell.syncshell.recovery.RecoveryEvent.Bound;
import dev.starshell.syncshell.recovery.RecoveryEvent.Lost;
import dev.starshell.syncshell.recovery.RecoveryEvent.PeerGone;
import dev.starshell.syncshell.recovery.RecoveryEvent.RelayLost;
import dev.starshell.syncshell.recovery.RecoveryEvent.Rested;
import dev.starshell.syncshell.recovery.RecoveryEvent.TimerFired;
import dev.starshell.syncshell.recovery.RecoveryEvent.Woken;
import dev.starshell.syncshell.recovery.RecoveryState.Linked;
import dev.starshell.syncshell.recovery.RecoveryState.Parked;
import dev.starshell.syncshell.recovery.RecoveryState.Trying;
import dev.starshell.syncshell.recovery.RecoveryState.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Decides when a link that was lost is tried again, and keeps the account of each outage. How an
/// attempt is made, and when a failure is forgiven, is the link's own decision (`LinkMachine`).
///
/// - Linked → Trying: the link was lost, or its first attempt began.
/// - Trying → Waiting: the attempt failed and the fast ones are not used up.
/// - Trying → Parked: they are, or there is nobody to try with.
/// - Waiting → Trying: its wait is over, or something woke it, or the other side began.
/// - Waiting → Parked: its wait is over and nobody is there to try with.
/// - Parked → Trying: its wait is over and the member is there, or is away for a short time so far
///   and an offer can be left with the relay; or something woke it, or the other side began. Parked
///   → Parked: nobody is there.
/// - all → Linked: the link carries messages.
///
/// Once the relay is away, that is the reason of an outage, until its next attempt.
///
/// An outage never ends by itself: after [RecoverySession#KEPT_FOR] what was kept for it is
/// forgotten, once, and the attempts go on.
public final class RecoveryMachine {
  private RecoveryMachine() {}

  /// Before anything happened.
  public static RecoveryState start() {
    return new Linked(0);
  }

  /// After a start of the process: what was open in the journal is an outage already.
  public static RecoveryState restarted(Moment at) {
    return new Parked(Outage.begun(at, LossCause.RESTARTED), 0);
  }

  /// Takes one event.
  public static Step<RecoveryState, RecoveryAction> next(RecoveryState state, RecoveryEvent event) {
    return switch (event) {
      case Lost lost -> whenLost(state, lost);
      case Began began -> whenBegan(state, began);
      case Rested rested -> whenRested(state, rested);
      case Bound bound -> whenBound(state, bound);
      case TimerFired fired -> whenTimer(state, fired);
      case PeerGone gone -> whenGone(state, gone);
      case RelayLost _ -> whenRelayLost(state);
      case Woken _ -> whenWoken(state);
    };
  }

  private static Step<RecoveryState, RecoveryAction> whenLost(RecoveryState state, Lost lost) {
    return switch (state) {
      case Linked now ->
          Step.to(new Trying(Outage.begun(lost.at(), lost.cause()), now.lastTicket()));
      case Trying _, Waiting _, Parked _ -> Step.stay(state);
    };
  }

  private static Step<RecoveryState, RecoveryAction> whenBegan(RecoveryState state, Began began) {
    long ticket = state.lastTicket();
    return switch (state) {
      case Linked _ ->
          Step.to(new Trying(Outage.begun(began.at(), LossCause.FIRST_LINK).attempted(), ticket));
      case Trying now -> Step.to(new Trying(now.outage().attempted(), ticket));
      case Waiting now -> Step.to(new Trying(now.outage().attempted(), ticket));
      case Parked now -> Step.to(new Trying(now.outage().attempted(), ticket));
    };
  }

  private static Step<RecoveryState, RecoveryAction> whenRested(
      RecoveryState state, Rested rested) {
    Outage outage =
        switch (state) {
          case Linked _ -> Outage.begun(rested.at(), rested.cause());
          case Trying now -> now.outage();
          case Waiting now -> now.outage();
          case Parked now -> now.outage();
        };
    long ticket = state.lastTicket() + 1;
    if (outage.isSearched(rested.searched(), rested.at())) {
      return new Step<>(
          new Waiting(outage.failed(rested.cause(), false), ticket),
          List.of(new StartTimer(ticket, BackoffPolicy.pause(rested.chance()))));
    }
    int attempt = Math.max(0, rested.failures() - 1);
    boolean parked = BackoffPolicy.isParked(attempt);
    Duration wait = BackoffPolicy.wait(attempt, rested.relayLost(), rested.chance());
    List<RecoveryAction> actions = new ArrayList<>();
    actions.add(new StartTimer(ticket, wait));
    Outage failed = outage.failed(rested.cause(), parked);
    if (parked && !outage.parked()) {
      actions.add(new TellParked(rested.cause(), failed.attempts()));
    }
    return new Step<>(parked ? new Parked(failed, ticket) : new Waiting(failed, ticket), actions);
  }

  private static Step<RecoveryState, RecoveryAction> whenBound(RecoveryState state, Bound bound) {
    return switch (state) {
      case Linked _ -> Step.stay(state);
      case Trying now -> back(now.outage(), state, bound);
      case Waiting now -> back(now.outage(), state, bound);
      case Parked now -> back(now.outage(), state, bound);
    };
  }

  private static Step<RecoveryState, RecoveryAction> back(
      Outage outage, RecoveryState state, Bound bound) {
    List<RecoveryAction> actions =
        outage.cause() == LossCause.FIRST_LINK
            ? List.of()
            : List.of(
                new CountRecovered(
                    outage.cause(), bound.at().since(outage.lostAt()), outage.attempts()));
    return new Step<>(new Linked(state.lastTicket()), actions);
  }

  private static Step<RecoveryState, RecoveryAction> whenTimer(
      RecoveryState state, TimerFired fired) {
    if (fired.ticket() != state.lastTicket()) {
      return Step.stay(state);
    }
    return switch (state) {
      case Waiting now -> waited(now.outage(), state, fired);
      case Parked now -> waited(now.outage(), state, fired);
      case Linked _, Trying _ -> Step.stay(state);
    };
  }

  private static Step<RecoveryState, RecoveryAction> waited(
      Outage outage, RecoveryState state, TimerFired fired) {
    List<RecoveryAction> actions = new ArrayList<>();
    Outage now = outage;
    if (outage.kept()
        && fired.at().since(outage.lostAt()).compareTo(RecoverySession.KEPT_FOR) >= 0) {
      now = outage.expired();
      actions.add(new ForgetSession());
    }
    boolean calls = fired.reach() == Reach.RELAY && now.isCallable(fired.at());
    if (fired.reach() == Reach.MEMBER || calls) {
      actions.add(new Attempt(now.attempts()));
      return new Step<>(new Trying(calls ? now.called() : now, state.lastTicket()), actions);
    }
    Step<RecoveryState, RecoveryAction> parked =
        alone(
            now,
            switch (fired.reach()) {
              case NOBODY -> LossCause.RELAY_LOST;
              case QUARANTINED -> now.last() == LossCause.RELAY_LOST ? now.cause() : now.last();
              case RELAY, MEMBER -> LossCause.PEER_AWAY;
            },
            state,
            BackoffPolicy.FAST_ATTEMPTS,
            fired.chance());
    actions.addAll(parked.actions());
    return new Step<>(parked.state(), actions);
  }

  private static Step<RecoveryState, RecoveryAction> whenGone(RecoveryState state, PeerGone gone) {
    if (!(state instanceof Trying now)) {
      // Who waits finds out when the wait is over.
      return Step.stay(state);
    }
    boolean calls = gone.cause() == LossCause.PEER_AWAY && now.outage().isCallable(gone.at());
    int attempt = calls ? now.outage().calls() : BackoffPolicy.FAST_ATTEMPTS;
    return alone(now.outage(), gone.cause(), state, attempt, gone.chance());
  }

  private static Step<RecoveryState, RecoveryAction> alone(
      Outage outage, LossCause cause, RecoveryState state, int attempt, double chance) {
    long ticket = state.lastTicket() + 1;
    Duration wait = BackoffPolicy.wait(attempt, false, chance);
    return new Step<>(
        new Parked(outage.failed(cause, false), ticket), List.of(new StartTimer(ticket, wait)));
  }

  private static Step<RecoveryState, RecoveryAction> whenRelayLost(RecoveryState state) {
    long ticket = state.lastTicket();
    return switch (state) {
      case Waiting now ->
          Step.to(new Waiting(now.outage().failed(LossCause.RELAY_LOST, false), ticket));
      case Parked now ->
          Step.to(new Parked(now.outage().failed(LossCause.RELAY_LOST, false), ticket));
      // An attempt that is under way says itself how it ended.
      case Linked _, Trying _ -> Step.stay(state);
    };
  }

  private static Step<RecoveryState, RecoveryAction> whenWoken(RecoveryState state) {
    return switch (state) {
      case Waiting now -> attempt(now.outage(), state);
      case Parked now -> attempt(now.outage(), state);
      case Linked _, Trying _ -> Step.stay(state);
    };
  }

  private static Step<RecoveryState, RecoveryAction> attempt(Outage outage, RecoveryState state) {
    return new Step<>(
        new Trying(outage, state.lastTicket()), List.of(new Attempt(outage.attempts())));
  }
}
