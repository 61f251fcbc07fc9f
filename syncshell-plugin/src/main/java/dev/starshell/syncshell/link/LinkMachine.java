package dev.starshell.syncshell.link;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.link.LinkAction.AnnounceBound;
import dev.starshell.syncshell.link.LinkAction.AnnounceLost;
import dev.starshell.syncshell.link.LinkAction.CloseBundle;
import dev.starshell.syncshell.link.LinkAction.OpenBundle;
import dev.starshell.syncshell.link.LinkAction.Rest;
import dev.starshell.syncshell.link.LinkAction.SendDecline;
import dev.starshell.syncshell.link.LinkAction.SendHeartbeat;
import dev.starshell.syncshell.link.LinkAction.SendLinkWanted;
import dev.starshell.syncshell.link.LinkAction.StartTimer;
import dev.starshell.syncshell.link.LinkEvent.BundleFailed;
import dev.starshell.syncshell.link.LinkEvent.BundleOpened;
import dev.starshell.syncshell.link.LinkEvent.DeclineCame;
import dev.starshell.syncshell.link.LinkEvent.Ended;
import dev.starshell.syncshell.link.LinkEvent.Informed;
import dev.starshell.syncshell.link.LinkEvent.LinkWantedCame;
import dev.starshell.syncshell.link.LinkEvent.Looked;
import dev.starshell.syncshell.link.LinkEvent.Nudged;
import dev.starshell.syncshell.link.LinkEvent.OfferCame;
import dev.starshell.syncshell.link.LinkEvent.PeerAbsent;
import dev.starshell.syncshell.link.LinkEvent.PeerPresent;
import dev.starshell.syncshell.link.LinkEvent.TimerFired;
import dev.starshell.syncshell.link.LinkState.Asked;
import dev.starshell.syncshell.link.LinkState.Bound;
import dev.starshell.syncshell.link.LinkState.Connecting;
import dev.starshell.syncshell.link.LinkState.Idle;
import dev.starshell.syncshell.link.LinkState.Past;
import dev.starshell.syncshell.link.LinkState.Resting;
import dev.starshell.syncshell.machine.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Decides when the link to one member is made, kept and made again.
///
/// The member with the smaller key leads: it alone mints generations, so two sides that start at
/// once never meet halfway. The follower asks, and takes any generation higher than all it has
/// seen.
///
/// - Idle → Connecting (leader) or Asked (follower): the relay reports the peer, or someone nudges.
/// - Asked → Asked: this side has learnt what the last handshake failed for.
/// - Asked → Connecting: the handshake of a new generation began. Asked → Resting: none in 3 s.
/// - Connecting → Bound: every channel is open. Connecting → Resting: that failed or took over 15
///   s.
/// - Bound → Resting: the carrier failed, the peer was silent for 20 s, or it ended the link.
/// - Bound → Connecting: the peer lost its side and a new generation begins.
/// - Resting → Connecting or Asked: the rest is over and the relay still reports the peer, else
///   Idle.
///
/// A message of an older generation changes nothing in any state. A follower that claims to have
/// seen the last of all generations gets no link any more.
public final class LinkMachine {
  /// How long the follower waits for a handshake before it asks again.
  static final Duration ASK_WAIT = Duration.ofSeconds(3);

  /// How often the silence on a bound link is looked at.
  static final Duration LOOK_SPAN = Duration.ofMillis(500);

  /// Silence after which a generation is given up. Source: a 12 s outage heals by itself
  /// (docs/decisions/0008-webrtc-library.md).
  static final Duration SILENCE_MAX = Duration.ofSeconds(20);

  /// A link that held for so long starts its back-off anew. Source: docs/LIMITS.md.
  static final Duration STABLE_AFTER = Duration.ofSeconds(30);

  private LinkMachine() {}

  /// The state before anything was heard of the member.
  ///
  /// @param lastGeneration from the journal; 0 when there was none
  public static LinkState start(boolean leading, long lastGeneration) {
    return new Idle(new Past(leading, lastGeneration, 0, false));
  }

  /// Takes one event.
  public static Step<LinkState, LinkAction> next(LinkState state, LinkEvent event) {
    return switch (event) {
      case PeerPresent _ -> whenPresent(state);
      case PeerAbsent _ -> whenAbsent(state);
      case LinkWantedCame wanted -> whenWanted(state, wanted.lastGeneration());
      case OfferCame offer -> whenOffered(state, offer.generation());
      case DeclineCame decline -> whenFailed(state, decline.generation(), false);
      case BundleOpened opened -> whenOpened(state, opened);
      case BundleFailed failed -> whenFailed(state, failed.generation(), true);
      case Ended ended -> whenEnded(state, ended);
      case TimerFired fired -> whenTimer(state, fired);
      case Looked looked -> whenLooked(state, looked);
      case Nudged _ -> whenNudged(state);
      case Informed _ -> whenInformed(state);
    };
  }

  private static Step<LinkState, LinkAction> whenPresent(LinkState state) {
    Past past = state.past().present(true);
    return switch (state) {
      case Idle _, Resting _ -> attempt(past, List.of());
      case Asked _ -> Step.to(new Asked(past));
      case Connecting now -> Step.to(new Connecting(past, now.generation(), now.asked()));
      case Bound now -> Step.to(new Bound(past, now.generation(), now.since(), now.suspected()));
    };
  }

  private static Step<LinkState, LinkAction> whenAbsent(LinkState state) {
    Past past = state.past().present(false);
    return switch (state) {
      case Idle _, Asked _, Resting _ -> Step.to(new Idle(past));
      case Connecting now -> new Step<>(new Idle(past), List.of(new CloseBundle(now.generation())));
      case Bound now -> Step.to(new Bound(past, now.generation(), now.since(), now.suspected()));
    };
  }

  private static Step<LinkState, LinkAction> whenWanted(LinkState state, long theirLast) {
    if (!state.past().leading()) {
      return Step.stay(state);
    }
    Past past = state.past().withGeneration(theirLast).present(true);
    return switch (state) {
      case Idle _, Asked _, Resting _ -> attempt(past, List.of());
      case Connecting now when theirLast < now.generation() && !now.asked() ->
          Step.to(new Connecting(past, now.generation(), true));
      case Connecting now -> attempt(past, List.of(new CloseBundle(now.generation())));
      case Bound now when theirLast < now.generation() -> Step.stay(state);
      case Bound now ->
          attempt(
              past, List.of(new AnnounceLost(now.generation()), new CloseBundle(now.generation())));
    };
  }

  private static Step<LinkState, LinkAction> whenOffered(LinkState state, long generation) {
    if (state.past().leading() || generation <= state.past().lastGeneration()) {
      return Step.stay(state);
    }
    List<LinkAction> actions = new ArrayList<>(leave(state));
    actions.add(new OpenBundle(generation));
    actions.add(new StartTimer(LinkTimer.CONNECT, generation, Limits.LINK_CONNECT));
    Past past = state.past().withGeneration(generation);
    return new Step<>(new Connecting(past, generation), actions);
  }

  private static Step<LinkState, LinkAction> whenOpened(LinkState state, BundleOpened opened) {
    return switch (state) {
      case Connecting now when now.generation() == opened.generation() ->
          new Step<>(
              new Bound(now.past(), now.generation(), opened.at(), false),
              List.of(
                  new AnnounceBound(now.generation()),
                  new StartTimer(LinkTimer.LOOK, now.generation(), LOOK_SPAN)));
      case Idle _, Asked _, Connecting _, Bound _, Resting _ -> Step.stay(state);
    };
  }

  private static Step<LinkState, LinkAction> whenFailed(
      LinkState state, long generation, boolean tellPeer) {
    return switch (state) {
      case Connecting now when now.generation() == generation -> rest(state, tellPeer);
      case Bound now when now.generation() == generation -> rest(state, false);
      case Idle _, Asked _, Connecting _, Bound _, Resting _ -> Step.stay(state);
    };
  }

  private static Step<LinkState, LinkAction> whenEnded(LinkState state, Ended ended) {
    boolean current =
        switch (state) {
          case Connecting now -> now.generation() == ended.generation();
          case Bound now -> now.generation() == ended.generation();
          case Idle _, Asked _, Resting _ -> false;
        };
    if (!current) {
      return Step.stay(state);
    }
    return ended.forGood()
        ? new Step<>(new Idle(state.past().failed()), leave(state))
        : rest(state, false);
  }

  private static Step<LinkState, LinkAction> whenTimer(LinkState state, TimerFired fired) {
    return switch (state) {
      case Asked _ when fired.timer() == LinkTimer.ASK -> rest(state, false);
      case Connecting now
          when fired.timer() == LinkTimer.CONNECT && fired.generation() == now.generation() ->
          rest(state, true);
      case Resting now when fired.timer() == LinkTimer.REST ->
          now.past().peerPresent() ? attempt(now.past(), List.of()) : Step.to(new Idle(now.past()));
      case Idle _, Asked _, Connecting _, Bound _, Resting _ -> Step.stay(state);
    };
  }

  private static Step<LinkState, LinkAction> whenLooked(LinkState state, Looked looked) {
    if (!(state instanceof Bound now)) {
      return Step.stay(state);
    }
    Duration silence = looked.now().since(looked.heard());
    if (silence.compareTo(SILENCE_MAX) > 0) {
      return rest(state, false);
    }
    List<LinkAction> actions = new ArrayList<>();
    if (looked.now().since(looked.said()).compareTo(Limits.HEARTBEAT_IDLE) >= 0) {
      actions.add(new SendHeartbeat(now.generation()));
    }
    actions.add(new StartTimer(LinkTimer.LOOK, now.generation(), LOOK_SPAN));
    boolean stable = looked.now().since(now.since()).compareTo(STABLE_AFTER) >= 0;
    boolean suspected = silence.compareTo(Limits.LINK_SUSPECT) > 0;
    Past past = stable ? now.past().stable() : now.past();
    return new Step<>(new Bound(past, now.generation(), now.since(), suspected), actions);
  }

  private static Step<LinkState, LinkAction> whenNudged(LinkState state) {
    return switch (state) {
      case Idle now when now.past().peerPresent() -> attempt(now.past(), List.of());
      case Resting now -> attempt(now.past(), List.of());
      case Idle _, Asked _, Connecting _, Bound _ -> Step.stay(state);
    };
  }

  /// The leader has been told no to what it began last, so the follower asks at once.
  private static Step<LinkState, LinkAction> whenInformed(LinkState state) {
    return state instanceof Asked asked ? attempt(asked.past(), List.of()) : whenNudged(state);
  }

  private static Step<LinkState, LinkAction> attempt(Past past, List<LinkAction> before) {
    List<LinkAction> actions = new ArrayList<>(before);
    if (!past.leading()) {
      actions.add(new SendLinkWanted(past.lastGeneration()));
      actions.add(new StartTimer(LinkTimer.ASK, past.lastGeneration(), ASK_WAIT));
      return new Step<>(new Asked(past), actions);
    }
    if (past.lastGeneration() >= Limits.GENERATION_MAX) {
      return new Step<>(new Idle(past), actions);
    }
    long generation = past.lastGeneration() + 1;
    actions.add(new OpenBundle(generation));
    actions.add(new StartTimer(LinkTimer.CONNECT, generation, Limits.LINK_CONNECT));
    return new Step<>(new Connecting(past.withGeneration(generation), generation), actions);
  }

  private static Step<LinkState, LinkAction> rest(LinkState state, boolean tellPeer) {
    List<LinkAction> actions = new ArrayList<>(leave(state));
    if (tellPeer && state instanceof Connecting now) {
      actions.add(new SendDecline(now.generation()));
    }
    Past past = state.past().failed();
    actions.add(new Rest(past.lastGeneration(), past.failures()));
    return new Step<>(new Resting(past), actions);
  }

  private static List<LinkAction> leave(LinkState state) {
    return switch (state) {
      case Idle _, Asked _, Resting _ -> List.of();
      case Connecting now -> List.of(new CloseBundle(now.generation()));
      case Bound now ->
          List.of(new AnnounceLost(now.generation()), new CloseBundle(now.generation()));
    };
  }
}
