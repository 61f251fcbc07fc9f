package dev.starshell.host.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.host.lifecycle.PluginAction.Refuse;
import dev.starshell.host.lifecycle.PluginAction.Report;
import dev.starshell.host.lifecycle.PluginAction.Start;
import dev.starshell.host.lifecycle.PluginAction.Stop;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every state with every event.
final class PluginMachineTest {
  private static final PluginState RESTING = new Resting();
  private static final PluginState STARTING = new Starting();
  private static final PluginState RUNNING = new Running();
  private static final PluginState TO_REST = new Stopping(new Then.Rest());
  private static final PluginState TO_RESTART = new Stopping(new Then.Restart());
  private static final PluginState TO_FAIL = new Stopping(new Then.Fail("F", "failed."));
  private static final PluginState FAILED = new Failed("F", "failed.");
  private static final PluginState STUCK = new Stuck("S", "stuck.");

  private static final PluginEvent LOAD = new LoadAsked();
  private static final PluginEvent UNLOAD = new UnloadAsked();
  private static final PluginEvent RELOAD = new ReloadAsked();
  private static final PluginEvent STARTED = new Started();
  private static final PluginEvent START_FAILED = new StartFailed("F", "failed.");
  private static final PluginEvent STOPPED = new Stopped();
  private static final PluginEvent STOP_FAILED = new StopFailed("S", "stuck.");

  private static final List<PluginEvent> EVENTS =
      List.of(LOAD, UNLOAD, RELOAD, STARTED, START_FAILED, STOPPED, STOP_FAILED);
  private static final List<PluginState> STATES =
      List.of(RESTING, STARTING, RUNNING, TO_REST, TO_RESTART, TO_FAIL, FAILED, STUCK);

  private record When(PluginState state, PluginEvent event) {}

  private static final Map<When, PluginStep> STEPS =
      Map.ofEntries(
          step(RESTING, LOAD, STARTING, new Start()),
          step(RESTING, RELOAD, STARTING, new Start()),
          step(STARTING, STARTED, RUNNING),
          step(STARTING, START_FAILED, TO_FAIL, new Stop()),
          step(RUNNING, UNLOAD, TO_REST, new Stop()),
          step(RUNNING, RELOAD, TO_RESTART, new Stop()),
          step(TO_REST, STOPPED, RESTING),
          step(TO_REST, STOP_FAILED, STUCK, new Report("S", "stuck.")),
          step(TO_RESTART, STOPPED, STARTING, new Start()),
          step(TO_RESTART, STOP_FAILED, STUCK, new Report("S", "stuck.")),
          step(TO_FAIL, STOPPED, FAILED, new Report("F", "failed.")),
          step(TO_FAIL, STOP_FAILED, STUCK, new Report("F", "failed."), new Report("S", "stuck.")),
          step(FAILED, LOAD, STARTING, new Start()),
          step(FAILED, RELOAD, STARTING, new Start()),
          step(FAILED, UNLOAD, RESTING));

  private static final Map<When, String> REFUSALS =
      Map.ofEntries(
          refusal(RESTING, UNLOAD, "PLUGIN_NOT_LOADED"),
          refusal(RUNNING, LOAD, "PLUGIN_ALREADY_LOADED"),
          refusal(STARTING, LOAD, "PLUGIN_BUSY"),
          refusal(STARTING, UNLOAD, "PLUGIN_BUSY"),
          refusal(STARTING, RELOAD, "PLUGIN_BUSY"),
          refusal(TO_REST, LOAD, "PLUGIN_BUSY"),
          refusal(TO_REST, UNLOAD, "PLUGIN_BUSY"),
          refusal(TO_REST, RELOAD, "PLUGIN_BUSY"),
          refusal(TO_RESTART, LOAD, "PLUGIN_BUSY"),
          refusal(TO_RESTART, UNLOAD, "PLUGIN_BUSY"),
          refusal(TO_RESTART, RELOAD, "PLUGIN_BUSY"),
          refusal(TO_FAIL, LOAD, "PLUGIN_BUSY"),
          refusal(TO_FAIL, UNLOAD, "PLUGIN_BUSY"),
          refusal(TO_FAIL, RELOAD, "PLUGIN_BUSY"),
          refusal(STUCK, LOAD, "S"),
          refusal(STUCK, UNLOAD, "S"),
          refusal(STUCK, RELOAD, "S"));

  @TestFactory
  Stream<DynamicTest> everyStateAnswersEveryEvent() {
    return STATES.stream()
        .flatMap(state -> EVENTS.stream().map(event -> new When(state, event)))
        .map(when -> DynamicTest.dynamicTest(when.toString(), () -> check(when)));
  }

  private static void check(When when) {
    PluginStep step = PluginMachine.next(when.state(), when.event());

    String refusal = REFUSALS.get(when);
    if (refusal != null) {
      assertThat(step.next()).isEqualTo(when.state());
      assertThat(step.actions())
          .singleElement()
          .isInstanceOfSatisfying(
              Refuse.class, refuse -> assertThat(refuse.code()).isEqualTo(refusal));
    } else {
      // What is in neither map is late and changes nothing.
      assertThat(step).isEqualTo(STEPS.getOrDefault(when, PluginStep.stay(when.state())));
    }
  }

  private static Map.Entry<When, PluginStep> step(
      PluginState from, PluginEvent event, PluginState to, PluginAction... actions) {
    return Map.entry(new When(from, event), new PluginStep(to, List.of(actions)));
  }

  private static Map.Entry<When, String> refusal(
      PluginState state, PluginEvent event, String code) {
    return Map.entry(new When(state, event), code);
  }
}
