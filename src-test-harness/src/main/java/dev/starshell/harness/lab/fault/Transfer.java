package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.Pause;
import dev.starshell.harness.lab.TreeCheck;
import dev.starshell.harness.lab.fault.LabScenario.NotHereException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// Twelve archives on their way from Ann to Bob, so slowly that something can be done to them.
///
/// @param progress of Bob
/// @param mods what Ann shares
/// @param unique bytes that must come
record Transfer(Stage stage, Progress progress, Path mods, long unique) implements AutoCloseable {
  /// How long any part of it may take.
  static final Duration MAX = Duration.ofMinutes(4);

  private static final int ARCHIVES = 12;
  private static final long BYTES = 24_000_000;
  private static final long LAST_LOOK_MILLIS = 200;

  /// Starts three hosts and returns when a part has come.
  ///
  /// @param upload what each of them may send, such as `2 MiB/s`
  /// @param percent that have come then; with 0 it does not wait
  static Transfer begin(Setting setting, String upload, int percent)
      throws IOException, InterruptedException, NotHereException {
    Path mods = setting.folder().resolve("library of Ann");
    Libraries.usual(mods, setting.seed(), ARCHIVES, BYTES);
    long unique = TreeCheck.uniqueBytes(mods);
    Stage stage = Stage.open(setting, settings -> settings.withUpload(upload));
    Transfer begun = new Transfer(stage, new Progress(stage.bob()), mods, unique);
    boolean isUnderWay = false;
    try {
      stage.share(mods);
      begun.progress.await(unique * percent / 100, MAX);
      isUnderWay = true;
      return begun;
    } finally {
      if (!isUnderWay) {
        begun.close();
      }
    }
  }

  /// Waits for the rest.
  void awaitCopy() throws IOException, InterruptedException {
    stage.awaitCopy(mods, MAX);
  }

  /// Compares both sides, and notes what is missing or wrong.
  void check(Findings findings) throws IOException, InterruptedException {
    Pause.millis(LAST_LOOK_MILLIS);
    stage.check(mods, progress.bytes(), findings);
  }

  /// What came more than once. Unit: bytes.
  long again() {
    return progress.bytes() - unique;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try {
      progress.close();
    } finally {
      stage.close();
    }
  }
}
