package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import java.io.IOException;
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

  Presence(ShellFrame frame, Catalog catalog) {
    this.frame = frame;
    this.catalog = catalog;
  }

  /// Whether nothing is being asked.
  boolean isSettled() {
    return open == 0;
  }

  /// @param known runs on the loop when the catalog has the answer, or there is none
  void ask(Set<Root> questions, Runnable known) {
    open++;
    frame
        .disk()
        .post(
            0,
            () -> {
              Optional<Set<Root>> present = look(questions);
              frame.loop().post(() -> answered(questions, present, known));
            });
  }

  private void answered(Set<Root> questions, Optional<Set<Root>> present, Runnable known) {
    open--;
    present.ifPresent(here -> catalog.answered(questions, here));
    if (open == 0) {
      catalog.allAnswered();
    }
    known.run();
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
