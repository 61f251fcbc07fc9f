package dev.starshell.syncshell.link;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.link.LinkAction.AnnounceBound;
import dev.starshell.syncshell.link.LinkAction.CloseBundle;
import dev.starshell.syncshell.link.LinkAction.OpenBundle;
import dev.starshell.syncshell.link.LinkAction.Rest;
import dev.starshell.syncshell.link.LinkAction.SendDecline;
import dev.starshell.syncshell.link.LinkAction.SendLinkWanted;
import dev.starshell.syncshell.link.LinkAction.StartTimer;
import dev.starshell.syncshell.link.LinkEvent.AnswerCame;
import dev.starshell.syncshell.link.LinkEvent.BundleFailed;
import dev.starshell.syncshell.link.LinkEvent.BundleOpened;
import dev.starshell.syncshell.link.LinkEvent.DeclineCame;
import dev.starshell.syncshell.link.LinkEvent.DrainLooked;
import dev.starshell.syncshell.link.LinkEvent.Ended;
import dev.starshell.syncshell.link.LinkEvent.Informed;
import dev.starshell.syncshell.link.LinkEvent.LinkWantedCame;
import dev.starshell.syncshell.link.LinkEvent.Looked;
import dev.starshell.syncshell.link.LinkEvent.Nudged;
import dev.starshell.syncshell.link.LinkEvent.OfferCame;
import dev.starshell.syncshell.link.LinkEvent.PeerAbsent;
import dev.starshell.syncshell.link.LinkEvent.PeerPresent;
import dev.starshell.syncshell.link.LinkEvent.RenewWanted;
import dev.starshell.syncshell.link.LinkEvent.SilenceTold;
import dev.starshell.syncshell.link.LinkEvent.TimerFired;
import dev.starshell.syncshell.link.LinkState.Asked;
import dev.starshell.syncshell.link.LinkState.Bound;
import dev.starshell.syncshell.link.LinkState.Called;
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
/// - Idle → Connecting (leader) or Asked (follower): the relay reports the peer.
/// - Idle, Resting → Called: someone nudges, and the relay says that the peer is away: an offer is
///   left with it. Called → Connecting or Asked: the peer answers, or appears.
/// - Asked → Asked: this side has learnt what the last handshake failed for.
/// - Asked → Connecting: the handshake of a new generation began. Asked → Resting: none in 3 s.
/// - Connecting → Bound: every channel is open. Connecting → Resting: that failed or took over 15
///   s.
/// - Bound → Bound: the next generation is made beside the current one, which it then replaces
///   ([BoundMachine]).
/// - Bound → Resting: the carrier failed, the peer was silent for 20 s, or it ended the link; if
///   the next generation is asked for or made already, Asked or Connecting instead.
/// - Resting → Connecting, Asked or Called: the rest is over, so it is nudged.
///
/// A message of an older generation changes nothing in any state. A follower that claims to have
/// seen the last of all generations gets no link any more.
public final class LinkMachine {
  /// How long the follower waits for a handshake before it asks again.
  static final Duration ASK_WAIT = Duration.ofSeconds(3);

  /// How often the silence on a bound link is looked at.
  static final Duration LOOK_SPAN = Duration.ofMillis(500);

  /// How often at first: until it is lively, or no longer [#YOUNG]. A path that dies soon after it
  /// was found should be known to be dead as soon as another one.
  static final Duration FIRST_LOOK_SPAN = Duration.ofMillis(150);

  /// A generation that was bound within that is young.
  static final Duration YOUNG = Duration.ofSeconds(2);

  /// Silence after which the next generation is made beside the silent one, whatever the other side
  /// says ([Silence] is sooner where it can be heard). A 12 s outage heals by itself
  /// (docs/decisions/0008-webrtc-library.md); around it come 2 s between heartbeats and the 3 s
  /// that SCTP waits at most before it sends again.
  static final Duration RENEW_AFTER = Duration.ofSeconds(17);

  /// Silence after which a generation is given up.
  static final Duration SILENCE_MAX = Duration.ofSeconds(20);

  /// A link that held for so long starts its back-off anew. Source: docs/LIMITS.md.
  static final Duration STABLE_AFTER = Duration.ofSeconds(30);

  /// How long a generation drains at most. Source: docs/LIMITS.md.
  static final Duration DRAIN_MAX = Duration.ofSeconds(10);

  /// How often one that drains is looked at.
  static final Duration DRAIN_SPAN = Duration.ofMillis(50);

  private LinkMachine() {}

  /// The state before anything was heard of the member.
  ///
  /// @param lastGeneration from the journal; 0 when there was none
  public static LinkState start(boolean leading, long lastGeneration) {
    return new Idle(new Past(leading, lastGeneration, 0, false));
  }

  /// Takes one event.
  public static Step<LinkState, LinkAction> next(LinkState state, LinkEvent event) {
    if (state instanceof Bound bound) {
      return BoundMachine.next(bound, event);
    }
    return switch (event) {
      case PeerPresent _ -> whenPresent(state);
      case PeerAbsent _ -> new Step<>(new Idle(state.past().present(false)), leave(state));
      case LinkWantedCame wanted -> whenWanted(state, wanted.lastGeneration());
      case OfferCame offer -> whenOffered(state, offer.generation());
      case AnswerCame answer -> whenAnswered(state, answer.generation());
      case DeclineCame decline -> whenFailed(state, decline.generation(), false);
      case BundleOpened opened -> whenOpened(state, opened);
      case BundleFailed failed -> whenFailed(state, failed.generation(), true);
      case Ended ended -> whenEnded(state, ended);
      case TimerFired fired -> whenTimer(state, fired);
      case Nudged _ -> whenNudged(state);
      case Informed _ -> whenInformed(state);
      case Looked _, DrainLooked _, RenewWanted _, SilenceTold _ -> Step.stay(state);
    };
  }

  private static Step<LinkState, LinkAction> whenPresent(LinkState state) {
    Past past = state.past().present(true);
    return switch (state) {
      case Idle _, Resting _ -> attempt(past, List.of());
      case Called now when past.leading() -> connecting(past, now.generation(), false);
      case Called _ -> new Step<>(new Asked(past), List.of(askTimer(past)));
      case Asked _ -> Step.to(new Asked(past));
      case Connecting now -> Step.to(new Connecting(past, now.generation(), now.asked()));
      case Bound _ -> throw bound();
    };
  }

  private static Step<LinkState, LinkAction> whenWanted(LinkState state, long theirLast) {
    if (!state.past().leading()) {
      return Step.stay(state);
    }
    Past past = state.past().withGeneration(theirLast).present(true);
    return switch (state) {
      case Idle _, Asked _, Resting _ -> attempt(past, List.of());
      case Called now when theirLast < now.generation() -> connecting(past, now.generation(), true);
      case Connecting now when theirLast < now.generation() && !now.asked() ->
          Step.to(new Connecting(past, now.generation(), true));
      case Called _, Connecting _ -> attempt(past, leave(state));
      case Bound _ -> throw bound();
    };
  }

  private static Step<LinkState, LinkAction> whenOffered(LinkState state, long generation) {
    if (state.past().leading() || generation <= state.past().lastGeneration()) {
      return Step.stay(state);
    }
    List<LinkAction> actions = new ArrayList<>(leave(state));
    actions.add(new OpenBundle(generation));
    actions.add(connectTimer(generation));
    Past past = state.past().withGeneration(generation);
    return new Step<>(new Connecting(past, generation), actions);
  }

  /// Whoever answers is there, whatever the relay says.
  private static Step<LinkState, LinkAction> whenAnswered(LinkState state, long generation) {
    return state instanceof Called now && state.isMaking(generation)
        ? connecting(now.past().present(true), generation, false)
        : Step.stay(state);
  }

  private static Step<LinkState, LinkAction> connecting(Past past, long generation, boolean asked) {
    return new Step<>(new Connecting(past, generation, asked), List.of(connectTimer(generation)));
  }

  private static Step<LinkState, LinkAction> whenOpened(LinkState state, BundleOpened opened) {
    return state instanceof Connecting now && now.generation() == opened.generation()
        ? new Step<>(
            new Bound(now.past(), now.generation(), opened.at(), false, Bound.ALONE),
            List.of(
                new AnnounceBound(now.generation()),
                new StartTimer(LinkTimer.LOOK, now.generation(), FIRST_LOOK_SPAN)))
        : Step.stay(state);
  }

  private static Step<LinkState, LinkAction> whenFailed(
      LinkState state, long generation, boolean tellPeer) {
    return state.isMaking(generation) ? rest(state, tellPeer) : Step.stay(state);
  }

  private static Step<LinkState, LinkAction> whenEnded(LinkState state, Ended ended) {
    if (!state.isMaking(ended.generation())) {
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
      case Idle _, Called _, Asked _, Connecting _, Bound _, Resting _ -> Step.stay(state);
    };
  }

  private static Step<LinkState, LinkAction> whenNudged(LinkState state) {
    return switch (state) {
      case Idle _, Resting _, Called _ ->
          state.past().peerPresent()
              ? attempt(state.past(), leave(state))
              : call(state.past(), leave(state));
      case Asked _, Connecting _, Bound _ -> Step.stay(state);
    };
  }

  /// The leader has been told no to what it began last, so the follower asks at once.
  private static Step<LinkState, LinkAction> whenInformed(LinkState state) {
    return state instanceof Asked asked
        ? attempt(asked.past(), List.of())
        : state.past().peerPresent() ? whenNudged(state) : Step.stay(state);
  }

  private static Step<LinkState, LinkAction> attempt(Past past, List<LinkAction> before) {
    List<LinkAction> actions = new ArrayList<>(before);
    if (!past.leading()) {
      actions.add(new SendLinkWanted(past.lastGeneration()));
      actions.add(askTimer(past));
      return new Step<>(new Asked(past), actions);
    }
    if (past.lastGeneration() >= Limits.GENERATION_MAX) {
      return new Step<>(new Idle(past), actions);
    }
    long generation = past.lastGeneration() + 1;
    actions.add(new OpenBundle(generation));
    actions.add(connectTimer(generation));
    return new Step<>(new Connecting(past.withGeneration(generation), generation), actions);
  }

  /// Leaves an offer with the relay, for a member that it says is away. No timer: there is nothing
  /// to wait for but the member.
  private static Step<LinkState, LinkAction> call(Past past, List<LinkAction> before) {
    List<LinkAction> actions = new ArrayList<>(before);
    if (!past.leading()) {
      actions.add(new SendLinkWanted(past.lastGeneration()));
      return new Step<>(new Called(past, past.lastGeneration()), actions);
    }
    if (past.lastGeneration() >= Limits.GENERATION_MAX) {
      return new Step<>(new Idle(past), actions);
    }
    long generation = past.lastGeneration() + 1;
    actions.add(new OpenBundle(generation));
    return new Step<>(new Called(past.withGeneration(generation), generation), actions);
  }

  private static StartTimer askTimer(Past past) {
    return new StartTimer(LinkTimer.ASK, past.lastGeneration(), ASK_WAIT);
  }

  private static StartTimer connectTimer(long generation) {
    return new StartTimer(LinkTimer.CONNECT, generation, Limits.LINK_CONNECT);
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
      case Called now when !now.past().leading() -> List.of();
      case Called now -> List.of(new CloseBundle(now.generation()));
      case Connecting now -> List.of(new CloseBundle(now.generation()));
      case Bound _ -> throw bound();
    };
  }

  private static IllegalStateException bound() {
    return new IllegalStateException("a bound link is not decided here");
  }
}
