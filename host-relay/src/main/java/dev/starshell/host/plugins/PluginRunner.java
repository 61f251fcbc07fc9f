package dev.starshell.host.plugins;

import dev.starshell.api.PluginFailure;
import dev.starshell.host.lifecycle.PluginAction;
import dev.starshell.host.lifecycle.PluginEvent;
import dev.starshell.host.lifecycle.PluginMachine;
import dev.starshell.host.lifecycle.PluginState;
import dev.starshell.host.lifecycle.PluginStep;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out what the machine decides about one plugin, and makes each result the next event.
///
/// Thread: `plugins`.
final class PluginRunner {
  private static final Logger LOG = LoggerFactory.getLogger(PluginRunner.class);

  /// How long `start` may take. It returns when commands can be used; long work comes after.
  static final Duration START_MAX = Duration.ofSeconds(30);

  /// How long `stop` may take while the host goes on.
  static final Duration STOP_MAX = Duration.ofSeconds(5);

  /// How long a class loader may take to be collected before it is called left behind.
  static final Duration COLLECT_MAX = Duration.ofSeconds(3);

  private final PluginFactory factory;

  PluginRunner(PluginFactory factory) {
    this.factory = factory;
  }

  /// What came of an event.
  ///
  /// @param failures refusals and reports, in order; empty when all went well
  record Outcome(List<Failure> failures) {}

  /// One refusal or report.
  record Failure(String code, String sentence) {}

  Outcome apply(PluginSlot slot, PluginEvent first) {
    Deque<PluginEvent> events = new ArrayDeque<>(List.of(first));
    List<Failure> failures = new ArrayList<>();
    while (!events.isEmpty()) {
      PluginState before = slot.state;
      PluginStep step = PluginMachine.next(before, events.removeFirst());
      slot.state = step.next();
      if (!before.equals(step.next())) {
        LOG.info("Plugin state plugin={} state={}", slot.jar.id(), slot.word());
      }
      for (PluginAction action : step.actions()) {
        switch (action) {
          case PluginAction.Start _ -> events.add(start(slot));
          case PluginAction.Stop _ -> events.add(stop(slot, STOP_MAX, true));
          case PluginAction.Refuse(String code, String sentence) ->
              failures.add(new Failure(code, sentence));
          case PluginAction.Report(String code, String sentence) ->
              failures.add(new Failure(code, sentence));
        }
      }
    }
    return new Outcome(List.copyOf(failures));
  }

  /// Stops a plugin of a host that ends: nobody looks for leftovers.
  void stopForGood(PluginSlot slot, Duration timeout) {
    slot.state = new PluginState.Stopping(new PluginState.Then.Rest());
    slot.state = PluginMachine.next(slot.state, stop(slot, timeout, false)).next();
    LOG.info("Plugin state plugin={} state={}", slot.jar.id(), slot.word());
  }

  private PluginEvent start(PluginSlot slot) {
    slot.takeNext();
    try {
      LoadedPlugin loaded = factory.load(slot.jar, slot.settings);
      slot.loaded = loaded;
      loaded.start(slot.jar.descriptor().entryPoint(), START_MAX);
      return new PluginEvent.Started();
    } catch (PluginFailure e) {
      return new PluginEvent.StartFailed(e.code(), String.valueOf(e.getMessage()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new PluginEvent.StartFailed("HOST_STOPPING", "The host is stopping.");
    }
  }

  private PluginEvent stop(PluginSlot slot, Duration timeout, boolean isChecked) {
    LoadedPlugin loaded = slot.loaded;
    if (loaded == null) {
      return new PluginEvent.Stopped();
    }
    try {
      loaded.stop(timeout);
      slot.loaded = null;
      slot.isCollected = !isChecked || loaded.isCollected(COLLECT_MAX);
      if (!slot.isCollected) {
        LOG.warn("Classes of a plugin stay in memory plugin={}", slot.jar.id());
      }
      return new PluginEvent.Stopped();
    } catch (PluginFailure e) {
      return new PluginEvent.StopFailed(e.code(), String.valueOf(e.getMessage()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new PluginEvent.StopFailed("HOST_STOPPING", "The host is stopping.");
    }
  }
}
