package dev.starshell.host.lifecycle;

import dev.starshell.api.PluginDescriptor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which of the plugins found may start, and in which order.
///
/// @param order dependencies before those that need them, otherwise by id
/// @param refusals the others, one entry each
public record PluginPlan(List<PluginOffer> order, List<PluginRefusal> refusals) {
  public PluginPlan {
    order = List.copyOf(order);
    refusals = List.copyOf(refusals);
  }

  /// Makes the plan. Of two JARs with one id the first by file name stays.
  public static PluginPlan of(List<PluginOffer> offers) {
    List<PluginRefusal> refusals = new ArrayList<>();
    Map<String, PluginOffer> open = new TreeMap<>();
    List<PluginOffer> byFile = new ArrayList<>(offers);
    byFile.sort(Comparator.comparing(PluginOffer::file));
    for (PluginOffer offer : byFile) {
      Optional<PluginRefusal> refusal = alone(offer, open);
      refusal.ifPresent(refusals::add);
      if (refusal.isEmpty()) {
        open.put(offer.descriptor().id(), offer);
      }
    }
    dropMissing(open, refusals);
    List<PluginOffer> order = sorted(open);
    for (PluginOffer left : open.values()) {
      refusals.add(cyclic(left, open));
    }
    return new PluginPlan(order, refusals);
  }

  private static Optional<PluginRefusal> alone(PluginOffer offer, Map<String, PluginOffer> open) {
    PluginDescriptor descriptor = offer.descriptor();
    if (descriptor.apiVersion() > PluginDescriptor.API_VERSION) {
      return Optional.of(
          refuse(
              offer,
              "PLUGIN_TOO_NEW",
              "was built for plugin API %d and this host has %d; update the host."
                  .formatted(descriptor.apiVersion(), PluginDescriptor.API_VERSION)));
    }
    PluginOffer first = open.get(descriptor.id());
    if (first != null) {
      return Optional.of(
          refuse(
              offer,
              "PLUGIN_DUPLICATE",
              "has the id of %s, which is used; delete one of the two.".formatted(first.file())));
    }
    return Optional.empty();
  }

  private static void dropMissing(Map<String, PluginOffer> open, List<PluginRefusal> refusals) {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (PluginOffer offer : List.copyOf(open.values())) {
        List<String> missing =
            offer.descriptor().dependencies().stream().filter(id -> !open.containsKey(id)).toList();
        if (!missing.isEmpty()) {
          open.remove(offer.descriptor().id());
          refusals.add(
              refuse(
                  offer,
                  "PLUGIN_MISSING_DEPENDENCY",
                  "needs %s, which is not there or cannot run; put its JAR beside this one."
                      .formatted(String.join(", ", missing))));
          changed = true;
        }
      }
    }
  }

  /// Takes what can be ordered out of `open`; what stays is in a cycle or behind one.
  private static List<PluginOffer> sorted(Map<String, PluginOffer> open) {
    List<PluginOffer> order = new ArrayList<>();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (PluginOffer offer : List.copyOf(open.values())) {
        if (offer.descriptor().dependencies().stream().noneMatch(open::containsKey)) {
          open.remove(offer.descriptor().id());
          order.add(offer);
          changed = true;
        }
      }
    }
    return order;
  }

  private static PluginRefusal cyclic(PluginOffer offer, Map<String, PluginOffer> open) {
    List<String> waits =
        offer.descriptor().dependencies().stream().filter(open::containsKey).toList();
    return refuse(
        offer,
        "PLUGIN_CYCLE",
        "waits for %s in a circle of dependencies; none of them can start first."
            .formatted(String.join(", ", waits)));
  }

  private static PluginRefusal refuse(PluginOffer offer, String code, String sentence) {
    String id = offer.descriptor().id();
    return new PluginRefusal(offer.file(), id, code, offer.file() + " (" + id + ") " + sentence);
  }
}
