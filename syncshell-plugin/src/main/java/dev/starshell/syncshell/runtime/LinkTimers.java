package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.link.LinkAction.StartTimer;
import dev.starshell.syncshell.link.LinkTimer;
import java.util.function.Consumer;

/// The timers of the link to one member, at most one of each kind. Belongs to the shell's loop.
final class LinkTimers {
  private final MemberKey peer;
  private final LinkParts parts;
  private final Consumer<StartTimer> fired;

  /// @param fired hears on the loop that a timer is over
  LinkTimers(MemberKey peer, LinkParts parts, Consumer<StartTimer> fired) {
    this.peer = peer;
    this.parts = parts;
    this.fired = fired;
  }

  private record Key(MemberKey peer, LinkTimer timer) {}

  /// One that runs is started anew.
  void start(StartTimer start) {
    parts
        .timers()
        .start(
            new Key(peer, start.timer()),
            start.after(),
            () -> parts.loop().post(() -> fired.accept(start)));
  }

  void close() {
    for (LinkTimer timer : LinkTimer.values()) {
      parts.timers().stop(new Key(peer, timer));
    }
  }
}
