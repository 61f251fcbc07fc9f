package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.recovery.LossCause;
import dev.starshell.syncshell.recovery.RecoveryFigures;
import dev.starshell.syncshell.recovery.RecoveryFiguresCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;

/// The account of all recoveries of a shell, kept over restarts. Belongs to the shell's loop.
final class RecoveryAccount {
  /// The record of the journal that has it.
  private static final String FIGURES = "recovery-figures";

  /// How long figures wait to be kept, so that a storm costs one write.
  private static final Duration FIGURES_SPAN = Duration.ofSeconds(5);

  private final ShellFrame frame;
  private final Function<MemberKey, String> names;
  private RecoveryFigures figures = RecoveryFigures.none();
  private boolean due;

  private record KeepTimer(RecoveryAccount account) {}

  RecoveryAccount(ShellFrame frame, Function<MemberKey, String> names) {
    this.frame = frame;
    this.names = names;
  }

  /// Reads what was kept. Before the loop begins.
  void load(Journal journal) throws IOException {
    figures =
        journal.read(FIGURES).flatMap(RecoveryFiguresCodec::read).orElseGet(RecoveryFigures::none);
  }

  RecoveryFigures figures() {
    return figures;
  }

  void lost(LossCause cause) {
    count(figures.lost(cause));
  }

  void attempted() {
    count(figures.attempted());
  }

  void failed(LossCause cause) {
    count(figures.failed(cause));
  }

  /// A link that is back goes on with what was here already.
  void resumed(long savedBytes, long againBytes) {
    count(figures.resumed(savedBytes, againBytes));
  }

  void recovered(Duration took) {
    count(figures.recovered(took));
  }

  /// All fast attempts of an outage failed; people are told once.
  void parked(MemberKey peer, LossCause cause, int attempts) {
    count(figures.parkedOnce());
    String name = names.apply(peer);
    frame.warn(
        "LINK_PARKED",
        "The link to "
            + name
            + " is not back after "
            + attempts
            + " attempts: "
            + RecoveryWords.of(cause, name)
            + ". It is tried each minute and when "
            + name
            + " appears; 'sync recovery resume "
            + name
            + "' tries now.");
  }

  private void count(RecoveryFigures next) {
    figures = next;
    if (!due) {
      due = true;
      frame.timers().start(new KeepTimer(this), FIGURES_SPAN, () -> frame.loop().post(this::keep));
    }
  }

  private void keep() {
    due = false;
    Bytes written = RecoveryFiguresCodec.write(figures);
    frame.facts().write(journal -> journal.put(FIGURES, written), () -> {});
  }

  /// The shell ends: what was counted is kept.
  void close() {
    if (due) {
      keep();
    }
  }
}
