package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The generations of one link that this side holds: the one that is being made, the one that is
/// bound, and the one before it while it drains. `LinkMachine` sees to it that there are two at
/// most. Belongs to the shell's loop.
final class Generations implements AutoCloseable {
  /// One that drains and is not heard for so long has lost its path: what is under way on it is
  /// asked for again. Source: docs/LIMITS.md.
  private static final Duration DEAD_AFTER = Duration.ofSeconds(3);

  private final MemberKey peer;
  private final boolean leading;
  private final LinkParts parts;
  private final LinkListener.LinkNews news;
  private Incarnation making;
  private @Nullable Incarnation current;
  private @Nullable Incarnation draining;

  Generations(MemberKey peer, boolean leading, LinkParts parts, LinkListener.LinkNews news) {
    this.peer = peer;
    this.leading = leading;
    this.parts = parts;
    this.news = news;
    this.making = fresh();
  }

  private Incarnation fresh() {
    return new Incarnation(peer, leading, parts, news);
  }

  /// The one that is being made.
  Incarnation making() {
    return making;
  }

  /// The session of the generation that is bound.
  @Nullable LinkSession bound() {
    return current == null ? null : current.session();
  }

  /// The session of a generation that was bound.
  Optional<LinkSession> find(long generation) {
    return find(current, generation).or(() -> find(draining, generation));
  }

  private static Optional<LinkSession> find(@Nullable Incarnation one, long generation) {
    return Optional.ofNullable(one == null ? null : one.session())
        .filter(session -> session.generation() == generation);
  }

  /// The one that was made is bound: begins its exchange.
  void bind() {
    current = making;
    making = fresh();
    LinkSession session = current.session();
    if (session != null) {
      LinkSession before = draining == null ? null : draining.session();
      session.start(before == null ? 0 : before.generation());
    }
  }

  /// The one that is bound begins nothing new.
  void drain() {
    draining = current;
    current = null;
    LinkSession before = draining == null ? null : draining.session();
    Exchange exchange = before == null ? null : before.exchange();
    if (exchange != null) {
      exchange.drain();
    }
  }

  /// Looks at the one that drains, and lets the next one ask for the rest as soon as nothing more
  /// comes in.
  ///
  /// @return whether it can be closed: the peer has the next one, and nothing is under way on this
  ///   one, or the peer does not have it any more, or its path is dead
  boolean lookAtDraining() {
    LinkSession session = draining == null ? null : draining.session();
    Exchange before = session == null ? null : session.exchange();
    LinkSession bound = bound();
    Exchange now = bound == null ? null : bound.exchange();
    if (session == null || before == null || now == null) {
      return true;
    }
    if (before.isReceived()) {
      now.release();
    }
    boolean isDead = System.nanoTime() - session.meter().heardNanos() >= DEAD_AFTER.toNanos();
    return now.isGreeted()
        && (isDead || before.isDrained() || !now.isDrainedByPeer(session.generation()));
  }

  /// Frees one.
  void close(long generation) {
    if (find(current, generation).isPresent() && current != null) {
      current.close();
      current = null;
    } else if (find(draining, generation).isPresent() && draining != null) {
      draining.close();
      draining = null;
      LinkSession bound = bound();
      Exchange now = bound == null ? null : bound.exchange();
      if (now != null) {
        now.release();
      }
    } else {
      making.close();
    }
  }

  @Override
  public void close() {
    making.close();
    if (current != null) {
      current.close();
    }
    if (draining != null) {
      draining.close();
    }
    current = null;
    draining = null;
  }
}
