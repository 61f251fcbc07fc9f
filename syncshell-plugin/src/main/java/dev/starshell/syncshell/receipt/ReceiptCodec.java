package dev.starshell.syncshell.receipt;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes and reads one receipt. Wire form: docs/PROTOCOL.md, "Receipt file".
public final class ReceiptCodec {
  private static final int FIELDS = 11;
  private static final int LINE_FIELDS = 4;
  private static final long CONTRACT_MAX = 0xffff_ffffL;
  private static final int CHANNEL_MAX = Limits.CHANNELS_MAX - 1;

  private ReceiptCodec() {}

  /// The bytes of a receipt.
  public static Bytes write(Receipt receipt) {
    CborWriter out = new CborWriter();
    write(out, receipt);
    return Bytes.copyOf(out.toBytes());
  }

  /// Reads one receipt; empty if the bytes are none. Its signature is not checked.
  public static Optional<Receipt> read(Bytes encoded) {
    CborReader in = new CborReader(encoded.toArray());
    Optional<Receipt> receipt = read(in);
    in.end();
    return in.isFine() ? receipt : Optional.empty();
  }

  private static void write(CborWriter out, Receipt receipt) {
    Delivery delivery = receipt.delivery();
    out.array(FIELDS)
        .bytes(delivery.shell().toBytes())
        .bytes(delivery.sender().toBytes())
        .bytes(delivery.receiver().toBytes())
        .uint(receipt.epoch())
        .uint(delivery.generation())
        .uint(delivery.contract())
        .uint(delivery.channel())
        .bytes(delivery.contractDigest().toBytes())
        .uint(receipt.seconds())
        .array(delivery.lines().size());
    for (ReceiptLine line : delivery.lines()) {
      out.array(LINE_FIELDS)
          .uint(line.parcel())
          .bytes(line.root().digest().toBytes())
          .uint(line.of())
          .uint(line.outcome());
    }
    out.bytes(receipt.signature().toArray());
  }

  private static Optional<Receipt> read(CborReader in) {
    in.record("receipt", FIELDS);
    Digest shell = digest(in, "shell");
    MemberKey sender = key(in, "sender");
    MemberKey receiver = key(in, "receiver");
    long epoch = in.uint("epoch", Long.MAX_VALUE);
    long generation = in.uint("generation", Limits.GENERATION_MAX);
    long contract = in.uint("contract", CONTRACT_MAX);
    int channel = (int) in.uint("channel", CHANNEL_MAX);
    Digest contractDigest = digest(in, "contract digest");
    long seconds = in.uint("time", Long.MAX_VALUE);
    List<ReceiptLine> lines = lines(in);
    Bytes signature = Bytes.copyOf(in.bytesExactly("signature", Signatures.LENGTH_BYTES));
    if (!in.isFine()) {
      return Optional.empty();
    }
    Delivery delivery =
        new Delivery(shell, sender, receiver, generation, contract, channel, contractDigest, lines);
    return Optional.of(new Receipt(delivery, epoch, seconds, signature));
  }

  private static List<ReceiptLine> lines(CborReader in) {
    List<ReceiptLine> lines = new ArrayList<>();
    int count = in.array("parcels", Limits.CONTRACT_PARCELS_MAX);
    for (int i = 0; i < count && in.isFine(); i++) {
      in.record("parcel", LINE_FIELDS);
      int parcel = (int) in.uint("parcel number", Limits.CONTRACT_PARCELS_MAX - 1);
      Root root = new Root(digest(in, "root"));
      int of = (int) in.uint("parcels of the archive", Limits.CONTRACT_PARCELS_MAX);
      int outcome = (int) in.uint("outcome", ReceiptLine.OUTCOME_MAX);
      if (in.isFine() && of == 0) {
        in.refuse("archive without parcels");
      }
      if (in.isFine()) {
        lines.add(new ReceiptLine(parcel, root, of, outcome));
      }
    }
    return lines;
  }

  private static Digest digest(CborReader in, String name) {
    return Digest.of(in.bytesExactly(name, Digest.LENGTH_BYTES));
  }

  static MemberKey key(CborReader in, String name) {
    byte[] raw = in.bytesExactly(name, MemberKey.LENGTH_BYTES);
    if (in.isFine() && Signatures.isWeak(MemberKey.of(raw))) {
      in.refuse(name + " is a key of small order");
    }
    return MemberKey.of(raw);
  }
}
