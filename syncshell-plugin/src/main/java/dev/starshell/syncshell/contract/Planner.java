package dev.starshell.syncshell.contract;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.Comparator.comparingLong;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.protocol.TransferMessage.Refusal;
import dev.starshell.syncshell.protocol.Want;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes a contract of a NEED: the largest piece first, each onto the channel that would be done
/// with it first, ties to the lowest channel. Pure: equal requests give equal contracts.
///
/// An archive larger than a fair share of the whole is cut into pieces of about a share, of at
/// least [Limits#PIECE_BYTES_MIN]. Only when the busiest channel would still need an eighth longer
/// than the mean, archives over half a share are cut as well, then those over a quarter. Pieces of
/// one archive on one channel are one parcel.
///
/// With equal rates the busiest channel has at most 4/3 of the best possible load (Graham 1969), or
/// [Limits#PIECE_BYTES_MIN] more than the mean if that is larger, and one chunk.
public final class Planner {
  /// Channels times channels pieces at most, so that the contract stays within
  /// [Limits#CONTRACT_PARCELS_MAX].
  private static final int CUTS_MAX = (Limits.CHANNELS_MAX - 1) * (Limits.CHANNELS_MAX - 1);

  private static final int DIVISOR_MAX = 4;

  private static final Comparator<Piece> LARGEST_FIRST =
      comparingLong(Piece::sizeBytes)
          .reversed()
          .thenComparing(comparing(Piece::root))
          .thenComparing(comparingInt(Piece::number));

  private Planner() {}

  /// Some missing chunks of one archive.
  private record Piece(Root root, int number, List<ChunkRange> chunks, long sizeBytes) {}

  private record Place(Root root, int channel) {}

  /// What is where so far.
  private static final class Layout {
    private final double[] rates;
    private final double[] loads;
    private final Map<Place, List<ChunkRange>> parcels = new LinkedHashMap<>();

    Layout(double[] rates) {
      this.rates = rates;
      this.loads = new double[rates.length];
    }

    void put(Piece piece) {
      int best = 0;
      for (int channel = 1; channel < rates.length; channel++) {
        if (endOf(channel, piece.sizeBytes()) < endOf(best, piece.sizeBytes())) {
          best = channel;
        }
      }
      loads[best] += piece.sizeBytes();
      parcels
          .computeIfAbsent(new Place(piece.root(), best + 1), _ -> new ArrayList<>())
          .addAll(piece.chunks());
    }

    private double endOf(int channel, long moreBytes) {
      return (loads[channel] + moreBytes) / rates[channel];
    }

    /// Whether no channel needs an eighth longer than all would need if they ended together.
    boolean isBalanced(long totalBytes) {
      double sum = 0;
      double last = 0;
      for (int channel = 0; channel < rates.length; channel++) {
        sum += rates[channel];
        last = Math.max(last, endOf(channel, 0));
      }
      return last <= totalBytes / sum * 1.125;
    }
  }

  /// Makes the contract.
  ///
  /// @throws IllegalArgumentException if an archive is neither refused nor has a list, or the NEED
  ///   was not checked
  public static Contract plan(PlanRequest request) {
    double[] rates = rates(request.rates());
    List<Piece> whole = whole(request);
    long total = whole.stream().mapToLong(Piece::sizeBytes).sum();
    Layout layout = layout(request, whole, share(total, rates, 1), rates);
    for (int divisor = 2; divisor <= DIVISOR_MAX && !layout.isBalanced(total); divisor *= 2) {
      layout = layout(request, whole, share(total, rates, divisor), rates);
    }
    List<Parcel> assigned = new ArrayList<>();
    layout.parcels.forEach((place, chunks) ->
        assigned.add(new Parcel(place.root(), place.channel(), Ranges.joined(chunks))));
    return Contract.of(
        new ContractOffered(
            request.contract(), request.need().need(), assigned, request.refused()));
  }

  private static Layout layout(PlanRequest request, List<Piece> whole, long share, double[] rates) {
    List<Piece> pieces = new ArrayList<>();
    for (Piece piece : whole) {
      ChunkList list = request.lists().get(piece.root());
      if (piece.sizeBytes() <= share || list == null) {
        pieces.add(piece);
      } else {
        cut(piece, list, share, pieces);
      }
    }
    pieces.sort(LARGEST_FIRST);
    Layout layout = new Layout(rates);
    pieces.forEach(layout::put);
    return layout;
  }

  private static double[] rates(List<Long> measured) {
    double mean = measured.stream().filter(rate -> rate > 0).mapToLong(r -> r).average().orElse(1);
    return measured.stream().mapToDouble(rate -> rate > 0 ? rate : mean).toArray();
  }

  private static List<Piece> whole(PlanRequest request) {
    Set<Root> refused = new HashSet<>();
    request.refused().stream().map(Refusal::root).forEach(refused::add);
    List<Piece> whole = new ArrayList<>();
    for (Want want : request.need().wants()) {
      if (refused.contains(want.root())) {
        continue;
      }
      ChunkList list = request.lists().get(want.root());
      if (list == null) {
        throw new IllegalArgumentException("root=" + want.root() + " has no list, no refusal");
      }
      long size = want.missing().stream().mapToLong(list::sizeBytes).sum();
      whole.add(new Piece(want.root(), 0, want.missing(), size));
    }
    return whole;
  }

  /// The share of the slowest channel, so that it can take one piece and be done with the others.
  private static long share(long total, double[] rates, int divisor) {
    double sum = 0;
    double slowest = rates[0];
    for (double rate : rates) {
      sum += rate;
      slowest = Math.min(slowest, rate);
    }
    long fair = (long) Math.ceil(total * (slowest / sum) / divisor);
    long least = Math.max(Limits.PIECE_BYTES_MIN, Math.ceilDiv(total, CUTS_MAX));
    return Math.max(least, fair);
  }

  private static void cut(Piece whole, ChunkList list, long share, List<Piece> pieces) {
    int count = (int) Math.ceilDiv(whole.sizeBytes(), share);
    List<ChunkRange> chunks = new ArrayList<>();
    long taken = 0;
    long cutBytes = 0;
    int number = 0;
    for (ChunkRange range : whole.chunks()) {
      int from = range.from();
      for (int chunk = from; chunk < range.to(); chunk++) {
        taken += list.lengthBytes(chunk);
        // Written without a product that could overflow: sizes are below 2^34, counts below 400.
        if (taken * count >= whole.sizeBytes() * (number + 1)) {
          chunks.add(new ChunkRange(from, chunk + 1));
          pieces.add(new Piece(whole.root(), number, chunks, taken - cutBytes));
          chunks = new ArrayList<>();
          from = chunk + 1;
          cutBytes = taken;
          number++;
        }
      }
      if (from < range.to()) {
        chunks.add(new ChunkRange(from, range.to()));
      }
    }
  }
}
