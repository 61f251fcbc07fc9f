package dev.starshell.host.lifecycle;

import java.util.List;

/// The state that follows, and what is to be done, in order.
public record PluginStep(PluginState next, List<PluginAction> actions) {
  public PluginStep {
    actions = List.copyOf(actions);
  }

  static PluginStep to(PluginState next, PluginAction... actions) {
    return new PluginStep(next, List.of(actions));
  }

  static PluginStep stay(PluginState state) {
    return new PluginStep(state, List.of());
  }

  static PluginStep refuse(PluginState state, String code, String sentence) {
    return to(state, new PluginAction.Refuse(code, sentence));
  }
}
