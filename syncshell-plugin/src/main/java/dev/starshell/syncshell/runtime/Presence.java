package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the store which archives are here, on a disk thread, and tells the catalog. Belongs to the
/// shell's loop.
final class Presence {
  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

  private final ShellFrame frame;
  private final Catalog catalog;
  private int open;

  /// Questions that were asked so far.
  private long asked;

  /// What the store lost while questions were open, and how many had been asked by then: their
  /// answers may be older than that.
  private final Map<Root, Long> lost = new HashMap<>();

  /// Archives that came from members of this shell and are in the store.
  private final Map<Root, Long> brought = new HashMap<>();

  private long broughtBytes;

  Presence(ShellFrame frame, Catalog catalog) {
    this.frame = frame;
    this.catalog = catalog;
  }

  /// Takes what the journal has of archives that came from members of this shell. Comes before
  /// everything else.
  void load(Map<Root, Long> before) {
    before.forEach(this::count);
  }

  /// What the journal has of them, as far as the store still has it.
  static Map<Root, Long> kept(ShellParts parts) throws IOException {
    Map<Root, Long> brought = new HashMap<>(parts.journal().archives().brought());
    brought.keySet().retainAll(parts.store().present(brought.keySet()));
    return brought;
  }

  private boolean count(Root root, long sizeBytes) {
    boolean isNew = brought.putIfAbsent(root, sizeBytes) == null;
    broughtBytes += isNew ? sizeBytes : 0;
    return isNew;
  }

  /// An archive came from a member. The journal has it already, unless it was tidied up between
  /// that and the archive's being there.
  void arrived(Root root, long sizeBytes) {
    if (count(root, sizeBytes)) {
      frame.facts().write(journal -> journal.archives().bring(Map.of(root, sizeBytes)), () -> {});
    }
  }

  /// The store does not have these any more. Whoever offers one is asked about it anew, by a
  /// question that begins after this.
  void areGone(Set<Root> roots) {
    catalog.doubt(roots);
    if (open > 0) {
      roots.forEach(root -> lost.put(root, asked));
    }
    for (Root root : roots) {
      Long bytes = brought.remove(root);
      broughtBytes -= bytes == null ? 0 : bytes;
    }
  }

  /// The store has given these up: they are wanted as if they had never come.
  void areLost(Set<Root> roots) {
    areGone(roots);
    catalog.areLost(roots);
  }

  /// What all that came from members of this shell takes, whether or not it is still offered. Unit:
  /// bytes.
  long broughtBytes() {
    return broughtBytes;
  }

  /// Whether nothing is being asked.
  boolean isSettled() {
    return open == 0;
  }

  /// @param known runs on the loop when the catalog has the answer, or there is none
  void ask(Set<Root> questions, Runnable known) {
    open++;
    long number = ++asked;
    frame
        .disk()
        .post(
            0,
            () -> {
              Optional<Set<Root>> present = look(questions);
              frame.loop().post(() -> answered(number, questions, present, known));
            });
  }

  private void answered(
      long number, Set<Root> questions, Optional<Set<Root>> present, Runnable known) {
    open--;
    present.ifPresent(here -> catalog.answered(questions, still(number, here)));
    if (open == 0) {
      catalog.allAnswered();
      lost.clear();
    }
    known.run();
  }

  private Set<Root> still(long number, Set<Root> here) {
    Set<Root> still = new HashSet<>(here);
    still.removeIf(root -> lost.getOrDefault(root, 0L) >= number);
    return still;
  }

  private Optional<Set<Root>> look(Set<Root> roots) {
    try {
      return Optional.of(roots.isEmpty() ? Set.of() : frame.parts().store().present(roots));
    } catch (IOException e) {
      LOG.error("store cannot be asked archives={}", roots.size(), e);
      return Optional.empty();
    }
  }
}
