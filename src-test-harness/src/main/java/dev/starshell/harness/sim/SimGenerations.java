package dev.starshell.harness.sim;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The generations of one link that a side holds. Plays `Generations`.
final class SimGenerations {
  private final int member;
  private @Nullable Run making;
  private @Nullable Run current;
  private @Nullable Run draining;

  /// A generation that runs.
  private record Run(Wire wire, SimSession session) {
    boolean is(long generation) {
      return session.generation() == generation;
    }

    boolean isCurrent() {
      return session.isStarted() && !session.isDraining() && !session.isOver();
    }
  }

  SimGenerations(int member) {
    this.member = member;
  }

  private List<Run> runs() {
    return Stream.of(making, current, draining).filter(Objects::nonNull).toList();
  }

  /// The session of the one that is bound.
  @Nullable SimSession bound() {
    return current == null ? null : current.session();
  }

  /// The session of one that is held.
  @Nullable SimSession find(long generation) {
    return runs().stream()
        .filter(run -> run.is(generation))
        .findFirst()
        .map(Run::session)
        .orElse(null);
  }

  /// How many of them begin something new.
  long currentCount() {
    return runs().stream().filter(Run::isCurrent).count();
  }

  boolean isGreeted() {
    return Stream.of(current, draining).anyMatch(run -> run != null && run.session().isGreeted());
  }

  /// The carrier of the one that is being made.
  @Nullable Wire made() {
    return making == null ? null : making.wire();
  }

  void make(Wire wire, SimSession session) {
    making = new Run(wire, session);
  }

  void bind() {
    current = making;
    making = null;
    if (current != null) {
      current.session().start(draining == null ? 0 : draining.session().generation());
    }
  }

  /// @param isTold false for the planted mistake
  void drain(boolean isTold) {
    draining = current;
    current = null;
    if (draining != null && isTold) {
      draining.session().drain();
    }
  }

  boolean lookAtDraining() {
    SimSession before = draining == null ? null : draining.session();
    SimSession now = bound();
    if (before == null || now == null) {
      return true;
    }
    if (before.isReceived()) {
      now.release();
    }
    return now.isGreeted() && (before.isDrained() || !now.isDrainedByPeer(before.generation()));
  }

  void close(long generation) {
    if (current != null && current.is(generation)) {
      end(current);
      current = null;
    } else if (draining != null && draining.is(generation)) {
      end(draining);
      draining = null;
      SimSession now = bound();
      if (now != null) {
        now.release();
      }
    } else {
      end(making);
      making = null;
    }
  }

  private void end(@Nullable Run run) {
    if (run != null) {
      run.session().lost();
      run.wire().close(member, true);
    }
  }

  /// The process ends; nobody is told.
  void crashed() {
    List<Run> all = runs();
    making = null;
    current = null;
    draining = null;
    all.forEach(run -> run.wire().close(member, false));
  }
}
