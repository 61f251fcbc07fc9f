package dev.starshell.harness.bench;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.manifest.Manifest;
import dev.starshell.syncshell.manifest.ManifestCodec;
import dev.starshell.syncshell.manifest.ManifestDraft;
import dev.starshell.syncshell.manifest.SignedManifest;
import dev.starshell.syncshell.protocol.DecodeResult.Decoded;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The main of the process in which [ManifestBench] measures: its heap is the bound, so it ends if
/// the bound is passed. Prints nanoseconds to build and sign, nanoseconds to verify, peak heap in
/// bytes and the manifest's bytes; the times are those of the first run, the best of the later ones
/// after them.
final class ManifestFigures {
  private static final int ENTRIES = 10_000;
  private static final int ROUNDS = 6;

  private ManifestFigures() {}

  public static void main(String[] args) {
    Identity owner = Identity.fromSeed(new byte[Identity.SEED_BYTES]);
    ShellId shell = ShellId.of(owner.key(), new byte[ShellId.NONCE_BYTES]);
    List<Entry> found = entries();
    long[] first = {};
    long[] best = {Long.MAX_VALUE, Long.MAX_VALUE};
    int bytes = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long begun = System.nanoTime();
      List<Entry> entries = ManifestDraft.of(found).entries();
      Manifest manifest =
          new Manifest(
              shell, owner.key(), 1, Manifest.NO_DIGEST, Instant.ofEpochSecond(1), entries);
      SignedManifest signed = ManifestCodec.sign(owner, manifest);
      long written = System.nanoTime();
      if (!(ManifestCodec.read(signed.signed(), shell, owner.key()) instanceof Decoded<?>)) {
        throw new IllegalStateException("a manifest cannot be read again");
      }
      long[] times = {written - begun, System.nanoTime() - written};
      first = first.length == 0 ? times : first;
      best[0] = Math.min(best[0], times[0]);
      best[1] = Math.min(best[1], times[1]);
      bytes = signed.signed().length();
    }
    System.out.println(
        first[0] + " " + first[1] + " " + best[0] + " " + best[1] + " " + peak() + " " + bytes);
  }

  private static List<Entry> entries() {
    List<Entry> found = new ArrayList<>();
    for (int i = 0; i < ENTRIES; i++) {
      byte[] digest = ByteBuffer.allocate(Digest.LENGTH_BYTES).putInt(i + 1).array();
      String path = "folder " + i % 100 + "/a mod of some kind " + i + ".pmp";
      found.add(new Entry("library", path, i + 1, new Root(Digest.of(digest))));
    }
    return found;
  }

  private static long peak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }
}
