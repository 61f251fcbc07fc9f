package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.SignalMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// Signals that came before this side was ready for their sender, such as an offer that overtook
/// the roster. The oldest give way; whoever sent one asks again. Belongs to the shell's loop.
final class EarlySignals {
  /// An offer and the candidates of each association, for a few members at once.
  static final int COUNT_MAX = 256;

  private final Deque<Early> waiting = new ArrayDeque<>();

  private record Early(MemberKey from, SignalMessage message) {}

  void add(MemberKey from, SignalMessage message) {
    if (waiting.size() == COUNT_MAX) {
      waiting.removeFirst();
    }
    waiting.addLast(new Early(from, message));
  }

  /// Takes out what came from these senders, in order.
  void take(Predicate<MemberKey> senders, BiConsumer<MemberKey, SignalMessage> then) {
    Deque<Early> ready = new ArrayDeque<>();
    Iterator<Early> all = waiting.iterator();
    while (all.hasNext()) {
      Early early = all.next();
      if (senders.test(early.from())) {
        all.remove();
        ready.add(early);
      }
    }
    ready.forEach(early -> then.accept(early.from(), early.message()));
  }
}
