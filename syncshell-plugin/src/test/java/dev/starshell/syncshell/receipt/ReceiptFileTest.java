package dev.starshell.syncshell.receipt;

import static dev.starshell.syncshell.receipt.Receipts.RECEIVER;
import static dev.starshell.syncshell.receipt.Receipts.SENDER;
import static dev.starshell.syncshell.receipt.Receipts.file;
import static dev.starshell.syncshell.receipt.Receipts.root;
import static dev.starshell.syncshell.receipt.Receipts.signed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.protocol.Bytes;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReceiptFileTest {
  private static final Receipt ONE =
      signed(1, new ReceiptLine(0, root(9), 2, 0), new ReceiptLine(2, root(8), 1, 17));
  private static final Receipt TWO = signed(2, new ReceiptLine(1, root(9), 2, 0));

  private static String code(Bytes file) {
    return ReceiptFile.read(file) instanceof ReceiptFile.Verdict.Refused refused
        ? refused.code()
        : "";
  }

  @Test
  void aGenuineFileComesBackAsItWasMade() {
    assertThat(ReceiptFile.read(file(SENDER, ONE, TWO)))
        .isEqualTo(
            new ReceiptFile.Verdict.Genuine(
                new ReceiptFile(SENDER.key(), 1_800_000_001L, List.of(ONE, TWO))));
  }

  @Test
  void everyChangedByteAndEveryCutIsFound() {
    byte[] good = file(SENDER, ONE, TWO).toArray();

    for (int at = 0; at < good.length; at++) {
      byte[] changed = good.clone();
      changed[at] ^= (byte) (1 << at % 8);
      assertThat(code(Bytes.copyOf(changed)))
          .as("byte %d", at)
          .isIn("RECEIPTS_CORRUPT", "RECEIPTS_FORGED");
      assertThat(code(Bytes.copyOf(Arrays.copyOf(good, at)))).isEqualTo("RECEIPTS_CORRUPT");
    }
    assertThat(code(Bytes.copyOf(Arrays.copyOf(good, good.length + 1))))
        .isEqualTo("RECEIPTS_CORRUPT");
  }

  @Test
  void aSenderCannotSignForItsReceiver() {
    Receipt own = signed(SENDER, 1, new ReceiptLine(0, root(9), 1, 0));

    assertThat(code(file(SENDER, own))).isEqualTo("RECEIPTS_FORGED");
  }

  @Test
  void nobodyElseCanPassReceiptsOffAsItsOwn() {
    assertThat(code(file(RECEIVER, ONE))).isEqualTo("RECEIPTS_FORGED");
  }

  @Test
  void everyFieldOfAReceiptIsSigned() {
    Delivery about = ONE.delivery();
    List<Delivery> changed =
        List.of(
            new Delivery(
                Receipts.digest(1),
                about.sender(),
                about.receiver(),
                4,
                5,
                1,
                about.contractDigest(),
                about.lines()),
            with(about, 5, 5, 1, about.contractDigest(), about.lines()),
            with(about, 4, 6, 1, about.contractDigest(), about.lines()),
            with(about, 4, 5, 2, about.contractDigest(), about.lines()),
            with(about, 4, 5, 1, Receipts.digest(1), about.lines()),
            with(about, 4, 5, 1, about.contractDigest(), about.lines().subList(0, 1)),
            with(about, 4, 5, 1, about.contractDigest(), List.of(lineWith(1, 9, 2, 0))),
            with(about, 4, 5, 1, about.contractDigest(), List.of(lineWith(0, 8, 2, 0))),
            with(about, 4, 5, 1, about.contractDigest(), List.of(lineWith(0, 9, 1, 0))),
            with(about, 4, 5, 1, about.contractDigest(), List.of(lineWith(0, 9, 2, 1))));

    assertThat(ONE.isGenuine()).isTrue();
    for (Delivery one : changed) {
      assertThat(new Receipt(one, 7, ONE.seconds(), ONE.signature()).isGenuine()).isFalse();
    }
    assertThat(new Receipt(about, 8, ONE.seconds(), ONE.signature()).isGenuine()).isFalse();
    assertThat(new Receipt(about, 7, ONE.seconds() + 1, ONE.signature()).isGenuine()).isFalse();
  }

  private static ReceiptLine lineWith(int parcel, int root, int of, int outcome) {
    return new ReceiptLine(parcel, root(root), of, outcome);
  }

  private static Delivery with(
      Delivery about,
      long generation,
      long contract,
      int channel,
      dev.starshell.syncshell.content.Digest digest,
      List<ReceiptLine> lines) {
    return new Delivery(
        about.shell(),
        about.sender(),
        about.receiver(),
        generation,
        contract,
        channel,
        digest,
        lines);
  }

  @Test
  void anArchiveIsWholeOnlyWithTheReceiptsOfAllItsParcels() {
    assertThat(Deliveries.of(List.of(ONE)))
        .extracting(Deliveries.Archive::isWhole)
        .containsExactly(false, false);
    assertThat(Deliveries.of(List.of(ONE, TWO)))
        .filteredOn(Deliveries.Archive::isWhole)
        .extracting(Deliveries.Archive::root)
        .containsExactly(root(9));
    assertThat(Deliveries.of(List.of(TWO, TWO)))
        .extracting(Deliveries.Archive::isWhole)
        .containsExactly(false);
  }
}
