package dev.starshell.harness.archive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/// Which archives a library gets: sizes spread log-normally, some under two names.
///
/// @param archives in no order of size
public record LibraryPlan(List<ArchivePlan> archives) {
  /// Smallest archive. Unit: bytes.
  public static final long ARCHIVE_BYTES_MIN = 50_000;

  /// Largest archive. Unit: bytes.
  public static final long ARCHIVE_BYTES_MAX = 20_000_000;

  private static final double SPREAD = 1.35;
  private static final int SCALE_STEPS = 200;

  public LibraryPlan {
    archives = List.copyOf(archives);
  }

  /// Plans a library.
  ///
  /// @param seed the same seed gives the same plan
  /// @param archives how many different archives
  /// @param totalBytes of all of them, each counted once
  /// @param twice how many of them lie in the library under a second name
  public static LibraryPlan of(long seed, int archives, long totalBytes, int twice) {
    if (archives < 1 || twice < 0 || twice > archives) {
      throw new IllegalArgumentException("archives=" + archives + " twice=" + twice);
    }
    if (totalBytes < archives * ARCHIVE_BYTES_MIN || totalBytes > archives * ARCHIVE_BYTES_MAX) {
      throw new IllegalArgumentException(
          "totalBytes=" + totalBytes + " cannot be met by " + archives + " archives");
    }
    Dice dice = new Dice(seed);
    long[] sizes = sizes(dice, archives, totalBytes);
    List<ArchiveKind> kinds = List.of(ArchiveKind.values());
    Set<String> used = new HashSet<>();
    List<ArchivePlan> plans = new ArrayList<>();
    for (int i = 0; i < archives; i++) {
      ArchiveKind kind = kinds.get(i % kinds.size());
      List<String> names = new ArrayList<>();
      names.add(ModNames.path(dice, kind, used));
      if (i < twice) {
        names.add(ModNames.secondPath(names.getFirst(), used));
      }
      plans.add(new ArchivePlan(kind, names, sizes[i], dice.nextLong()));
    }
    return new LibraryPlan(plans);
  }

  /// Parts it in two of about the same size in bytes.
  public List<LibraryPlan> halves() {
    List<ArchivePlan> one = new ArrayList<>();
    List<ArchivePlan> other = new ArrayList<>();
    long balance = 0;
    List<ArchivePlan> largestFirst =
        archives.stream()
            .sorted(Comparator.comparingLong(ArchivePlan::sizeBytes).reversed())
            .toList();
    for (ArchivePlan archive : largestFirst) {
      boolean isFirst = balance <= 0;
      (isFirst ? one : other).add(archive);
      balance += isFirst ? archive.sizeBytes() : -archive.sizeBytes();
    }
    return List.of(new LibraryPlan(one), new LibraryPlan(other));
  }

  /// Bytes of all archives, each counted once.
  public long uniqueBytes() {
    return sum(ArchivePlan::sizeBytes);
  }

  /// How many files it makes.
  public long files() {
    return sum(archive -> archive.names().size());
  }

  private long sum(ToLongFunction<ArchivePlan> part) {
    return archives.stream().mapToLong(part).sum();
  }

  private static long[] sizes(Dice dice, int count, long totalBytes) {
    double[] shape = new double[count];
    for (int i = 0; i < count; i++) {
      shape[i] = StrictMath.exp(dice.nextNormal() * SPREAD);
    }
    double low = 0;
    double high = ARCHIVE_BYTES_MAX / StrictMath.exp(-6 * SPREAD);
    for (int step = 0; step < SCALE_STEPS; step++) {
      double middle = (low + high) / 2;
      if (total(shape, middle) < totalBytes) {
        low = middle;
      } else {
        high = middle;
      }
    }
    long[] sizes = new long[count];
    for (int i = 0; i < count; i++) {
      sizes[i] = size(shape[i], low);
    }
    return sizes;
  }

  private static long total(double[] shape, double scale) {
    long total = 0;
    for (double part : shape) {
      total += size(part, scale);
    }
    return total;
  }

  private static long size(double part, double scale) {
    return Math.clamp((long) (part * scale), ARCHIVE_BYTES_MIN, ARCHIVE_BYTES_MAX);
  }
}
