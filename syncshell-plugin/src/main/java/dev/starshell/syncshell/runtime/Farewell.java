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

  private final Timers timers;
  private final ShellLoop loop;
  private final Set<MemberKey> listening = new HashSet<>();
  private final List<Runnable> afterwards = new ArrayList<>();

  Farewell(Timers timers, ShellLoop loop) {
    this.timers = timers;
    this.loop = loop;
  }

  /// Says it, and runs a task when all have gone. While it is being said already, only the task is
  /// added.
  void say(StarPlace place, Runnable then) {
    boolean isFirst = afterwards.isEmpty();
    afterwards.add(then);
    if (!isFirst) {
      return;
    }
    place.star().map(Star::present).ifPresent(listening::addAll);
    SignalMessage.Left word = new SignalMessage.Left(FaultCode.GOING_AWAY);
    Set.copyOf(listening).forEach(member -> place.send(member, word));
    timers.start(this, LONGEST, () -> loop.post(this::end));
    endIfAlone();
  }

  /// A member is not at the relay any more.
  void gone(MemberKey member) {
    if (listening.remove(member)) {
      endIfAlone();
    }
  }

  private void endIfAlone() {
    if (listening.isEmpty()) {
      end();
    }
  }

  /// Waits for nobody any more.
  void end() {
    timers.stop(this);
    listening.clear();
    List<Runnable> due = List.copyOf(afterwards);
    afterwards.clear();
    due.forEach(Runnable::run);
  }
}
