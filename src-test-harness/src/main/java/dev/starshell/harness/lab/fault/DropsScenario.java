package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.Pause;
import dev.starshell.harness.lab.fault.LabScenario.NotHereException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Many drops of several kinds at random bytes of one sync, which several pairs of members share.
/// When it is ended before its end, it prints what it has found so far.
final class DropsScenario {
  /// Hosts of several pairs that may start at once; more would wait for each other's start.
  private static final int STARTS = 2;

  private static final int SAY_MILLIS = 30_000;

  private DropsScenario() {}

  static List<LabScenario> all() {
    return List.of(
        new LabScenario(
            "drops",
            "many drops at random bytes of one sync (--drops --files --gib --pairs)",
            (setting, findings) -> run(setting, setting.options().drops(), findings)),
        new LabScenario(
            "drops-1000",
            "the same: 1,000 drops while 2,000 files with 2 GiB are synced, three pairs at once",
            (setting, findings) -> run(setting, LabOptions.Drops.THOUSAND, findings)));
  }

  private static void run(Setting setting, LabOptions.Drops asked, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    DropBook book = new DropBook(asked.drops());
    Thread hook = new Thread(() -> tellStopped(setting, book), "lab-drops");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      runPairs(setting, asked, book);
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException _) {
        // The program is ending: the hook prints what there is.
      }
    }
    book.tell(findings);
  }

  private static void runPairs(Setting setting, LabOptions.Drops asked, DropBook book)
      throws IOException, InterruptedException, NotHereException {
    Semaphore starts = new Semaphore(STARTS);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> pairs = new ArrayList<>();
      for (int number = 0; number < asked.pairs(); number++) {
        DropPair.Share share =
            new DropPair.Share(
                number,
                part(asked.drops(), number, asked.pairs()),
                part(asked.files(), number, asked.pairs()),
                asked.bytes() / asked.pairs());
        pairs.add(threads.submit(() -> onePair(setting, asked, share, starts, book)));
      }
      Thread teller = Thread.ofVirtual().name("lab-progress").start(() -> say(setting, book));
      try {
        for (Future<?> pair : pairs) {
          pair.get();
        }
      } finally {
        teller.interrupt();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NotHereException notHere) {
        throw notHere;
      }
      throw new IOException(e.getCause() == null ? e : e.getCause());
    }
  }

  /// One pair that fails takes nothing from what the others show.
  private static Void onePair(
      Setting whole, LabOptions.Drops asked, DropPair.Share share, Semaphore starts, DropBook book)
      throws InterruptedException, NotHereException, IOException {
    Path folder = Files.createDirectories(whole.folder().resolve("pair-" + share.pair()));
    Setting setting =
        new Setting(
            whole.installation(),
            folder,
            whole.seed() * 1_000 + share.pair(),
            whole.options().with(asked),
            said -> whole.say().accept("pair " + share.pair() + ": " + said));
    try {
      new DropPair(setting, share, starts, book).run();
    } catch (IOException | RuntimeException e) {
      book.failed(share.pair(), share.files(), e.toString());
      setting.say().accept("failed: " + e);
    }
    return null;
  }

  private static int part(int all, int pair, int pairs) {
    return all / pairs + (pair < all % pairs ? 1 : 0);
  }

  private static void say(Setting setting, DropBook book) {
    try {
      while (true) {
        Pause.millis(SAY_MILLIS);
        setting.say().accept(book.progress());
      }
    } catch (InterruptedException _) {
      // The scenario is over.
      Thread.currentThread().interrupt();
    }
  }

  /// Thread: the runtime's, at the end of the program.
  private static void tellStopped(Setting setting, DropBook book) {
    book.close();
    Findings partial = new Findings();
    String why = "";
    try {
      book.tell(partial);
    } catch (FaultNotInjectedException e) {
      why = "; not injected: " + e.getMessage();
    }
    StringBuilder text = new StringBuilder("stopped before its end, so far" + why + ":\n");
    partial.faults().forEach(fault -> text.append("    fault   ").append(fault).append('\n'));
    partial.figures().forEach(figure -> text.append("    figure  ").append(figure).append('\n'));
    text.append("    what is left to delete: ").append(setting.folder());
    setting.say().accept(text.toString());
  }
}
