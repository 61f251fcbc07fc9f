package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.quarantine.Copy;
import dev.starshell.syncshell.quarantine.Decision;
import dev.starshell.syncshell.quarantine.Decision.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What has arrived from others, each archive of each member once, and what became of it. Made on
/// the shell's loop; a value from then on.
///
/// @param items by member, what is held first, then by place
record Inventory(List<Item> items) {
  /// Shortest name of an archive. Unit: hex digits.
  private static final int ID_DIGITS_MIN = 8;

  private static final int ID_DIGITS_MAX = 64;

  /// One archive of one member.
  ///
  /// @param places where the member offers it, library and path
  /// @param decision why it is not installed, or that it is; empty if neither is known yet
  /// @param replaces the archive that is installed at one of its places now, if it is another
  record Item(
      Copy copy,
      long sizeBytes,
      List<String> places,
      Optional<Decision> decision,
      Optional<Root> replaces) {
    boolean is(State state) {
      return decision.map(now -> now.state() == state).orElse(false);
    }

    private int rank() {
      return decision
          .map(now ->
              switch (now.state()) {
                case HELD -> 0;
                case RECALLED -> 1;
                case REJECTED -> 2;
                case REFUSED -> 3;
                case INSTALLED -> 5;
              })
          .orElse(4);
    }
  }

  static Inventory of(Catalog catalog, Quarantine quarantine) {
    List<Item> items = new ArrayList<>();
    catalog
        .received()
        .forEach((owner, roots) -> {
          Set<Root> installed = catalog.installed(owner);
          roots.forEach((root, entries) -> {
            List<String> places = entries.stream().map(Entry::place).sorted().toList();
            Copy copy = new Copy(root, owner);
            Optional<Decision> decision = decision(quarantine, copy, places);
            items.add(
                new Item(
                    copy,
                    entries.getFirst().sizeBytes(),
                    places,
                    decision.isEmpty() && installed.contains(root)
                        ? Optional.of(quarantine.words().installed(copy))
                        : decision,
                    replaces(catalog, copy, places)));
          });
        });
    items.sort(
        Comparator.comparing((Item item) -> item.copy().sender())
            .thenComparingInt(Item::rank)
            .thenComparing(item -> item.places().getFirst()));
    return new Inventory(List.copyOf(items));
  }

  private static Optional<Decision> decision(
      Quarantine quarantine, Copy copy, List<String> places) {
    return places.stream()
        .flatMap(place -> quarantine.decision(copy.sender(), place, copy.root()).stream())
        .findFirst();
  }

  private static Optional<Root> replaces(Catalog catalog, Copy copy, List<String> places) {
    return places.stream()
        .flatMap(place -> catalog.installedAt(copy.sender(), place).stream())
        .filter(root -> !root.equals(copy.root()))
        .findFirst();
  }

  /// A short name for each archive: the beginning of its root, as long as needed to tell it from
  /// every other one here.
  Map<Root, String> ids() {
    NavigableSet<String> all = new TreeSet<>();
    items.forEach(item -> all.add(item.copy().root().toHex()));
    Map<Root, String> ids = new HashMap<>();
    for (Item item : items) {
      String hex = item.copy().root().toHex();
      int digits = Math.max(shared(hex, all.lower(hex)), shared(hex, all.higher(hex))) + 1;
      ids.put(
          item.copy().root(), hex.substring(0, Math.clamp(digits, ID_DIGITS_MIN, ID_DIGITS_MAX)));
    }
    return ids;
  }

  private static int shared(String hex, @Nullable String other) {
    int digits = 0;
    while (other != null && digits < hex.length() && hex.charAt(digits) == other.charAt(digits)) {
      digits++;
    }
    return digits;
  }

  /// Archives whose roots begin so, perhaps of one member alone.
  List<Item> find(String begin, Optional<MemberKey> of) {
    String lower = begin.toLowerCase(Locale.ROOT);
    return items.stream()
        .filter(item -> item.copy().root().toHex().startsWith(lower))
        .filter(item -> of.isEmpty() || item.copy().sender().equals(of.get()))
        .toList();
  }
}
