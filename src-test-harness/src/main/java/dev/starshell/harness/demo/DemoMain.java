package dev.starshell.harness.demo;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Installation;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.Pause;
import dev.starshell.harness.lab.TreeCheck;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The demo's main. Exit 0: all verified. 1: not, or it failed. 64: wrong words.
public final class DemoMain {
  private static final int EXIT_USAGE = 64;
  private static final int LOG_LINES = 15;

  private final PrintStream out;
  private final DemoOptions options;
  private final Installation installation;

  private DemoMain(PrintStream out, DemoOptions options, Installation installation) {
    this.out = out;
    this.options = options;
    this.installation = installation;
  }

  /// Runs the demo.
  public static void main(String[] args) throws IOException, InterruptedException {
    if (List.of(args).contains("--help")) {
      System.out.print(DemoOptions.USAGE);
      return;
    }
    DemoOptions options;
    try {
      options = DemoOptions.parse(args);
    } catch (DemoOptions.UsageException e) {
      System.err.println("demo: " + e.getMessage());
      System.err.print(DemoOptions.USAGE);
      System.exit(EXIT_USAGE);
      return;
    }
    boolean isVerified = new DemoMain(System.out, options, Installation.current()).run();
    System.exit(isVerified ? 0 : 1);
  }

  private boolean run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("starshell-demo-").toRealPath();
    Cleanup cleanup = new Cleanup(folder, options.keep());
    Runtime.getRuntime().addShutdownHook(new Thread(cleanup::run, "demo-cleanup"));
    boolean isVerified = false;
    try (HostLab lab = new HostLab(installation, folder)) {
      cleanup.lab = lab;
      try (LaneView view = LaneView.open(out, options.plain())) {
        isVerified = rounds(lab, view);
      } catch (IOException e) {
        cleanup.keep = true;
        out.println("\nFAILED   " + e.getMessage());
        out.println("logs     " + folder.resolve("logs") + " and logs/ in each home; they end:");
        out.print(lab.logTails(LOG_LINES));
      }
      if (isVerified && !options.once()) {
        stayUp(lab);
      }
      if (isVerified && options.once()) {
        out.println(
            "Next: "
                + installation.launcher()
                + " host --home ~/starshell starts a host of your own; README.md goes on from there.");
      }
    }
    if (!isVerified) {
      cleanup.keep = true;
      out.println("kept     " + folder);
    }
    return isVerified;
  }

  private boolean rounds(HostLab lab, LaneView view) throws IOException, InterruptedException {
    Path libraries = Files.createDirectory(lab.folder().resolve("libraries"));
    out.println("folder   " + lab.folder());
    List<Shared> shared = shared(libraries);
    long libraryBytes = 0;
    for (Shared one : shared) {
      long uniqueBytes = TreeCheck.uniqueBytes(one.folder());
      libraryBytes += uniqueBytes;
      out.println(
          "mods     "
              + one.owner()
              + " has "
              + TreeCheck.sizes(one.folder()).size()
              + " files, "
              + Figures.bytes(uniqueBytes)
              + " of different content");
    }
    DemoRun run = new DemoRun(lab, shared, out, view, options.seed());
    run.gather();
    run.first();
    run.second();
    out.println();
    RoundTable.of(run.rounds(), libraryBytes).forEach(out::println);
    out.println();
    return run.rounds().stream().allMatch(Round::isVerified);
  }

  private List<Shared> shared(Path top) throws IOException {
    if (!options.libraries().isEmpty()) {
      return Shared.copied(options.libraries(), top, DemoRun.OWNERS);
    }
    long seed = options.seed();
    return Shared.generated(
        options.small() ? Shared.smallPlan(seed) : Shared.plan(seed), top, DemoRun.OWNERS);
  }

  private void stayUp(HostLab lab) throws InterruptedException {
    out.println("The hosts stay up. In another terminal, for example:");
    for (Member member : lab.members()) {
      out.println(
          "  "
              + installation.launcher()
              + " cmd --home "
              + member.process().home()
              + " \"sync status\"");
    }
    out.println(
        "Received mods are in the folder mods of each home. Ctrl-C ends it all"
            + (options.keep() ? "; the folder stays." : " and deletes the folder."));
    while (lab.members().stream().anyMatch(member -> member.process().isAlive())) {
      Pause.millis(500);
    }
    out.println("All hosts have ended.");
  }

  /// Ends the hosts, then deletes the folder: also when the demo is ended by Ctrl-C.
  private static final class Cleanup {
    private final Path folder;
    private volatile boolean keep;
    private volatile @org.jspecify.annotations.Nullable HostLab lab;

    Cleanup(Path folder, boolean keep) {
      this.folder = folder;
      this.keep = keep;
    }

    void run() {
      HostLab running = lab;
      if (running != null) {
        running.close();
      }
      if (keep) {
        return;
      }
      try {
        HostLab.deleteTree(folder);
      } catch (IOException e) {
        System.err.println("demo: " + folder + " could not be deleted whole: " + e.getMessage());
      }
    }
  }
}
