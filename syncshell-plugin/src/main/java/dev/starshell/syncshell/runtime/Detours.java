package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.FaultCode;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// Has archives that a member does not supply fetched from another that offers them as well, if
/// there is one. Belongs to the shell's loop.
final class Detours {
  private final Timers timers;
  private final ShellLoop loop;
  private final Catalog catalog;
  private final Supplier<Set<MemberKey>> sources;
  private final Runnable replan;

  /// What each member may be asked for again after a while. What it turns out not to have meanwhile
  /// is not among it.
  private final Map<MemberKey, Set<Root>> detoured = new HashMap<>();

  private boolean replanDue;

  private record RetryTimer(Detours of, MemberKey member, long number) {}

  private long retries;

  /// @param sources members that archives may be fetched from now
  /// @param replan shares out anew what is missing
  Detours(
      Timers timers,
      ShellLoop loop,
      Catalog catalog,
      Supplier<Set<MemberKey>> sources,
      Runnable replan) {
    this.timers = timers;
    this.loop = loop;
    this.catalog = catalog;
    this.sources = sources;
    this.replan = replan;
  }

  /// An archive did not arrive from a member.
  void failed(MemberKey from, Root root, FaultCode reason) {
    switch (reason) {
      case SOURCE_CHANGED, SOURCE_GONE, NOT_OFFERED -> {
        // It has nothing to supply until it says something new.
        catalog.failed(from, root);
        Set<Root> waiting = detoured.get(from);
        if (waiting != null) {
          waiting.remove(root);
        }
        replanSoon();
      }
      case DISK_FULL, STORE_FAILED, MOVED -> {
        // Another source would not help.
      }
      default -> around(from, Set.of(root));
    }
  }

  /// A contract with a member has ended before its time: what else it was to supply would wait as
  /// well.
  void dropped(MemberKey from, Collection<Root> roots, FaultCode reason) {
    if (reason != FaultCode.MOVED && reason != FaultCode.GOING_AWAY) {
      Set<Root> all = new HashSet<>(roots);
      all.addAll(catalog.awaited(from));
      around(from, all);
    }
  }

  private void around(MemberKey from, Set<Root> roots) {
    Set<Root> elsewhere = catalog.suppliedByOthers(from, roots, sources.get());
    if (elsewhere.isEmpty()) {
      return;
    }
    elsewhere.forEach(root -> catalog.failed(from, root));
    detoured.computeIfAbsent(from, _ -> new HashSet<>()).addAll(elsewhere);
    replanSoon();
    retries++;
    timers.start(
        new RetryTimer(this, from, retries),
        Limits.STORE_RETRY,
        () -> loop.post(() -> forgive(from, elsewhere)));
  }

  /// A member may be asked again for those of them that a detour was made around.
  void forgive(MemberKey from, Set<Root> roots) {
    Set<Root> waiting = detoured.getOrDefault(from, new HashSet<>());
    Set<Root> forgiven = new HashSet<>(roots);
    forgiven.retainAll(waiting);
    waiting.removeAll(forgiven);
    if (waiting.isEmpty()) {
      detoured.remove(from);
    }
    catalog.forgive(from, forgiven);
    replanSoon();
  }

  /// Plans anew after the events that came at once with this one.
  private void replanSoon() {
    if (!replanDue) {
      replanDue = true;
      loop.post(() -> {
        replanDue = false;
        replan.run();
      });
    }
  }
}
