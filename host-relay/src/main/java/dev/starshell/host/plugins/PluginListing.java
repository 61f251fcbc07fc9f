package dev.starshell.host.plugins;

import dev.starshell.api.command.Reply;
import dev.starshell.host.lifecycle.PluginRefusal;
import dev.starshell.host.lifecycle.PluginState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Words for people about the plugins there are.
final class PluginListing {
  private PluginListing() {}

  static Reply of(List<PluginSlot> slots, List<PluginRefusal> refused) {
    List<String> lines = new ArrayList<>();
    List<@Nullable Object> data = new ArrayList<>();
    for (PluginSlot slot : slots) {
      Map<String, @Nullable Object> entry = entry(slot);
      Object sentence = entry.get("sentence");
      lines.add(
          "%-20s %-12s %-10s %s"
              .formatted(
                  slot.jar.id(),
                  slot.jar.descriptor().version(),
                  slot.word(),
                  sentence == null ? "" : entry.get("code") + ": " + sentence)
              .stripTrailing());
      data.add(entry);
    }
    for (PluginRefusal refusal : refused) {
      lines.add(
          "%-33s %-10s %s: %s"
              .formatted(refusal.id(), "refused", refusal.code(), refusal.sentence()));
      Map<String, @Nullable Object> entry = new LinkedHashMap<>();
      entry.put("id", refusal.id());
      entry.put("file", refusal.file());
      entry.put("state", "refused");
      entry.put("code", refusal.code());
      entry.put("sentence", refusal.sentence());
      data.add(entry);
    }
    if (lines.isEmpty()) {
      lines.add("There are no plugins; put JARs into the folder plugins of the home.");
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("plugins", data);
    return Reply.done(lines, all);
  }

  static Reply changed(PluginSlot slot, String done) {
    List<String> lines = new ArrayList<>();
    lines.add(slot.jar.id() + " " + slot.jar.descriptor().version() + " " + done);
    Map<String, @Nullable Object> data = entry(slot);
    data.put("unloadedClean", slot.isCollected);
    if (!slot.isCollected) {
      lines.add("Classes of the earlier load stay in memory until the host ends.");
    }
    return Reply.done(lines, data);
  }

  private static Map<String, @Nullable Object> entry(PluginSlot slot) {
    Map<String, @Nullable Object> entry = new LinkedHashMap<>();
    entry.put("id", slot.jar.id());
    entry.put("file", slot.jar.fileName());
    entry.put("version", slot.jar.descriptor().version());
    entry.put("state", slot.word());
    switch (slot.state) {
      case PluginState.Failed(String code, String sentence) -> {
        entry.put("code", code);
        entry.put("sentence", sentence);
      }
      case PluginState.Stuck(String code, String sentence) -> {
        entry.put("code", code);
        entry.put("sentence", sentence);
      }
      case PluginState.Resting _,
          PluginState.Starting _,
          PluginState.Running _,
          PluginState.Stopping _ -> {}
    }
    return entry;
  }
}
