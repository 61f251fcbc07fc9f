package dev.starshell.syncshell.machine;

import java.util.List;

/// What a machine decided: the next state, and what is to be done, in order.
///
/// @param <S> state
/// @param <A> action
public record Step<S, A>(S state, List<A> actions) {
  public Step {
    actions = List.copyOf(actions);
  }

  /// Nothing changes and nothing is done.
  public static <S, A> Step<S, A> stay(S state) {
    return new Step<>(state, List.of());
  }

  /// A new state with nothing to do.
  public static <S, A> Step<S, A> to(S state) {
    return new Step<>(state, List.of());
  }
}
