package dev.starshell.syncshell.transfer;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.Want;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The archives of one round, from the request for their chunk lists to the end of their contract.
/// Immutable; at most [dev.starshell.syncshell.limits.Limits#NEED_ROOTS_MAX] entries, so that a
/// copy is 8 KB.
public final class NeedBatch {
  /// Where one archive stands.
  sealed interface Entry {
    /// Its list is due.
    record ListDue() implements Entry {}

    /// The store prepares it.
    record PrepareDue() implements Entry {}

    /// Nothing is missing; the store publishes it.
    record PublishDue() implements Entry {}

    /// This is missing.
    record Missing(List<ChunkRange> ranges) implements Entry {}

    /// It is here.
    record Here() implements Entry {}

    /// It failed.
    record Failed(FaultCode reason) implements Entry {}
  }

  private final ImmutableMap<Root, Integer> places;
  private final Entry[] entries;
  private final int listsDue;
  private final int storeDue;

  private NeedBatch(
      ImmutableMap<Root, Integer> places, Entry[] entries, int listsDue, int storeDue) {
    this.places = places;
    this.entries = entries;
    this.listsDue = listsDue;
    this.storeDue = storeDue;
  }

  static NeedBatch of(List<Root> roots) {
    ImmutableMap.Builder<Root, Integer> places = ImmutableMap.builder();
    Entry[] entries = new Entry[roots.size()];
    for (int place = 0; place < entries.length; place++) {
      places.put(roots.get(place), place);
      entries[place] = new Entry.ListDue();
    }
    return new NeedBatch(places.buildOrThrow(), entries, entries.length, 0);
  }

  /// The entry of an archive; null when it is not in the batch.
  @Nullable Entry entry(Root root) {
    Integer place = places.get(root);
    return place == null ? null : entries[place];
  }

  NeedBatch with(Root root, Entry next) {
    Integer place = places.get(root);
    if (place == null) {
      throw new IllegalArgumentException("root=" + root + " is not in the batch");
    }
    Entry[] copy = entries.clone();
    Entry before = copy[place];
    copy[place] = next;
    return new NeedBatch(
        places,
        copy,
        listsDue - one(isListDue(before)) + one(isListDue(next)),
        storeDue - one(isStoreDue(before)) + one(isStoreDue(next)));
  }

  private static int one(boolean counts) {
    return counts ? 1 : 0;
  }

  private static boolean isListDue(Entry entry) {
    return entry instanceof Entry.ListDue;
  }

  private static boolean isStoreDue(Entry entry) {
    return entry instanceof Entry.PrepareDue || entry instanceof Entry.PublishDue;
  }

  /// How many lists are on their way.
  int listsDue() {
    return listsDue;
  }

  /// How many answers of the store are on their way.
  int storeDue() {
    return storeDue;
  }

  /// Archives whose list is due.
  List<Root> rootsListDue() {
    return roots(NeedBatch::isListDue);
  }

  private List<Root> roots(Predicate<Entry> which) {
    ImmutableList.Builder<Root> found = ImmutableList.builder();
    places.forEach((root, place) -> {
      if (which.test(entries[place])) {
        found.add(root);
      }
    });
    return found.build();
  }

  /// What is missing, in the order of the batch, without what nobody wants any more.
  List<Want> wants(Predicate<Root> stillWanted) {
    List<Want> wants = new ArrayList<>();
    places.forEach((root, place) -> {
      if (entries[place] instanceof Entry.Missing(List<ChunkRange> ranges)
          && stillWanted.test(root)) {
        wants.add(new Want(root, ranges));
      }
    });
    return wants;
  }

  Set<Root> here() {
    return new HashSet<>(roots(entry -> entry instanceof Entry.Here));
  }

  Map<Root, FaultCode> failed() {
    Map<Root, FaultCode> failed = new HashMap<>();
    places.forEach((root, place) -> {
      if (entries[place] instanceof Entry.Failed(FaultCode reason)) {
        failed.put(root, reason);
      }
    });
    return failed;
  }

  @Override
  public String toString() {
    return entries.length + " archives, " + listsDue + " lists due, " + storeDue + " in the store";
  }
}
