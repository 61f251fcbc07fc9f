package dev.starshell.syncshell.link;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.link.LinkAction.AnnounceBound;
import dev.starshell.syncshell.link.LinkAction.AnnounceLost;
import dev.starshell.syncshell.link.LinkAction.CloseBundle;
import dev.starshell.syncshell.link.LinkAction.Drain;
import dev.starshell.syncshell.link.LinkAction.OpenBundle;
import dev.starshell.syncshell.link.LinkAction.Rest;
import dev.starshell.syncshell.link.LinkAction.SendDecline;
import dev.starshell.syncshell.link.LinkAction.SendHeartbeat;
import dev.starshell.syncshell.link.LinkAction.SendLinkWanted;
import dev.starshell.syncshell.link.LinkAction.StartTimer;
import dev.starshell.syncshell.link.LinkAction.TellSilence;
import dev.starshell.syncshell.link.LinkEvent.BundleOpened;
import dev.starshell.syncshell.link.LinkEvent.DrainLooked;
import dev.starshell.syncshell.link.LinkEvent.Ended;
import dev.starshell.syncshell.link.LinkEvent.Looked;
import dev.starshell.syncshell.link.LinkEvent.SilenceTold;
import dev.starshell.syncshell.link.LinkEvent.TimerFired;
import dev.starshell.syncshell.link.LinkState.Beside;
import dev.starshell.syncshell.link.LinkState.Bound;
import dev.starshell.syncshell.link.LinkState.Connecting;
import dev.starshell.syncshell.link.LinkState.Idle;
import dev.starshell.syncshell.link.LinkState.Past;
import dev.starshell.syncshell.link.LinkState.Resting;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.machine.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The part of [LinkMachine] that is about a link that is bound: keeping it, and making the next
/// generation before the present one is given up.
///
/// - Alone → Asked (follower), Making (leader): the next generation is wanted.
/// - Alone, Asked, Making, Draining → Making: the leader is asked by the follower, the follower
///   hears of a new generation.
/// - Alone → Asked, Making also when the other side says twice that it hears nothing ([Silence]).
/// - Asked → Alone: no handshake in 3 s. Making → Alone: that generation failed.
/// - Making → Draining: the next generation is bound and is the current one from now on. If the one
///   before was silent, it is lost instead.
/// - Draining → Alone: nothing is under way on it any more, it failed, or 10 s are over.
/// - all → Idle, with all generations closed: the other side said goodbye for good, on any of them.
final class BoundMachine {
  private BoundMachine() {}

  static Step<LinkState, LinkAction> next(Bound now, LinkEvent event) {
    return switch (event) {
      case LinkEvent.PeerPresent _ -> whenPresent(now);
      case LinkEvent.PeerAbsent _ -> Step.to(now.with(now.past().present(false)));
      case LinkEvent.LinkWantedCame wanted -> whenWanted(now, wanted.lastGeneration());
      case LinkEvent.OfferCame offer -> whenOffered(now, offer.generation());
      case LinkEvent.DeclineCame decline -> whenFailed(now, decline.generation(), false);
      case BundleOpened opened -> whenOpened(now, opened);
      case LinkEvent.BundleFailed failed -> whenFailed(now, failed.generation(), true);
      case Ended ended -> whenEnded(now, ended);
      case TimerFired fired -> whenTimer(now, fired);
      case Looked looked -> whenLooked(now, looked);
      case SilenceTold told -> whenSilenceTold(now, told);
      case DrainLooked looked -> whenDrainLooked(now, looked);
      case LinkEvent.RenewWanted _ -> renew(now, List.of());
      case LinkEvent.Nudged _ -> now.suspected() ? renew(now, List.of()) : Step.stay(now);
      case LinkEvent.AnswerCame _, LinkEvent.Informed _ -> Step.stay(now);
    };
  }

  /// Begins the next generation, unless one is made already or the one before still drains.
  private static Step<LinkState, LinkAction> renew(Bound now, List<LinkAction> before) {
    if (!(now.beside() instanceof Beside.Alone)) {
      return new Step<>(now, before);
    }
    if (now.past().leading()) {
      return make(now, now.past(), before);
    }
    List<LinkAction> actions = new ArrayList<>(before);
    long last = now.past().lastGeneration();
    actions.add(new SendLinkWanted(last));
    actions.add(new StartTimer(LinkTimer.ASK, last, LinkMachine.ASK_WAIT));
    return new Step<>(now.with(new Beside.Asked()), actions);
  }

  /// The leader begins the next generation beside the current one.
  private static Step<LinkState, LinkAction> make(Bound now, Past past, List<LinkAction> before) {
    Bound alone = now.with(Bound.ALONE);
    if (past.lastGeneration() >= Limits.GENERATION_MAX) {
      return new Step<>(alone.with(past), before);
    }
    return take(alone, past, past.lastGeneration() + 1, before);
  }

  private static Step<LinkState, LinkAction> take(
      Bound now, Past past, long generation, List<LinkAction> before) {
    List<LinkAction> actions = new ArrayList<>(before);
    actions.add(new OpenBundle(generation));
    actions.add(new StartTimer(LinkTimer.CONNECT, generation, Limits.LINK_CONNECT));
    return new Step<>(
        now.with(past.withGeneration(generation)).with(new Beside.Making(generation, false)),
        actions);
  }

  private static List<LinkAction> leaveBeside(Bound now) {
    return switch (now.beside()) {
      case Beside.Alone _, Beside.Asked _ -> List.of();
      case Beside.Making making -> List.of(new CloseBundle(making.generation()));
      case Beside.Draining draining -> List.of(new CloseBundle(draining.generation()));
    };
  }

  private static Step<LinkState, LinkAction> whenWanted(Bound now, long theirLast) {
    if (!now.past().leading() || theirLast < now.generation()) {
      return Step.stay(now);
    }
    Past past = now.past().withGeneration(theirLast).present(true);
    if (now.beside() instanceof Beside.Making(long making, boolean asked)
        && theirLast < making
        && !asked) {
      return Step.to(now.with(past).with(new Beside.Making(making, true)));
    }
    return make(now, past, leaveBeside(now));
  }

  private static Step<LinkState, LinkAction> whenOffered(Bound now, long generation) {
    return now.past().leading() || generation <= now.past().lastGeneration()
        ? Step.stay(now)
        : take(now, now.past(), generation, leaveBeside(now));
  }

  private static Step<LinkState, LinkAction> whenOpened(Bound now, BundleOpened opened) {
    long old = now.generation();
    long next = opened.generation();
    if (!(now.beside() instanceof Beside.Making(long making, boolean _)) || making != next) {
      return Step.stay(now);
    }
    List<LinkAction> actions = new ArrayList<>();
    Beside beside = Bound.ALONE;
    if (now.suspected() || now.silence().isProven()) {
      actions.add(new AnnounceLost(old));
      actions.add(new CloseBundle(old));
    } else {
      beside = new Beside.Draining(old, opened.at().plus(LinkMachine.DRAIN_MAX));
      actions.add(new Drain(old));
      actions.add(new StartTimer(LinkTimer.DRAIN, old, LinkMachine.DRAIN_SPAN));
    }
    actions.add(new AnnounceBound(next));
    actions.add(new StartTimer(LinkTimer.LOOK, next, LinkMachine.FIRST_LOOK_SPAN));
    return new Step<>(new Bound(now.past(), next, opened.at(), false, beside), actions);
  }

  private static Step<LinkState, LinkAction> whenFailed(
      Bound now, long generation, boolean tellPeer) {
    if (generation == now.generation()) {
      return lost(now);
    }
    return switch (now.beside()) {
      case Beside.Making making when making.generation() == generation ->
          new Step<>(
              now.with(Bound.ALONE),
              tellPeer
                  ? List.of(new CloseBundle(generation), new SendDecline(generation))
                  : List.of(new CloseBundle(generation)));
      case Beside.Draining draining when draining.generation() == generation ->
          new Step<>(now.with(Bound.ALONE), List.of(new CloseBundle(generation)));
      case Beside.Alone _, Beside.Asked _, Beside.Making _, Beside.Draining _ -> Step.stay(now);
    };
  }

  /// The current generation is gone; one that is being made goes on as the only one.
  private static Step<LinkState, LinkAction> lost(Bound now) {
    List<LinkAction> actions = new ArrayList<>();
    actions.add(new AnnounceLost(now.generation()));
    actions.add(new CloseBundle(now.generation()));
    return switch (now.beside()) {
      case Beside.Making(long next, boolean asked) ->
          new Step<>(new Connecting(now.past(), next, asked), actions);
      case Beside.Asked _ -> new Step<>(new LinkState.Asked(now.past()), actions);
      case Beside.Alone _, Beside.Draining _ -> {
        actions.addAll(leaveBeside(now));
        Past past = now.past().failed();
        actions.add(new Rest(past.lastGeneration(), past.failures()));
        yield new Step<>(new Resting(past), actions);
      }
    };
  }

  /// A goodbye for good ends the link, on whichever of its generations it is said: the side that
  /// says it may take another one for the current one.
  private static Step<LinkState, LinkAction> whenEnded(Bound now, Ended ended) {
    if (!ended.forGood() || !holds(now, ended.generation())) {
      return whenFailed(now, ended.generation(), false);
    }
    List<LinkAction> actions = new ArrayList<>();
    actions.add(new AnnounceLost(now.generation()));
    actions.add(new CloseBundle(now.generation()));
    actions.addAll(leaveBeside(now));
    return new Step<>(new Idle(now.past().failed()), actions);
  }

  private static boolean holds(Bound now, long generation) {
    return generation == now.generation()
        || switch (now.beside()) {
          case Beside.Making making -> making.generation() == generation;
          case Beside.Draining draining -> draining.generation() == generation;
          case Beside.Alone _, Beside.Asked _ -> false;
        };
  }

  private static Step<LinkState, LinkAction> whenTimer(Bound now, TimerFired fired) {
    return switch (now.beside()) {
      case Beside.Asked _ when fired.timer() == LinkTimer.ASK -> Step.to(now.with(Bound.ALONE));
      case Beside.Making making
          when fired.timer() == LinkTimer.CONNECT && fired.generation() == making.generation() ->
          whenFailed(now, making.generation(), true);
      case Beside.Alone _, Beside.Asked _, Beside.Making _, Beside.Draining _ -> Step.stay(now);
    };
  }

  /// Words of silence may have been lost while the relay or the other side was away.
  private static Step<LinkState, LinkAction> whenPresent(Bound now) {
    return now.past().peerPresent()
        ? Step.stay(now)
        : Step.to(now.with(now.past().present(true)).with(now.silence().unsaid()));
  }

  private static Step<LinkState, LinkAction> whenLooked(Bound now, Looked looked) {
    Duration lasted = looked.now().since(looked.heard());
    if (lasted.compareTo(LinkMachine.SILENCE_MAX) > 0) {
      return lost(now);
    }
    List<LinkAction> actions = new ArrayList<>();
    boolean stable = looked.now().since(now.since()).compareTo(LinkMachine.STABLE_AFTER) >= 0;
    boolean suspected = lasted.compareTo(Limits.LINK_SUSPECT) > 0;
    Past past = stable ? now.past().stable() : now.past();
    Silence silence = now.silence().looked(looked);
    boolean isAlone = now.beside() instanceof Beside.Alone && past.peerPresent();
    boolean isDue = isAlone && silence.isDue(lasted, looked.now());
    // With each word goes a heartbeat: the word comes, and of a path that is gone the answer does
    // not.
    if (isDue || looked.now().since(looked.said()).compareTo(Limits.HEARTBEAT_IDLE) >= 0) {
      actions.add(new SendHeartbeat(now.generation()));
    }
    if (isDue) {
      actions.add(new TellSilence(now.generation(), lasted));
      silence = silence.told(looked.now());
    }
    Bound seen = new Bound(past, now.generation(), now.since(), suspected, now.beside(), silence);
    Duration next = nextLook(silence.untilDue(lasted, looked.now()), lookSpan(seen, looked.now()));
    actions.add(new StartTimer(LinkTimer.LOOK, now.generation(), next));
    return lasted.compareTo(LinkMachine.RENEW_AFTER) > 0
        ? renew(seen, actions)
        : new Step<>(seen, actions);
  }

  private static Duration lookSpan(Bound now, Moment at) {
    boolean isYoung = at.since(now.since()).compareTo(LinkMachine.YOUNG) < 0;
    return isYoung && !now.silence().liveliness().isLively()
        ? LinkMachine.FIRST_LOOK_SPAN
        : LinkMachine.LOOK_SPAN;
  }

  /// Looks often, and at once when a word of silence is due before that.
  private static Duration nextLook(Duration untilDue, Duration span) {
    Duration soon = untilDue.plusMillis(1);
    boolean isBefore = !untilDue.isNegative() && soon.compareTo(span) < 0;
    return isBefore ? soon : span;
  }

  private static Step<LinkState, LinkAction> whenSilenceTold(Bound now, SilenceTold told) {
    if (told.generation() != now.generation()) {
      return Step.stay(now);
    }
    boolean isAlone = now.beside() instanceof Beside.Alone;
    Silence.Word word = new Silence.Word(told.lasted(), told.at());
    if (!word.isOfBoth(told.heard())) {
      return Step.stay(now);
    }
    return isAlone && now.silence().isConfirmedBy(word)
        ? renew(now.with(now.silence().proven(told.at())), List.of())
        : Step.to(now.with(now.silence().heard(word)));
  }

  private static Step<LinkState, LinkAction> whenDrainLooked(Bound now, DrainLooked looked) {
    if (!(now.beside() instanceof Beside.Draining draining)
        || draining.generation() != looked.generation()) {
      return Step.stay(now);
    }
    boolean late = looked.now().compareTo(draining.until()) >= 0;
    return looked.over() || late
        ? new Step<>(now.with(Bound.ALONE), List.of(new CloseBundle(draining.generation())))
        : new Step<>(
            now,
            List.of(
                new StartTimer(LinkTimer.DRAIN, draining.generation(), LinkMachine.DRAIN_SPAN)));
  }
}
