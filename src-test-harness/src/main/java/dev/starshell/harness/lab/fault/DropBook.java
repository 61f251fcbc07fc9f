package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.TreeCheck;
import dev.starshell.harness.lab.fault.Drop.Unseen;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The account of all drops of all pairs, which can be read at any time.
///
/// Thread: any.
final class DropBook {
  /// What may come or go again for a drop, on the mean: 1 MiB for each archive that is open, and as
  /// many may be as there are channels.
  private static final double AGAIN_MIB_MAX = 7;

  private static final double MIB = 1 << 20;

  private final int asked;
  private final long begun = System.nanoTime();

  /// These five are guarded by this.
  private final List<DropKind> dropsBegun = new ArrayList<>();

  private final List<Recovered> recovered = new ArrayList<>();
  private final Map<Integer, Pair> pairs = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private boolean isClosed;

  /// A drop that was survived, and whose it was.
  private record Recovered(int pair, Drop drop) {}

  /// What is known of one pair.
  ///
  /// @param came the receiver's counters
  /// @param gone the sender's
  /// @param files that were compared; 0 until then
  /// @param refused packets of flows that had been ended
  private record Pair(
      long unique,
      Supplier<Totals> came,
      Supplier<Totals> gone,
      long files,
      long wrong,
      long refused) {
    boolean isCompared() {
      return files > 0;
    }
  }

  /// @param asked drops of all pairs
  DropBook(int asked) {
    this.asked = asked;
  }

  /// A pair has its library and runs.
  synchronized void began(int pair, long unique, Supplier<Totals> came, Supplier<Totals> gone) {
    pairs.put(pair, new Pair(unique, came, gone, 0, 0, 0));
  }

  /// A connection is about to be dropped. It counts from now on, whatever comes of it.
  synchronized void dropBegins(DropKind kind) {
    if (!isClosed) {
      dropsBegun.add(kind);
    }
  }

  /// A drop that had begun is over, and the sync goes on.
  synchronized void recovered(int pair, Drop drop) {
    if (!isClosed) {
      recovered.add(new Recovered(pair, drop));
    }
  }

  /// Both sides of a pair were compared; its counters stand still.
  synchronized void compared(int number, TreeCheck.Result result, long refused) {
    Pair pair = pairs.get(number);
    if (pair == null || isClosed) {
      return;
    }
    Totals came = pair.came().get();
    Totals gone = pair.gone().get();
    pairs.put(
        number,
        new Pair(
            pair.unique(),
            () -> came,
            () -> gone,
            result.files(),
            result.differences().size(),
            refused));
    result.differences().stream().limit(3).forEach(failures::add);
  }

  /// A pair did not come to its end.
  synchronized void failed(int pair, int files, String why) {
    if (!isClosed) {
      failures.add("pair " + pair + " with " + files + " files: " + why);
    }
  }

  /// Takes nothing more: hosts are being ended.
  synchronized void close() {
    isClosed = true;
  }

  /// How far it is, in one line.
  synchronized String progress() {
    double seconds = Stage.seconds(begun);
    int done = recovered.size();
    String left =
        done == 0
            ? ""
            : String.format(", about %.0f min left", (asked - done) * seconds / done / 60);
    return String.format(
        Locale.ROOT,
        "%,d of %,d drops begun, %,d recovered after %.0f s%s",
        dropsBegun.size(),
        asked,
        done,
        seconds,
        left);
  }

  /// The whole account. Without an end of all pairs nothing can be said about files.
  ///
  /// @throws FaultNotInjectedException if a drop did not happen
  synchronized void tell(Findings findings) throws FaultNotInjectedException {
    tellUnrecovered(findings);
    tellFaults(findings);
    tellFiles(findings);
    findings.holds(
        dropsBegun.size() == asked && recovered.size() == asked,
        "%,d of %,d drops begun, %,d of these recovered without a person",
        dropsBegun.size(),
        asked,
        recovered.size());
    failures.forEach(failure -> findings.holds(false, "%s", failure));
    tellAgain(findings);
    for (DropKind kind : DropKind.values()) {
      tellTimes(kind.words(), kind.awaited(), drop -> drop.kind() == kind, findings);
    }
    Predicate<Drop> lost = drop -> drop.kind().takesLink();
    tellTimes("all that take the link", DropKind.PATH.awaited(), lost, findings);
    if (timed(lost) > 0) {
      findings.atMost("half of them within", seconds(lost, 0.5), 3, " s");
      findings.atMost("95 % of them within", seconds(lost, 0.95), 8, " s");
    }
  }

  private void tellFaults(Findings findings) throws FaultNotInjectedException {
    List<Drop> drops = drops(_ -> true).toList();
    long effective = drops.stream().filter(Drop::isEffective).count();
    long refused = sum(Pair::refused);
    Map<DropKind, Integer> kinds = new TreeMap<>();
    drops.forEach(drop -> kinds.merge(drop.kind(), 1, Integer::sum));
    List<String> words = new ArrayList<>();
    kinds.forEach((kind, count) -> words.add(count + " " + kind.words()));
    findings.injected(
        effective == drops.size(),
        "%d drops, each of something that was there and in a sync under way: %s; %,d packets of dead flows refused",
        effective,
        String.join(", ", words),
        refused);
  }

  private void tellUnrecovered(Findings findings) {
    List<DropKind> left = new ArrayList<>(dropsBegun);
    drops(_ -> true).map(Drop::kind).forEach(left::remove);
    if (!left.isEmpty()) {
      String words = left.stream().map(DropKind::words).sorted().collect(Collectors.joining(", "));
      findings.figure("%,d drops begun and not recovered: %s", left.size(), words);
    }
  }

  private void tellFiles(Findings findings) {
    long files = sum(Pair::files);
    long compared = pairs.values().stream().filter(Pair::isCompared).count();
    long installed = sum(pair -> pair.came().get().installed());
    findings.holds(
        sum(Pair::wrong) == 0 && compared == pairs.size(),
        "%d of %,d files lost or wrong (none allowed), %d of %d pairs compared",
        sum(Pair::wrong),
        files,
        compared,
        pairs.size());
    if (compared == pairs.size()) {
      // What a host installed after the last look before its end is missing from the sum.
      findings.holds(
          installed <= files,
          "%,d installs were seen for %,d files, %d too many (none allowed)",
          installed,
          files,
          Math.max(0, installed - files));
    }
  }

  /// What came or went again is known of a pair that was compared; of another one nobody knows how
  /// much of what came had come before.
  private void tellAgain(Findings findings) {
    findings.figure(
        "%,.1f MiB of archives arrived",
        sum(pair -> pair.isCompared() ? pair.unique() : pair.came().get().received()) / MIB);
    findings.figure(
        "came while they were here, as the receivers say: %,.3f MiB",
        sum(pair -> pair.came().get().duplicates()) / MIB);
    long compared = pairs.values().stream().filter(Pair::isCompared).count();
    if (compared < pairs.size()) {
      findings.figure(
          "what came or went again beyond that is unknown for %,d of %,d pairs, not compared",
          pairs.size() - compared, pairs.size());
    }
    if (compared > 0) {
      again("receiver: came again", pair -> pair.came().get().received(), Unseen::came, findings);
      again(
          "sender: given to its associations again",
          pair -> pair.gone().get().sent(),
          Unseen::sent,
          findings);
    }
  }

  /// Of pairs that were compared, and their drops.
  ///
  /// @param passed what a pair has counted in all
  private void again(
      String what, ToLongFunction<Pair> passed, ToLongFunction<Unseen> missed, Findings findings) {
    List<Drop> drops = drops(this::isCompared).toList();
    long unseen = drops.stream().map(Drop::unseen).mapToLong(missed).sum();
    long unique = sum(pair -> pair.isCompared() ? pair.unique() : 0);
    long again = sum(pair -> pair.isCompared() ? passed.applyAsLong(pair) : 0) - unique;
    findings.figure(
        "%s %,.3f MiB, and at most %,.3f MiB more that passed unseen",
        what, Math.max(0, again) / MIB, unseen / MIB);
    long most = Math.max(0, again) + unseen;
    findings.atMost(what + ", of all", unique == 0 ? 0 : 100.0 * most / unique, 5, " %");
    double each = drops.isEmpty() ? 0 : most / MIB / drops.size();
    findings.atMost(what + ", a drop on the mean", each, AGAIN_MIB_MAX, " MiB");
  }

  private void tellTimes(String what, String awaited, Predicate<Drop> which, Findings findings) {
    long count = drops(_ -> true).filter(which).count();
    if (timed(which) > 0) {
      findings.figure(
          "%s, %,d drops: %s after %.1f s (half), %.1f s (95 %%), %.1f s (all)",
          what, count, awaited, seconds(which, 0.5), seconds(which, 0.95), seconds(which, 1));
    } else if (count > 0) {
      findings.figure("%s, %,d drops: nothing was left to come", what, count);
    }
  }

  private long timed(Predicate<Drop> which) {
    return drops(_ -> true).filter(which).filter(drop -> drop.seconds().isPresent()).count();
  }

  /// @param which drops; one at least was timed
  private double seconds(Predicate<Drop> which, double part) {
    double[] sorted =
        drops(_ -> true)
            .filter(which)
            .filter(drop -> drop.seconds().isPresent())
            .mapToDouble(drop -> drop.seconds().getAsDouble())
            .sorted()
            .toArray();
    return sorted[Math.max(0, (int) Math.ceil(sorted.length * part) - 1)];
  }

  private boolean isCompared(int number) {
    Pair pair = pairs.get(number);
    return pair != null && pair.isCompared();
  }

  /// Those that were recovered from.
  private Stream<Drop> drops(IntPredicate ofPair) {
    return recovered.stream().filter(one -> ofPair.test(one.pair())).map(Recovered::drop);
  }

  private long sum(ToLongFunction<Pair> of) {
    return pairs.values().stream().mapToLong(of).sum();
  }
}
