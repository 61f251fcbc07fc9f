package dev.starshell.host.lifecycle;

import dev.starshell.host.lifecycle.PluginEvent.LoadAsked;
import dev.starshell.host.lifecycle.PluginEvent.ReloadAsked;
import dev.starshell.host.lifecycle.PluginEvent.StartFailed;
import dev.starshell.host.lifecycle.PluginEvent.Started;
import dev.starshell.host.lifecycle.PluginEvent.StopFailed;
import dev.starshell.host.lifecycle.PluginEvent.Stopped;
import dev.starshell.host.lifecycle.PluginEvent.UnloadAsked;
import dev.starshell.host.lifecycle.PluginState.Failed;
import dev.starshell.host.lifecycle.PluginState.Resting;
import dev.starshell.host.lifecycle.PluginState.Running;
import dev.starshell.host.lifecycle.PluginState.Starting;
import dev.starshell.host.lifecycle.PluginState.Stopping;
import dev.starshell.host.lifecycle.PluginState.Stuck;
import dev.starshell.host.lifecycle.PluginState.Then;

/// Decides what one plugin does next.
///
/// - Resting → Starting: load or reload was asked.
/// - Starting → Running: `start` returned.
/// - Starting → Stopping(Fail): `start` failed; what it left is cleaned up.
/// - Running → Stopping(Rest): unload was asked.
/// - Running → Stopping(Restart): reload was asked.
/// - Stopping → Resting, Starting or Failed: it ended; the one that was meant to follow.
/// - Stopping → Stuck: it did not end.
/// - Failed → Starting: load or reload was asked again.
/// - Failed → Resting: unload was asked; the failure is forgotten.
/// - Stuck: terminal; asking is refused.
///
/// Asking in the middle of a start or stop is refused. A late result changes nothing.
public final class PluginMachine {
  private PluginMachine() {}

  /// The step that follows.
  public static PluginStep next(PluginState state, PluginEvent event) {
    return switch (state) {
      case Resting _ -> whenResting(state, event);
      case Starting _ -> whenStarting(state, event);
      case Running _ -> whenRunning(state, event);
      case Stopping stopping -> whenStopping(stopping, event);
      case Failed _ -> whenFailed(state, event);
      case Stuck stuck -> whenStuck(stuck, event);
    };
  }

  private static PluginStep whenResting(PluginState state, PluginEvent event) {
    return switch (event) {
      case LoadAsked _, ReloadAsked _ -> PluginStep.to(new Starting(), new PluginAction.Start());
      case UnloadAsked _ ->
          PluginStep.refuse(state, "PLUGIN_NOT_LOADED", "The plugin is not loaded.");
      case Started _, StartFailed _, Stopped _, StopFailed _ -> PluginStep.stay(state);
    };
  }

  private static PluginStep whenStarting(PluginState state, PluginEvent event) {
    return switch (event) {
      case Started _ -> PluginStep.to(new Running());
      case StartFailed(String code, String sentence) ->
          PluginStep.to(new Stopping(new Then.Fail(code, sentence)), new PluginAction.Stop());
      case LoadAsked _, UnloadAsked _, ReloadAsked _ -> busy(state, "starting");
      case Stopped _, StopFailed _ -> PluginStep.stay(state);
    };
  }

  private static PluginStep whenRunning(PluginState state, PluginEvent event) {
    return switch (event) {
      case LoadAsked _ ->
          PluginStep.refuse(
              state,
              "PLUGIN_ALREADY_LOADED",
              "The plugin is running; plugins reload takes a new JAR or new settings.");
      case UnloadAsked _ -> PluginStep.to(new Stopping(new Then.Rest()), new PluginAction.Stop());
      case ReloadAsked _ ->
          PluginStep.to(new Stopping(new Then.Restart()), new PluginAction.Stop());
      case Started _, StartFailed _, Stopped _, StopFailed _ -> PluginStep.stay(state);
    };
  }

  private static PluginStep whenStopping(Stopping state, PluginEvent event) {
    return switch (event) {
      case Stopped _ ->
          switch (state.then()) {
            case Then.Rest _ -> PluginStep.to(new Resting());
            case Then.Restart _ -> PluginStep.to(new Starting(), new PluginAction.Start());
            case Then.Fail(String code, String sentence) ->
                PluginStep.to(new Failed(code, sentence), new PluginAction.Report(code, sentence));
          };
      case StopFailed(String code, String sentence) -> stuck(state, code, sentence);
      case LoadAsked _, UnloadAsked _, ReloadAsked _ -> busy(state, "stopping");
      case Started _, StartFailed _ -> PluginStep.stay(state);
    };
  }

  private static PluginStep stuck(Stopping state, String code, String sentence) {
    Stuck stuck = new Stuck(code, sentence);
    PluginAction report = new PluginAction.Report(code, sentence);
    // The failed start is the cause the admin needs; that it also could not be ended comes second.
    return switch (state.then()) {
      case Then.Fail fail ->
          PluginStep.to(stuck, new PluginAction.Report(fail.code(), fail.sentence()), report);
      case Then.Rest _, Then.Restart _ -> PluginStep.to(stuck, report);
    };
  }

  private static PluginStep whenFailed(PluginState state, PluginEvent event) {
    return switch (event) {
      case LoadAsked _, ReloadAsked _ -> PluginStep.to(new Starting(), new PluginAction.Start());
      case UnloadAsked _ -> PluginStep.to(new Resting());
      case Started _, StartFailed _, Stopped _, StopFailed _ -> PluginStep.stay(state);
    };
  }

  private static PluginStep whenStuck(Stuck state, PluginEvent event) {
    return switch (event) {
      case LoadAsked _, UnloadAsked _, ReloadAsked _ ->
          PluginStep.refuse(state, state.code(), state.sentence() + " Restart the host.");
      case Started _, StartFailed _, Stopped _, StopFailed _ -> PluginStep.stay(state);
    };
  }

  private static PluginStep busy(PluginState state, String doing) {
    return PluginStep.refuse(
        state, "PLUGIN_BUSY", "The plugin is " + doing + "; try again in a moment.");
  }
}
