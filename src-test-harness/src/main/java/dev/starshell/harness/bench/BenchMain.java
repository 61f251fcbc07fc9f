package dev.starshell.harness.bench;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The benchmarks' main. Exit 0: every bound met. 1: one missed or a run failed. 64: wrong words.
public final class BenchMain {
  private static final int EXIT_USAGE = 64;
  private static final int LOG_LINES = 15;
  private static final String USAGE =
      """
      usage: ./starshell bench link|link-webrtc|update|scan|small|preflight|manifest|handshake|
             sealing|flood|flips|kick|memory|all [--folder DIR]

        link       two hosts over loopback, 1 GB, against a bare data-channel loop in the same run
        link-webrtc  the same, over WebRTC alone
        update     four archives with 1000 bytes put near the front, synced again
        scan       chunking and hashing 1 GB on one core, file cache warm
        small      10,000 files of 4 KiB: first sync, and a sync with nothing to do
        preflight  the examination of a 100 MB archive before it is installed
        manifest   a manifest of 10,000 entries: built, signed, verified, in 64 MiB of heap
        handshake  CPU of a whole handshake, both sides together
        sealing    what sealing frames takes from the rate of data channels
        flood      what two members have left of their link while a third one floods
        flips      a million bits turned over, one at a time, in frames, manifests, chunks, objects
                   and the journal: each must be found
        kick       how long the links of a kicked member live on at the others
        memory     peak resident memory of both ends, for 100 MB and for 10 GB (needs 30 GB of disk)
        all        all of them, in this order

        --folder DIR   where libraries and homes are made (default: the temp folder)

      Each prints a table and one line of JSON. Bounds: docs/BENCHMARKS.md.
      """;

  private BenchMain() {}

  /// One benchmark.
  interface Bench {
    /// Runs in a lab of its own and says what it found.
    BenchReport run(HostLab lab) throws IOException, InterruptedException;
  }

  private static Map<String, Bench> benches(Installation installation) {
    Map<String, Bench> benches = new LinkedHashMap<>();
    benches.put("link", new LinkBench(installation, LinkBench.Way.USUAL));
    benches.put("link-webrtc", new LinkBench(installation, LinkBench.Way.WEBRTC));
    benches.put("update", new UpdateBench());
    benches.put("scan", new ScanBench());
    benches.put("small", new SmallBench());
    benches.put("preflight", new PreflightBench());
    benches.put("manifest", new ManifestBench(installation));
    benches.put("handshake", new HandshakeBench());
    benches.put("sealing", new SealingBench());
    benches.put("flood", new FloodBench(installation));
    benches.put("flips", new FlipsBench());
    benches.put("kick", new KickBench());
    benches.put("memory", new MemoryBench());
    return benches;
  }

  /// Runs benchmarks.
  public static void main(String[] args) throws IOException, InterruptedException {
    Installation installation = Installation.current();
    Map<String, Bench> benches = benches(installation);
    boolean hasFolder = args.length == 3 && args[1].equals("--folder");
    boolean isKnown = args.length >= 1 && (args[0].equals("all") || benches.containsKey(args[0]));
    if (!isKnown || (args.length != 1 && !hasFolder)) {
      System.err.println("bench: cannot read: " + String.join(" ", Arrays.asList(args)));
      System.err.print(USAGE);
      System.exit(EXIT_USAGE);
    }
    Path top =
        hasFolder
            ? Files.createDirectories(Path.of(args[2])).toRealPath()
            : Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
    List<String> chosen = args[0].equals("all") ? List.copyOf(benches.keySet()) : List.of(args[0]);
    boolean isMet = true;
    for (String name : chosen) {
      Bench bench = benches.get(name);
      isMet &= bench != null && run(name, bench, installation, top);
    }
    System.exit(isMet ? 0 : 1);
  }

  private static boolean run(String name, Bench bench, Installation installation, Path top)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(top, "starshell-bench-" + name + "-");
    boolean isKept = false;
    try (HostLab lab = new HostLab(installation, folder)) {
      try {
        return bench.run(lab).print(System.out);
      } catch (IOException e) {
        isKept = true;
        System.out.println("\n== " + name + " == FAILED: " + e.getMessage());
        System.out.print(lab.logTails(LOG_LINES));
        System.out.println("kept " + folder);
        return false;
      }
    } finally {
      if (!isKept) {
        HostLab.deleteTree(folder);
      }
    }
  }
}
