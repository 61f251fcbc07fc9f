package dev.starshell.syncshell.receipt;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What receipts together say about archives: an archive may have travelled in several parcels on
/// several channels, each channel with a receipt of its own.
public final class Deliveries {
  private Deliveries() {}

  /// One archive and one receiver.
  ///
  /// @param parcels delivered by the receipts at hand
  /// @param of parcels that its contract has of it
  /// @param seconds of the last receipt, by the receiver's clock
  public record Archive(MemberKey receiver, Root root, int parcels, int of, long seconds) {
    /// Whether the receiver has signed for all of it: it is verified and durable there.
    public boolean isWhole() {
      return parcels >= of;
    }
  }

  private record Key(
      Digest shell, MemberKey receiver, long generation, Digest contract, Root root) {}

  private static final class Tally {
    private final BitSet delivered = new BitSet();
    private int of;
    private long seconds;
  }

  /// Every archive that receipts speak of, in their order.
  public static List<Archive> of(List<Receipt> receipts) {
    Map<Key, Tally> tallies = new LinkedHashMap<>();
    for (Receipt receipt : receipts) {
      Delivery about = receipt.delivery();
      for (ReceiptLine line : about.lines()) {
        Key key =
            new Key(
                about.shell(),
                about.receiver(),
                about.generation(),
                about.contractDigest(),
                line.root());
        Tally tally = tallies.computeIfAbsent(key, _ -> new Tally());
        tally.of = Math.max(tally.of, line.of());
        if (line.isDelivered()) {
          tally.delivered.set(line.parcel());
          tally.seconds = Math.max(tally.seconds, receipt.seconds());
        }
      }
    }
    List<Archive> archives = new ArrayList<>();
    tallies.forEach((key, tally) ->
        archives.add(
            new Archive(
                key.receiver(),
                key.root(),
                tally.delivered.cardinality(),
                tally.of,
                tally.seconds)));
    return archives;
  }
}
