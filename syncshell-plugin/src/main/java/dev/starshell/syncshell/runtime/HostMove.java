package dev.starshell.syncshell.runtime;

import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.SignalFailure;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.membership.log.HostPlace;
import dev.starshell.syncshell.membership.log.LogAct;
import dev.starshell.syncshell.membership.log.LogMessage;
import dev.starshell.syncshell.membership.log.LogMessage.HostReady;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.runtime.Acts.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Moves the star to another member's host: an owner or admin asks, the member agrees and opens its
/// relay, then the change gets its place in the log and everybody follows. Belongs to the shell's
/// loop, but for [#accept].
final class HostMove {
  /// How long a question stands.
  private static final Duration STANDS = Duration.ofMinutes(10);

  private final ShellFrame frame;
  private final RelayOpening relay;
  private final MembershipParts parts;
  private final Function<MemberKey, String> names;
  private long lastTicket;
  private @Nullable Asked asked;
  private @Nullable Wanted wanted;

  private record Asked(MemberKey member, long ticket, long at) {}

  private record Wanted(MemberKey by, long ticket, long at) {}

  HostMove(
      ShellFrame frame,
      RelayOpening relay,
      MembershipParts parts,
      Function<MemberKey, String> names) {
    this.frame = frame;
    this.relay = relay;
    this.parts = parts;
    this.names = names;
  }

  /// Asks a member to host the shell.
  Answer<String> ask(MemberKey member) {
    Asked now = new Asked(member, ++lastTicket, System.nanoTime());
    asked = now;
    if (!parts.tell(member, new LogMessage.HostWanted(now.ticket()))) {
      asked = null;
      return Answer.no(
          "MEMBER_OFFLINE",
          names.apply(member) + " is not online. Ask again when 'sync members' shows it.");
    }
    return Answer.ok(
        names.apply(member)
            + " is asked to host the shell. It moves when 'sync host accept' is typed there, in"
            + " the next "
            + STANDS.toMinutes()
            + " minutes; you hear of it.");
  }

  /// An owner or admin asks this member.
  void wanted(MemberKey by, long ticket) {
    wanted = new Wanted(by, ticket, System.nanoTime());
    frame.tell(
        names.apply(by)
            + " asks you to host the shell: members would connect to this machine's relay and see"
            + " its address. 'sync host accept' agrees; to decline, do nothing.");
  }

  /// Agrees: opens the relay here and says where it is. Thread: any but the loop.
  Answer<String> accept() {
    Optional<Wanted> asks = frame.loop().ask(this::standing);
    Optional<LogState> state = frame.loop().ask(parts::state);
    if (asks.isEmpty() || state.isEmpty()) {
      return Answer.no(
          "NOTHING_ASKED",
          "Nobody asks this member to host the shell now. An admin does it with 'sync host transfer"
              + " MEMBER'.");
    }
    try {
      if (frame.loop().ask(() -> relay.hosted().isEmpty())) {
        HostedStar opened = relay.openNow(state.get().shell());
        frame
            .loop()
            .ask(() -> {
              relay.adopt(opened);
              return true;
            });
      }
    } catch (SignalFailure e) {
      return Answer.no(e.code(), e.sentence());
    }
    return frame.loop().ask(() -> ready(asks.get()));
  }

  private Optional<Wanted> standing() {
    Wanted now = wanted;
    return now != null && System.nanoTime() - now.at() < STANDS.toNanos()
        ? Optional.of(now)
        : Optional.empty();
  }

  private Answer<String> ready(Wanted asks) {
    Optional<HostPlace> place = place();
    wanted = null;
    if (place.isEmpty()) {
      return Answer.no("RELAY_FAILED", "The relay is open, but has no address to be reached by.");
    }
    boolean told = parts.tell(asks.by(), new HostReady(asks.ticket(), place.get()));
    return told
        ? Answer.ok("The relay is open here; the shell moves to it now.")
        : Answer.no(
            "MEMBER_OFFLINE",
            names.apply(asks.by()) + " is not online any more. Let it ask again.");
  }

  /// Where the relay that is open here can be reached.
  private Optional<HostPlace> place() {
    return relay
        .hosted()
        .filter(star -> !Star.endpoints(star).isEmpty())
        .map(star -> new HostPlace(frame.self(), Digest.of(star.pin()), Star.endpoints(star)));
  }

  /// The member has agreed, and its relay is open.
  void ready(MemberKey from, HostReady answer) {
    Asked now = asked;
    boolean isAsked =
        now != null
            && now.member().equals(from)
            && now.ticket() == answer.ticket()
            && answer.place().host().equals(from)
            && System.nanoTime() - now.at() < STANDS.toNanos();
    if (isAsked) {
      asked = null;
      parts.acts().propose(new LogAct.HostChange(answer.place()), outcome -> moved(from, outcome));
    }
  }

  private void moved(MemberKey to, Outcome outcome) {
    if (outcome.isDone()) {
      frame.tell(names.apply(to) + " hosts the shell now. Members follow by themselves.");
    } else {
      frame.warn(outcome.code(), "The shell was not moved. " + outcome.sentence());
    }
  }

  void clear() {
    asked = null;
    wanted = null;
  }
}
