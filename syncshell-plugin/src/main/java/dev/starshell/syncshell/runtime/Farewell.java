package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.SignalMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The owner's last word to all who are at the relay. Whoever has taken it leaves the relay, so the
/// shell is not ended before they are gone: what was sent last would be lost with the connection.
/// Nobody is waited for longer than [#LONGEST]. Belongs to the shell's loop.
final class Farewell {
  static final Duration LONGEST = Duration.ofSeconds(2);

  private static final SignalMessage.Left WORD = new SignalMessage.Left(FaultCode.GOING_AWAY);

  private final Timers timers;
  private final ShellLoop loop;
  private final StarPlace place;
  private final Runnable over;
  private final Set<MemberKey> listening = new HashSet<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean saying;

  /// @param over ends the shell
  Farewell(Timers timers, ShellLoop loop, StarPlace place, Runnable over) {
    this.timers = timers;
    this.loop = loop;
    this.place = place;
    this.over = over;
  }

  /// Whoever wants to know that the shell has ended.
  ///
  /// @return whether this is the first
  boolean awaitedBy(Runnable waiter) {
    waiting.add(waiter);
    return waiting.size() == 1;
  }

  /// Says it, and ends the shell when all have gone; nothing if it has ended meanwhile.
  void say() {
    if (waiting.isEmpty()) {
      return;
    }
    saying = true;
    timers.start(this, LONGEST, () -> loop.post(this::end));
    place.star().map(Star::present).map(Set::copyOf).orElse(Set.of()).forEach(this::tell);
    endIfAlone();
  }

  /// Whether it is being said.
  boolean isSaid() {
    return saying;
  }

  /// A member is at the relay, or is there no more.
  void presence(MemberKey member, boolean present) {
    if (!saying) {
      return;
    }
    if (present) {
      tell(member);
    } else if (place.star().filter(star -> star.present().contains(member)).isEmpty()) {
      listening.remove(member);
      endIfAlone();
    }
  }

  private void tell(MemberKey member) {
    listening.add(member);
    place.send(member, WORD);
  }

  private void endIfAlone() {
    if (listening.isEmpty()) {
      end();
    }
  }

  private void end() {
    if (saying) {
      over.run();
    }
  }

  /// The shell ends now, whoever has not heard it.
  ///
  /// @return who waits for that
  List<Runnable> cease() {
    saying = false;
    timers.stop(this);
    listening.clear();
    List<Runnable> all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }
}
