package dev.starshell.host.plugins;

import dev.starshell.api.PluginFailure;
import dev.starshell.api.command.Reply;
import dev.starshell.api.settings.Settings;
import dev.starshell.host.admin.Nearest;
import dev.starshell.host.home.HomeDirectory;
import dev.starshell.host.home.HomeFailure;
import dev.starshell.host.lifecycle.PluginEvent;
import dev.starshell.host.lifecycle.PluginOffer;
import dev.starshell.host.lifecycle.PluginPlan;
import dev.starshell.host.lifecycle.PluginRefusal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The plugins that are known, by id in the order of their start. Thread: `plugins`.
final class PluginRoom {
  private static final Logger LOG = LoggerFactory.getLogger(PluginRoom.class);

  private final HomeDirectory home;
  private final PluginServices services;
  private final PluginFactory factory;
  private final PluginRunner runner;
  private final SequencedMap<String, PluginSlot> slots = new LinkedHashMap<>();
  private List<PluginRefusal> refused = List.of();

  PluginRoom(HomeDirectory home, PluginServices services) {
    this.home = home;
    this.services = services;
    this.factory = new PluginFactory(home, services);
    this.runner = new PluginRunner(factory);
  }

  void prepare() throws IOException, HomeFailure {
    factory.prepare();
  }

  /// @return what does not run, and why
  List<PluginRefusal> startAll(PluginFinds finds) throws IOException {
    PluginPlan plan = plan(finds);
    List<PluginRefusal> failures = new ArrayList<>(refusals(finds, plan));
    for (PluginOffer offer : plan.order()) {
      PluginJar jar = jar(finds, offer);
      try {
        needDependencies(jar);
        PluginSlot slot = slot(jar, services.settingsOf(jar));
        PluginRunner.Outcome outcome = runner.apply(slot, new PluginEvent.LoadAsked());
        for (PluginRunner.Failure failure : outcome.failures()) {
          failures.add(refusal(jar, failure.code(), failure.sentence()));
        }
      } catch (PluginFailure e) {
        failures.add(refusal(jar, e.code(), String.valueOf(e.getMessage())));
      }
    }
    refused = failures.stream().filter(refusal -> !slots.containsKey(refusal.id())).toList();
    factory.deleteUnusedResidents();
    return failures;
  }

  Reply load(String name) throws IOException, PluginFailure {
    PluginSlot slot = refreshed(name);
    return reply(slot, runner.apply(slot, new PluginEvent.LoadAsked()), "is running");
  }

  Reply reload(String name) throws IOException, PluginFailure {
    PluginSlot known = slots.get(idOf(name));
    if (known != null) {
      refuseIfInUse(known);
    }
    PluginSlot slot = refreshed(name);
    return reply(slot, runner.apply(slot, new PluginEvent.ReloadAsked()), "is running again");
  }

  Reply unload(String name) throws PluginFailure {
    PluginSlot slot = slots.get(idOf(name));
    if (slot == null) {
      throw unknown(name);
    }
    refuseIfInUse(slot);
    return reply(slot, runner.apply(slot, new PluginEvent.UnloadAsked()), "is unloaded");
  }

  Reply list() {
    return PluginListing.of(List.copyOf(slots.values()), refused);
  }

  List<String> running() {
    return slots.values().stream()
        .filter(PluginSlot::isRunning)
        .map(slot -> slot.jar.id() + " " + slot.jar.descriptor().version())
        .toList();
  }

  void stopAll(long deadlineNanos) {
    for (PluginSlot slot : slots.reversed().values()) {
      if (slot.isRunning()) {
        Duration rest = Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
        runner.stopForGood(slot, rest);
      }
    }
  }

  /// The slot of a plugin, with its JAR and settings read anew; a running one is not touched.
  private PluginSlot refreshed(String name) throws IOException, PluginFailure {
    PluginFinds finds = PluginJarReader.find(home.plugins());
    PluginPlan plan = plan(finds);
    refused = refusals(finds, plan);
    for (PluginOffer offer : plan.order()) {
      PluginJar jar = jar(finds, offer);
      if (jar.id().equals(name) || jar.fileName().equals(name)) {
        needDependencies(jar);
        return slot(jar, services.settingsOf(jar));
      }
    }
    for (PluginRefusal refusal : refused) {
      if (refusal.id().equals(name) || refusal.file().equals(name)) {
        throw new PluginFailure(refusal.code(), refusal.sentence());
      }
    }
    throw unknown(name);
  }

  private PluginSlot slot(PluginJar jar, Settings settings) {
    PluginSlot slot = slots.computeIfAbsent(jar.id(), _ -> new PluginSlot(jar, settings));
    if (!slot.isRunning()) {
      // A plugin that starts now comes after all that run, so it is stopped before them.
      slots.putLast(jar.id(), slot);
    }
    slot.next(jar, settings);
    return slot;
  }

  private void needDependencies(PluginJar jar) throws PluginFailure {
    for (String id : jar.descriptor().dependencies()) {
      PluginSlot needed = slots.get(id);
      if (needed == null || !needed.isRunning()) {
        throw new PluginFailure(
            "PLUGIN_MISSING_DEPENDENCY",
            "%s needs %s, which is not running; see plugins list.".formatted(jar.id(), id));
      }
    }
  }

  private void refuseIfInUse(PluginSlot slot) throws PluginFailure {
    String id = slot.jar.id();
    for (PluginSlot other : slots.values()) {
      if (other.isRunning() && other.jar.descriptor().dependencies().contains(id)) {
        throw new PluginFailure(
            "PLUGIN_IN_USE",
            "%s is needed by %s; unload that first.".formatted(id, other.jar.id()));
      }
    }
  }

  private Reply reply(PluginSlot slot, PluginRunner.Outcome outcome, String done) {
    if (!outcome.failures().isEmpty()) {
      PluginRunner.Failure first = outcome.failures().getFirst();
      return Reply.failed(first.code(), first.sentence());
    }
    LOG.info("A plugin has changed plugin={} state={}", slot.jar.id(), slot.word());
    return PluginListing.changed(slot, done);
  }

  private PluginFailure unknown(String name) {
    List<String> known = List.copyOf(slots.keySet());
    String meant = Nearest.to(name, known).map(id -> "; did you mean " + id + "?").orElse("");
    return new PluginFailure(
        "PLUGIN_UNKNOWN", "There is no plugin " + name + " in " + home.plugins() + meant);
  }

  private String idOf(String name) {
    return slots.values().stream()
        .filter(slot -> slot.jar.fileName().equals(name))
        .map(slot -> slot.jar.id())
        .findFirst()
        .orElse(name);
  }

  private static PluginPlan plan(PluginFinds finds) {
    return PluginPlan.of(
        finds.jars().stream()
            .map(jar -> new PluginOffer(jar.fileName(), jar.descriptor()))
            .toList());
  }

  private static List<PluginRefusal> refusals(PluginFinds finds, PluginPlan plan) {
    return Stream.concat(finds.refusals().stream(), plan.refusals().stream()).toList();
  }

  private static PluginJar jar(PluginFinds finds, PluginOffer offer) {
    Optional<PluginJar> jar =
        finds.jars().stream().filter(j -> j.fileName().equals(offer.file())).findFirst();
    return jar.orElseThrow(() -> new IllegalStateException("file=" + offer.file()));
  }

  private static PluginRefusal refusal(PluginJar jar, String code, String sentence) {
    return new PluginRefusal(jar.fileName(), jar.id(), code, sentence);
  }
}
